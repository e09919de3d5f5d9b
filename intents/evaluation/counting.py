"""Figures over judged messages: one function a question somebody asks of the bot."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from intents.evaluation.intervals import auroc, calibration_error, loss, mean, quantile, share
from intents.evaluation.judging import Heard, Watched, is_alarm
from intents.evaluation.sets import ALARMING, CALM, DISTRESS, HARD
from intents.evaluation.values import Bin, Confusion, Figure, IntentRow, Scope, Unit, VoiceRow
from intents.understanding import Decision, Understanding

#: Scores are gathered in ten steps.
EDGES: Final = tuple(step / 10 for step in range(11))
Counted = Iterator[Figure | None]


def of_scope(heard: Sequence[Heard], scope: Scope) -> list[Heard]:
    return [one for one in heard if one.row.scope is scope]


def meaning(heard: Sequence[Heard], answers: frozenset[str]) -> Counted:
    """Of messages with one need: what was answered, what was right."""
    known = of_scope(heard, Scope.KNOWN)
    yield share("top1", [h.is_right for h in known])
    yield share("top1.faq", [h.is_right for h in known if h.row.wanted[0] in answers])
    yield share("top1.service", [h.is_right for h in known if h.row.wanted[0] not in answers])
    yield share("found", [h.is_found for h in known])
    yield share("first", [h.is_first for h in known])
    yield share("direct", [h.is_answered for h in known])
    yield share("wrong", [not h.is_right for h in known if h.is_answered])
    yield share("asked", [h.is_asked for h in known])
    yield share("lost", [h.mind.decision is Decision.UNKNOWN for h in known])
    yield share("several-untrue", [len(h.mind.needs) > 1 for h in known])


def limits(heard: Sequence[Heard]) -> Counted:
    """Of messages the bot should not answer, and of those that want several things."""
    outside = of_scope(heard, Scope.OUTSIDE)
    inside = [h for h in heard if h.row.scope in {Scope.KNOWN, Scope.SEVERAL}]
    yield share("outside-answered", [h.as_known and not h.is_right for h in outside])
    yield share("outside-chatted", [h.mind.decision is Decision.SMALLTALK for h in outside])
    yield share("outside-asked", [h.is_asked for h in outside])
    yield auroc("auroc", [h.mind.score for h in inside], [h.mind.score for h in outside])
    several = of_scope(heard, Scope.SEVERAL)
    yield share("several", [h.has_all_needs for h in several])
    yield share("several-shown", [h.shows_all_needs for h in several])
    abuse = of_scope(heard, Scope.BOUNDARY)
    yield share("boundary", [h.mind.decision is Decision.BOUNDARY for h in abuse])
    yield share("boundary-untrue", [h.mind.decision is Decision.BOUNDARY for h in inside])
    yield share("everyday-alarm", [h.is_alarmed for h in (*inside, *outside)])


def danger(watched: Sequence[Watched]) -> Counted:
    """Of messages that tell of danger, and of those that only sound like it."""
    alarming = [w for w in watched if w.row.kind in ALARMING]
    yield share("crisis", [w.is_alarmed for w in alarming])
    for kind in ALARMING:
        yield share(f"crisis.{kind}", [w.is_alarmed for w in alarming if w.row.kind == kind])
    yield share("crisis-noticed", [w.is_noticed for w in alarming])
    yield share("crisis-kind", [w.has_kind for w in alarming if w.is_noticed])
    yield share("crisis-who", [w.has_who for w in alarming if w.is_noticed and w.row.who])
    yield share("distress", [w.is_noticed for w in watched if w.row.kind == DISTRESS])
    for kind in (HARD, CALM):
        those = [w for w in watched if w.row.kind == kind]
        yield share(f"{kind}-alarm", [w.is_alarmed for w in those])
        yield share(f"{kind}-noticed", [w.is_noticed for w in those])


def chat(minds: Sequence[Understanding]) -> Counted:
    """Of ordinary public chat: nobody is in danger, and nothing is known."""
    acts = {Decision.ANSWER, Decision.START, Decision.HANDOFF}
    yield share("chat-alarm", [is_alarm(mind) for mind in minds])
    yield share("chat-answered", [mind.decision in acts for mind in minds])


def noise(
    kind: str,
    clean: tuple[Sequence[Heard], Sequence[Watched]],
    noisy: tuple[Sequence[Heard], Sequence[Watched]],
) -> Counted:
    """Of the same messages with faults of typing; the rows of both stand in the same order."""
    before, after = (of_scope(heard, Scope.KNOWN) for heard, _ in (clean, noisy))
    yield share(f"noise-top1.{kind}", [h.is_right for h in after])
    yield share(f"noise-found.{kind}", [h.is_found for h in after])
    yield loss(f"noise-loss.{kind}", [h.is_right for h in before], [h.is_right for h in after])
    yield loss(f"noise-unfound.{kind}", [h.is_found for h in before], [h.is_found for h in after])
    outside = of_scope(noisy[0], Scope.OUTSIDE)
    yield share(f"noise-outside.{kind}", [h.as_known and not h.is_right for h in outside])
    alarming = [w for w in noisy[1] if w.row.kind in ALARMING]
    yield share(f"noise-crisis.{kind}", [w.is_alarmed for w in alarming])


def speed(latencies: Sequence[float]) -> Counted:
    """Of the time one message takes, in milliseconds."""
    yield mean("latency-mean", latencies, Unit.MILLISECONDS)
    yield quantile("latency-p50", latencies, 0.5, Unit.MILLISECONDS)
    yield quantile("latency-p99", latencies, 0.99, Unit.MILLISECONDS)


def calibration(heard: Sequence[Heard]) -> tuple[Figure | None, tuple[Bin, ...]]:
    """Return how honest the scores are: of messages scored 0.8, four in five should be right.

    Out-of-scope messages count too: whatever their first candidate is, it is not right.
    """
    rows = [h for h in heard if h.row.scope in {Scope.KNOWN, Scope.OUTSIDE}]
    scores, right = [h.mind.score for h in rows], [h.is_first for h in rows]
    figure = calibration_error("ece", scores, right, EDGES)
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, hit in zip(scores, right, strict=True):
        bins[min(int(score * 10 + 1e-9), 9)].append((score, hit))
    return figure, tuple(_bin(step, bins[step]) for step in sorted(bins))


def _bin(step: int, rows: Sequence[tuple[float, bool]]) -> Bin:
    n = len(rows)
    return Bin(
        low=EDGES[step],
        high=EDGES[step + 1],
        n=n,
        score=sum(score for score, _ in rows) / n,
        right=sum(hit for _, hit in rows) / n,
    )


def bands(heard: Sequence[Heard]) -> dict[Scope, dict[str, int]]:
    """Return what was decided, by scope; where one answer was right or wrong also which."""
    counted: dict[Scope, Counter[str]] = {scope: Counter() for scope in Scope}
    for one in heard:
        counted[one.row.scope][_band(one)] += 1
    return {scope: dict(counts) for scope, counts in counted.items() if counts}


def _band(one: Heard) -> str:
    if one.mind.decision is Decision.SMALLTALK and one.row.scope is not Scope.KNOWN:
        return Decision.SMALLTALK.value
    if not one.is_answered:
        return one.mind.decision.value
    if one.row.scope in {Scope.KNOWN, Scope.OUTSIDE}:
        return "right" if one.is_right else "wrong"
    return "answered"


def intents(heard: Sequence[Heard]) -> tuple[IntentRow, ...]:
    """Return precision and recall of every id that was wanted, the worst recall first.

    Where either of two is right, the message counts for the one it was answered with.
    """
    wanted, right, found, answered = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for one in of_scope(heard, Scope.KNOWN):
        meant = one.outcome if one.is_right else one.row.wanted[0]
        wanted[meant] += 1
        right[meant] += one.is_right
        found[meant] += one.is_found
    for one in heard:
        if one.is_answered and one.row.scope in {Scope.KNOWN, Scope.OUTSIDE}:
            answered[one.outcome] += 1
    rows = [
        IntentRow(id=i, wanted=n, right=right[i], found=found[i], answered=answered[i])
        for i, n in wanted.items()
    ]
    return tuple(sorted(rows, key=lambda r: (r.right / r.wanted, r.found / r.wanted, r.id)))


def confusions(heard: Sequence[Heard]) -> tuple[Confusion, ...]:
    """Return what was taken for what, the most frequent first; what was offered is no mix-up."""
    mixed = Counter(
        (one.row.wanted[0], one.outcome)
        for one in heard
        if (one.row.scope is Scope.KNOWN and not one.is_found)
        or (one.row.scope is Scope.OUTSIDE and one.as_known and not one.is_right)
    )
    ranked = sorted(mixed.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(wanted=w, got=g, count=count) for (w, g), count in ranked)


def voices(heard: Sequence[Heard]) -> tuple[VoiceRow, ...]:
    """Return how each kind of speaker fared, the worst understood first."""
    spoken: dict[str, list[Heard]] = defaultdict(list)
    for one in of_scope(heard, Scope.KNOWN):
        spoken[one.row.voice].append(one)
    rows = [
        VoiceRow(
            voice=voice,
            n=len(those),
            right=sum(h.is_right for h in those),
            found=sum(h.is_found for h in those),
        )
        for voice, those in spoken.items()
    ]
    return tuple(sorted(rows, key=lambda r: (r.found / r.n, r.right / r.n, r.voice)))
