"""The fixed words around the entries (`data/texts.toml`) and the rules their texts keep."""

from pydantic import BaseModel, ConfigDict

from faq.entry import Aspect, Text


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AmountTexts(_Section):
    """Words around figures. Headings take {year}; `line` takes {label} and {value}."""

    heading: Text
    heading_limits: Text
    line: Text
    locked: Text  #: instead of an amount that may not be stated
    locked_limits: Text  #: the same for income limits
    partial: Text  #: after figures, when others had to be left out


class SourceTexts(_Section):
    """The line that names the source: {title}, {date} and {checked} as year and month."""

    dated: Text
    undated: Text


class CheckTexts(_Section):
    """What the texts of entries must not contain."""

    amount_pattern: Text  #: regular expression: money and ratios belong in figures
    banned: tuple[Text, ...]  #: verdicts and office style


class Texts(_Section):
    amounts: AmountTexts
    source: SourceTexts
    not_covered: Text  #: takes {text}
    missing: dict[Aspect, Text]  #: said for a part nobody has written
    blanks: dict[str, Text]  #: blanks entries may hold → what stands there without a pack
    checks: CheckTexts
