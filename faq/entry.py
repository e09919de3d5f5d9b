"""What the data files may say: one entry a programme, one figure an amount, one line a phone."""

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Grade(StrEnum):
    """How well a fact is founded; only the first two may carry an amount."""

    CONFIRMED = "confirmed"  #: an office's page or a newspaper says exactly this
    COMPUTED = "computed"  #: worked out from a confirmed value by the ratio in the law
    SECONDARY = "secondary"  #: only blogs or mirrors say it
    UNCONFIRMED = "unconfirmed"  #: nobody was found who says it

    @property
    def carries_amounts(self) -> bool:
        return self in {Grade.CONFIRMED, Grade.COMPUTED}


class Aspect(StrEnum):
    """The part of an answer that a follow-up button asks for."""

    WHO = "who"
    HOW = "how"
    DOCUMENTS = "documents"
    AMOUNT = "amount"
    HOW_LONG = "how_long"


class Region(StrEnum):
    """How far an entry holds."""

    NATION = "nation"
    PROVINCE = "province"  #: 시도
    MUNICIPALITY = "municipality"  #: 시군구
    DONG = "dong"


class Volatility(StrEnum):
    """When the facts usually change, hence when to look again."""

    JANUARY = "january"  #: with the median income of the year
    JULY = "july"  #: with the notices of the middle of the year
    ANYTIME = "anytime"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Source(_Record):
    """Where a fact was read. `date` is the page's own; pages of offices often have none."""

    title: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    date: datetime.date | None = None
    grade: Grade = Grade.CONFIRMED


class FollowUp(_Record):
    """A button under the answer: which part it asks for and what stands on it."""

    aspect: Aspect
    label: Text


class Figure(_Record):
    """A dated amount or limit. It is shown only in its own year; see `faq.freshness`."""

    id: Id
    label: Text
    value: Text
    year: Annotated[int, Field(ge=2000, le=2100)]
    grade: Grade
    source: Source


class PhoneLine(_Record):
    """A number residents may be given. Empty `hours`: nobody was found who states them."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9]+(-[0-9]+)*$")]
    label: Text
    what: Text
    hours: str = ""
    incoming_only: bool = False  #: it calls residents and cannot be called back
    grade: Grade
    sources: tuple[Source, ...] = ()


class Entry(_Record):
    """One reviewed answer. Amounts stand in figures, never in its texts.

    Texts may hold the blanks named in `texts.toml`, which the municipality fills.
    """

    id: Id
    title: Text
    summary: Text
    who: Text
    how: Text
    documents: Text
    how_long: Text | None = None
    not_covered: Text
    amount_note: Text | None = None  #: said before the figures, or instead of them
    ask_amount: Text | None = None  #: who knows the amount, said where the locked sentence misleads
    amount: tuple[Id, ...] = ()  #: figures of the "amount" part
    limits: tuple[Id, ...] = ()  #: figures of the "who" part (income limits)
    phones: tuple[str, ...] = Field(min_length=1)
    follow_ups: tuple[FollowUp, ...] = Field(min_length=2, max_length=3)
    related: tuple[Id, ...] = ()
    names: tuple[Text, ...] = Field(min_length=1)
    ways: tuple[Text, ...]
    shared_ways: tuple[Text, ...] = ()  #: needs another entry meets as well: it is asked which
    sources: tuple[Source, ...] = Field(min_length=1)
    verified_on: datetime.date
    verified_by: Text
    grade: Grade
    review_due: datetime.date
    region: Region
    volatility: Volatility
    do_not_state_amount: bool = False

    @property
    def source_date(self) -> datetime.date | None:
        """Day of the source named in the answer (the first); None when its page has none."""
        return self.sources[0].date

    def part(self, aspect: Aspect) -> str | None:
        """Return the written text of one part, None where nothing is written."""
        return {
            Aspect.WHO: self.who,
            Aspect.HOW: self.how,
            Aspect.DOCUMENTS: self.documents,
            Aspect.AMOUNT: self.amount_note,
            Aspect.HOW_LONG: self.how_long,
        }[aspect]

    def written(self) -> dict[str, str]:
        """Return every text a resident may read, by field name."""
        texts = {"title": self.title, "summary": self.summary, "not_covered": self.not_covered}
        texts |= {aspect.value: text for aspect in Aspect if (text := self.part(aspect))}
        if self.ask_amount:
            texts["ask_amount"] = self.ask_amount
        return texts
