"""Reads this package's word lists. Every Korean word the code needs stands in `data/`."""

from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

import tomli
from pydantic import BaseModel, ConfigDict

DATA: Final = Path(str(files("intents").joinpath("data")))


class Words(BaseModel):
    """Base of the models of data files: unknown keys are mistakes, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


WordsT = TypeVar("WordsT", bound=Words)


def read(name: str, model: type[WordsT]) -> WordsT:
    """Return the checked content of `data/<name>`.

    Raises `pydantic.ValidationError` or `tomli.TOMLDecodeError` for a broken file, so that a
    release with one does not start.
    """
    return model.model_validate(tomli.loads((DATA / name).read_text(encoding="utf-8")))
