"""위기도: how urgent a case looks, explained by the words that led to it.

Rules are data (`TriageRule`); the sum is plain. The score orders the queue and is never shown to
residents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.domain.case import Evidence, Priority, Risk
from bot.domain.form import Answer, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageRule:
    """A sign and its weight. `pattern` is looked for in everything that was said."""

    id: str
    pattern: re.Pattern[str]
    points: int


EMERGENCY_KINDS = frozenset({"suicide", "medical", "violence", "fire", "death", "missing"})
URGENT_SCORE = 6
SOON_SCORE = 3


def assess(
    rules: Iterable[TriageRule],
    words: str,
    form: Form | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> Risk:
    """Weigh what was said and chosen. Each sign counts once, in the heaviest way it was told: by
    words, or by all that was chosen of it at one question; heaviest evidence first."""
    rules = tuple(rules)
    told: dict[str, tuple[Evidence, ...]] = {
        rule.id: (Evidence(rule=rule.id, words=hit.group(0).strip(), points=rule.points),)
        for rule in rules
        if (hit := rule.pattern.search(words))
    }
    said = [rule for rule in rules if rule.id in told]
    for chosen in _chosen(form, answers or {}):
        for sign, evidence in _by_sign(said, chosen).items():
            told[sign] = max(told.get(sign, ()), evidence, key=_points)
    return _sum(chain.from_iterable(told.values()))


def _by_sign(
    said: Iterable[TriageRule], chosen: Iterable[Evidence]
) -> Mapping[str, tuple[Evidence, ...]]:
    """What was chosen, by the sign that it is: the form names it, or it is called like one that
    was said."""
    found: dict[str, tuple[Evidence, ...]] = {}
    for one in chosen:
        called = (rule.id for rule in said if rule.pattern.search(one.words))
        sign = one.sign or next(called, one.rule)
        found[sign] = (*found.get(sign, ()), one)
    return found


def _points(evidence: Iterable[Evidence]) -> int:
    return sum(one.points for one in evidence)


def _sum(found: Iterable[Evidence]) -> Risk:
    heaviest = tuple(sorted(found, key=lambda e: -e.points))
    return Risk(score=_points(heaviest), evidence=heaviest)


def added(rules: Iterable[TriageRule], risk: Risk, words: str) -> Risk:
    """The 위기도 with what was said since. A sign that is known, by what was said or by what was
    chosen, weighs no more and keeps the words it was first told in."""
    known = {e.sign or e.rule for e in risk.evidence}
    new = [
        rule
        for rule in rules
        if rule.id not in known and not any(rule.pattern.search(e.words) for e in risk.evidence)
    ]
    more = assess(new, words)
    return _sum((*risk.evidence, *more.evidence)) if more.evidence else risk


def has_sign(rules: Iterable[TriageRule], words: str) -> bool:
    """Whether anything that was said weighs."""
    return any(rule.pattern.search(words) for rule in rules)


def _chosen(form: Form | None, answers: Mapping[str, Answer]) -> Iterator[list[Evidence]]:
    """What weighs of the answers, question by question."""
    for field in form.fields if form else ():
        answer = answers.get(field.id)
        options = (field.option(value) for value in answer.values) if answer else ()
        yield [
            Evidence(rule=f"{field.id}.{o.id}", words=o.label, points=o.risk, sign=o.sign)
            for o in options
            if o and o.risk
        ]


def priority(risk: Risk, alarm: str = "") -> Priority:
    """An alarm of life and limb is an emergency; otherwise the sum decides."""
    if alarm in EMERGENCY_KINDS:
        return Priority.EMERGENCY
    if alarm or risk.score >= URGENT_SCORE:
        return Priority.URGENT
    return Priority.SOON if risk.score >= SOON_SCORE else Priority.NORMAL


def more_urgent(one: Priority, other: Priority) -> Priority:
    return min(one, other, key=list(Priority).index)
