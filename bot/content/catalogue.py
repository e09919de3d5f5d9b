"""Reads the wording and holds it against what the program asks for.

`data/keys.toml` lists every key with its blanks; keys that follow from the domain (a word for
every status, a line for every form) are worked out here, so that a new status without a word
is found at load. Keys under `desk.` are free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.content.particles import Particles
from bot.content.reading import DATA, Problems, read_record, read_toml, shown, toml_files
from bot.content.records import MAX_BUBBLE, MAX_LABEL, CrisisKind, KeysFile, letters
from bot.content.wording import Catalog, Template, parse
from bot.domain.case import CaseStatus, Delivery, Disposition, EventName, Priority
from bot.domain.form import Form
from bot.domain.staff import Role

_SIGN = "triage."
_FREE = ("desk.", _SIGN)  #: looked up by name, not listed
_CHOICE = "choice."
_MUST = "!"
_KEYS = DATA / "keys.toml"


class WordingReader:
    """Collects texts over folders, a later one over an earlier one."""

    def __init__(self, particles: Particles, problems: Problems) -> None:
        self._pairs = tuple(particles.pairs)
        self._particles = particles
        self._problems = problems
        self._templates: dict[str, Template] = {}
        self._choices: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._whole = True  #: every file could be read, so that what is missing is missing

    def read(self, folders: Iterable[Path]) -> None:
        homes: dict[str, Path] = {}
        for folder, path in toml_files(folders):
            table = read_toml(path, self._problems)
            self._whole = self._whole and table is not None
            for key, text in _flat(table or {}):
                place = f'{shown(path)}, "{key}"'
                if homes.get(key) == folder:
                    self._problems.add(place, "found twice in this folder")
                homes[key] = folder
                self.add(key, text, place)

    def add_forms(self, forms: Mapping[str, Form]) -> None:
        """Make the questions of the forms texts like all others."""
        for form in forms.values():
            self.add(f"form.{form.id}.opening", form.opening, f'form "{form.id}", opening')
            for field in form.fields:
                place = f'form "{form.id}", field "{field.id}"'
                self.add(f"form.{form.id}.{field.id}", field.ask, place)

    def add_signs(self, labels: Mapping[str, str]) -> None:
        """Make what the signs of need are called readable on the desk: `triage.<rule>`."""
        for rule, label in labels.items():
            self.add(_SIGN + rule, label, f'triage rule "{rule}"')

    def add(self, key: str, text: object, place: str) -> None:
        if not isinstance(text, str) or not text.strip():
            self._problems.add(place, f"{text!r} found; expected a text")
            return
        self._places[key] = place
        if key.startswith(_CHOICE):
            self._add_choice(key.removeprefix(_CHOICE), text.strip(), place)
            return
        try:
            template = parse(text.strip(), self._pairs)
        except ValueError as error:
            self._problems.add(place, str(error))
            return
        if (size := letters(template.fixed)) > MAX_BUBBLE:
            self._problems.add(place, f"has {size} letters; at most {MAX_BUBBLE}")
        self._templates[key] = template

    def _add_choice(self, choice_id: str, label: str, place: str) -> None:
        if (size := letters(label)) > MAX_LABEL:
            self._problems.add(place, f'"{label}" has {size} letters; at most {MAX_LABEL}')
        self._choices[choice_id] = label

    def check(self, forms: Mapping[str, Form], standing: Iterable[str]) -> None:
        """Tell what is missing, what nobody asks for, and blanks that nobody fills."""
        record = read_record(KeysFile, _KEYS, self._problems)
        if record is None:
            return
        wanted = record.keys | expected_keys(forms)
        if self._whole:
            labels = {_CHOICE + choice for choice in record.choices}
            for key in sorted((wanted.keys() | labels) - self._places.keys()):
                self._problems.add("wording", f'"{key}" is missing; expected a text')
        for choice in sorted(self._choices.keys() - set(record.choices)):
            self._problems.add(self._places[_CHOICE + choice], "no such offered answer")
        for key, template in self._templates.items():
            if key.startswith(_FREE):
                continue
            if key not in wanted:
                self._problems.add(self._places[key], f"nobody asks for this key; see {_KEYS.name}")
                continue
            self._check_blanks(key, template.blanks, wanted[key], frozenset(standing))

    def _check_blanks(
        self, key: str, used: frozenset[str], declared: Iterable[str], standing: frozenset[str]
    ) -> None:
        known = {name.removesuffix(_MUST) for name in declared}
        for name in sorted(used - known - standing):
            expected = ", ".join(sorted(known | standing))
            self._problems.add(self._places[key], f"blank {{{name}}} found; expected {expected}")
        for name in declared:
            if name.endswith(_MUST) and name.removesuffix(_MUST) not in used:
                self._problems.add(self._places[key], f"blank {{{name[:-1]}}} must be in the text")

    def catalog(self, standing: Mapping[str, str]) -> Catalog:
        return Catalog(self._templates, self._choices, self._particles, standing)


def expected_keys(forms: Mapping[str, Form]) -> dict[str, tuple[str, ...]]:
    """Return the keys that follow from the domain and the forms, with their blanks."""
    keys: dict[str, tuple[str, ...]] = {
        f"crisis.{k.value}.{w}": () for k in CrisisKind for w in ("self", "other")
    }
    keys |= {f"alarm.kind.{k.value}": () for k in CrisisKind}
    keys |= {f"status.{s.value}": () for s in CaseStatus}
    keys |= {f"progress.{s.value}": () for s in CaseStatus}
    keys |= {f"priority.{p.value}": () for p in Priority}
    keys |= {f"disposition.{d.value}": () for d in Disposition}
    keys |= {f"closed.default.{d.value}": () for d in Disposition}
    keys |= {f"role.{r.value}": () for r in Role}
    keys |= {f"delivery.{d.value}": () for d in Delivery}
    keys |= {f"event.{e.value}": ("who", "detail") for e in EventName}
    for form in forms.values():
        keys[f"type.{form.case_type}"] = ()
        keys[f"form.done.{form.id}"] = ("number!", "word!", "due", "way")
        keys[f"form.{form.id}.opening"] = ()
        keys |= {f"form.{form.id}.{field.id}": () for field in form.fields}
    return keys


def _flat(table: Mapping[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{key}.")
        else:
            yield key, value
