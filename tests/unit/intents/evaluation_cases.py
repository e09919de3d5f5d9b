"""Small sets and scripted understandings: figures that can be worked out on paper."""

from collections.abc import Mapping
from pathlib import Path

from intents import Candidate, Crisis, CrisisLevel, Decision, Label, Understanding, Who

LABELS = (
    Label(id="housing-benefit", decision=Decision.ANSWER, phrases=("집세가 걱정이에요",)),
    Label(id="child-meal", decision=Decision.ANSWER, phrases=("급식카드 되나요",)),
    Label(id="self-request", decision=Decision.START, phrases=("상담 신청할래요",)),
    Label(id="greeting", decision=Decision.SMALLTALK, phrases=("안녕하세요",)),
)


def mind(
    decision: str,
    id_: str | None = None,
    score: float = 0.0,
    *,
    offered: Mapping[str, float] | None = None,
    needs: tuple[str, ...] = (),
    crisis: Crisis | None = None,
) -> Understanding:
    likely = offered if offered is not None else ({id_: score} if id_ else {})
    return Understanding(
        text="",
        decision=Decision(decision),
        id=id_,
        score=score,
        candidates=tuple(Candidate(id=i, score=s) for i, s in likely.items()),
        crisis=crisis,
        needs=needs,
        masked=(),
        is_question=False,
    )


def danger(kind: str, level: str = "alarm", who: str = "self") -> Crisis:
    return Crisis(kind=kind, level=CrisisLevel(level), who=Who(who), evidence="")


class Scripted:
    """Understands exactly what it was told; everything else is unknown to it."""

    def __init__(self, script: Mapping[str, Understanding]) -> None:
        self.script = script
        self.asked: list[str] = []

    def understand(self, text: str) -> Understanding:
        self.asked.append(text)
        return self.script.get(text, mind("unknown", score=0.1))


def write_sets(
    folder: Path,
    half: str,
    *,
    utterances: tuple[tuple[str, str], ...] = (),
    crisis: tuple[tuple[str, str, str], ...] = (),
    chat: tuple[str, ...] = (),
) -> Path:
    if utterances:
        lines = [f"tired-mother\tframe-{n}\t{w}\t{t}" for n, (w, t) in enumerate(utterances)]
        text = "\n".join(["# sets of a test", "voice\tframe\twant\ttext", *lines])
        (folder / f"{half}_utterances.tsv").write_text(text + "\n", encoding="utf-8")
    if crisis:
        lines = [f"neighbour\tframe-{n}\t{k}\t{w}\t{t}" for n, (k, w, t) in enumerate(crisis)]
        text = "\n".join(["voice\tframe\tkind\twho\ttext", *lines])
        (folder / f"{half}_crisis.tsv").write_text(text + "\n", encoding="utf-8")
    if chat:
        (folder / f"{half}_chat.txt").write_text("\n".join(chat), encoding="utf-8")
    return folder
