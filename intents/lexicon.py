"""Reads this package's word lists. Every Korean word the code needs stands in `data/`."""

import tomllib
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ConfigDict


class Words(BaseModel):
    """Base of the models of data files: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


WordsT = TypeVar("WordsT", bound=Words)


def read(name: str, model: type[WordsT]) -> WordsT:
    """Return the checked content of `data/<name>`.

    Raises `pydantic.ValidationError` or `tomllib.TOMLDecodeError` for a broken file, so that a
    release with one does not start.
    """
    source = files("intents").joinpath("data", name)
    return model.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
