"""The fixed words around the entries (`data/texts.toml`) and the rules their texts keep."""

import re
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from faq.entry import Aspect, Text


def _takes(*blanks: str) -> AfterValidator:
    """Refuse at load what would fail in front of a resident: a blank nobody fills."""

    def check(text: str) -> str:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if found != set(blanks):
            raise ValueError(f"blanks {sorted(found)} found; expected {sorted(blanks)}")
        return text

    return AfterValidator(check)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AmountTexts(_Section):
    """Words around figures."""

    heading: Annotated[Text, _takes("year")]
    heading_limits: Annotated[Text, _takes("year")]
    line: Annotated[Text, _takes("label", "value")]
    locked: Text  #: instead of an amount that may not be stated
    locked_limits: Text  #: the same for income limits
    partial: Text  #: after figures, when others had to be left out


class SourceTexts(_Section):
    """The line that names the source; dates are said as year and month."""

    dated: Annotated[Text, _takes("title", "date", "checked")]
    undated: Annotated[Text, _takes("title", "checked")]


class CheckTexts(_Section):
    """What the texts of entries must not contain."""

    amount_pattern: re.Pattern[str]  #: money and ratios belong in figures
    phone_pattern: re.Pattern[str]  #: every number in a text is one of the known lines
    banned: tuple[Text, ...]  #: verdicts and office style


class Texts(_Section):
    amounts: AmountTexts
    source: SourceTexts
    not_covered: Annotated[Text, _takes("text")]
    missing: dict[Aspect, Text]  #: said for a part nobody has written
    blanks: dict[str, Text]  #: blanks entries may hold → what stands there without a pack
    checks: CheckTexts
