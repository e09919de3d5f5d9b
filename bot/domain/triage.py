"""위기도: how urgent a case looks, explained by the words that led to it.

Rules are data (`TriageRule`); the sum is plain. The score orders the queue and is never shown to
residents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    """Weigh what was said and chosen. Each sign counts once, also when it was said and then
    chosen; heaviest evidence first."""
    rules = tuple(rules)
    found = {
        rule.id: Evidence(rule=rule.id, words=hit.group(0).strip(), points=rule.points)
        for rule in rules
        if (hit := rule.pattern.search(words))
    }
    for chosen in _chosen(form, answers or {}):
        same = (r.id for r in rules if r.id in found and r.pattern.search(chosen.words))
        sign = next(same, chosen.rule)
        if sign not in found or found[sign].points < chosen.points:
            found[sign] = chosen
    return _sum(found.values())


def _sum(found: Iterable[Evidence]) -> Risk:
    heaviest = tuple(sorted(found, key=lambda e: -e.points))
    return Risk(score=sum(e.points for e in heaviest), evidence=heaviest)


def added(rules: Iterable[TriageRule], risk: Risk, words: str) -> Risk:
    """The 위기도 with what was said since. A sign that is known, by what was said or by what was
    chosen, weighs no more and keeps the words it was first told in."""
    known = {e.rule for e in risk.evidence}
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


def _chosen(form: Form | None, answers: Mapping[str, Answer]) -> Iterable[Evidence]:
    for field in form.fields if form else ():
        for value in answers[field.id].values if field.id in answers else ():
            option = field.option(value)
            if option and option.risk:
                yield Evidence(
                    rule=f"{field.id}.{option.id}", words=option.label, points=option.risk
                )


def priority(risk: Risk, alarm: str = "") -> Priority:
    """An alarm of life and limb is an emergency; otherwise the sum decides."""
    if alarm in EMERGENCY_KINDS:
        return Priority.EMERGENCY
    if alarm or risk.score >= URGENT_SCORE:
        return Priority.URGENT
    return Priority.SOON if risk.score >= SOON_SCORE else Priority.NORMAL


def more_urgent(one: Priority, other: Priority) -> Priority:
    return min(one, other, key=list(Priority).index)
