"""The words people read, by key, with blanks that carry their own particles.

`{who}` is a blank, `{who:이/가}` a blank with the particle that fits; `{who:~이/가}` is only the
particle, for a blank in quotation marks: '{who}'{who:~이/가}. Braces in the text are doubled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType

from bot.content.particles import Particles
from bot.domain.messages import NO_PARAMS, Choice

_BARE = "~"


class MissingWording(KeyError):
    """Nothing is written under this key."""


class MissingBlank(KeyError):
    """The caller left a blank of the template unfilled."""

    def __init__(self, key: str, blank: str) -> None:
        super().__init__(f'wording "{key}" needs the blank "{blank}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of text and the blank after it, if any."""

    text: str
    blank: str = ""
    pair: str = ""
    bare: bool = False  #: only the particle, without the word


@dataclass(frozen=True, slots=True)
class Template:
    """A text taken apart once, at load."""

    parts: tuple[Part, ...]

    @property
    def blanks(self) -> frozenset[str]:
        return frozenset(part.blank for part in self.parts if part.blank)

    @property
    def fixed(self) -> str:
        """The text without its blanks, for measuring."""
        return "".join(part.text for part in self.parts)


def parse(text: str, pairs: Iterable[str]) -> Template:
    """Take a text apart. Raises `ValueError` saying what is wrong with a blank."""
    parts = []
    for words, blank, pair, conversion in Formatter().parse(text):
        if blank is not None and not (blank.isascii() and blank.isidentifier()):
            raise ValueError(f'blank "{{{blank}}}" found; expected a name such as {{number}}')
        if conversion:
            raise ValueError(f'"!{conversion}" found in blank "{blank}"; expected none')
        spec = pair or ""
        particle = spec.removeprefix(_BARE)
        if spec and particle not in pairs:
            raise ValueError(f'particle "{spec}" found; expected one of {", ".join(pairs)}')
        parts.append(
            Part(text=words, blank=blank or "", pair=particle, bare=spec.startswith(_BARE))
        )
    return Template(tuple(parts))


class Catalog:
    """Every text by key, and every offered answer by id. Immutable."""

    __slots__ = ("_choices", "_particles", "_standing", "_templates")

    def __init__(
        self,
        templates: Mapping[str, Template],
        choices: Mapping[str, str],
        particles: Particles,
        standing: Mapping[str, str] = NO_PARAMS,
    ) -> None:
        """`standing` are the office's own blanks, which every template may use."""
        self._templates = MappingProxyType(dict(templates))
        self._choices = {i: Choice(id=i, label=label) for i, label in choices.items()}
        self._particles = particles
        self._standing = MappingProxyType(dict(standing))

    @property
    def standing(self) -> Mapping[str, str]:
        """The office's blanks: office, office_short, bot, hours, phone_line, phone."""
        return self._standing

    def render(self, key: str, params: Mapping[str, str] = NO_PARAMS) -> str:
        """Fill a template; blanks it does not use are passed over.

        Raises `MissingWording` for an unknown key, `MissingBlank` for a blank left open.
        """
        if (template := self._templates.get(key)) is None:
            raise MissingWording(key)
        filled = []
        for part in template.parts:
            filled.append(part.text)
            if part.blank:
                filled.append(self._fill(key, part, params))
        return "".join(filled)

    def _fill(self, key: str, part: Part, params: Mapping[str, str]) -> str:
        value = params.get(part.blank, self._standing.get(part.blank))
        if value is None:
            raise MissingBlank(key, part.blank)
        if not part.pair:
            return value
        particle = self._particles.after(value, part.pair)
        return particle if part.bare else value + particle

    def has(self, key: str) -> bool:
        return key in self._templates

    def keys(self) -> frozenset[str]:
        return frozenset(self._templates)

    def blanks(self, key: str) -> frozenset[str]:
        """Return the blanks a template uses. Raises `MissingWording` for an unknown key."""
        if (template := self._templates.get(key)) is None:
            raise MissingWording(key)
        return template.blanks

    def choice(self, id: str) -> Choice:  # noqa: A002 -- the word everybody uses for it
        """Return an offered answer. Raises `MissingWording` for an id without a label."""
        if (choice := self._choices.get(id)) is None:
            raise MissingWording(f"choice.{id}")
        return choice

    def choice_ids(self) -> frozenset[str]:
        return frozenset(self._choices)
