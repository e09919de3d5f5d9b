"""How urgent a case looks, and when it falls due."""

import re
from datetime import UTC, datetime
from secrets import SystemRandom
from zoneinfo import ZoneInfo

import pytest

from bot.domain.case import Case, CaseStatus, Evidence, Priority, Risk
from bot.domain.form import Answer, Field, FieldKind, Form, Option
from bot.domain.triage import EMERGENCY_KINDS, TriageRule, added, assess, has_sign, priority
from bot.services.deps import Deps
from bot.services.work import due, promised
from tests import loaded

SEOUL = ZoneInfo("Asia/Seoul")
RULES = (
    TriageRule(id="light", pattern=re.compile("불이 꺼"), points=3),
    TriageRule(id="mail", pattern=re.compile("우편물"), points=2),
    TriageRule(id="smell", pattern=re.compile("냄새"), points=4),
)
FORM = Form(
    id="f",
    title="f",
    intent="f",
    case_type="f",
    opening="o",
    fields=(
        Field(
            id="urgent",
            kind=FieldKind.CHOICES,
            ask="?",
            label="위급",
            options=(
                Option(id="hurt", label="다쳤어요", risk=4),
                Option(id="cold", label="추워요", risk=1),
                Option(id="no", label="아니요"),
            ),
        ),
    ),
)


def test_a_sign_is_one_that_would_weigh():
    for words in ("우편물이 쌓였어요", "안녕하세요", ""):
        assert has_sign(RULES, words) is bool(assess(RULES, words).score)


def test_each_sign_counts_once_and_the_heaviest_stands_first() -> None:
    risk = assess(RULES, "우편물이 쌓였고 불이 꺼져 있고 또 우편물이 왔어요")
    assert risk.score == 5
    assert [(e.rule, e.words, e.points) for e in risk.evidence] == [
        ("light", "불이 꺼", 3),
        ("mail", "우편물", 2),
    ]


def test_what_was_chosen_weighs_as_well() -> None:
    answers = {"urgent": Answer(values=("hurt", "cold", "no", "gone"))}
    risk = assess(RULES, "", FORM, answers)
    assert risk.score == 5
    assert risk.evidence[0] == Evidence(rule="urgent.hurt", words="다쳤어요", points=4)


def test_what_is_told_later_weighs_once_and_takes_nothing_back() -> None:
    first = assess(RULES, "우편물이 쌓였어요", FORM, {"urgent": Answer(values=("cold",))})
    assert added(RULES, first, "우편물이 더 쌓였어요. 안녕히 계세요") is first
    later = added(RULES, first, "불이 꺼져 있어요")
    assert [(e.rule, e.points) for e in later.evidence] == [
        ("light", 3),
        ("mail", 2),
        ("urgent.cold", 1),
    ]
    chosen = Risk(score=1, evidence=(Evidence(rule="signs.smell", words="냄새가 나요", points=1),))
    assert added(RULES, chosen, "냄새가 심해요") is chosen


def test_nothing_said_weighs_nothing() -> None:
    assert assess(RULES, "") == Risk()
    assert assess((), "불이 꺼졌어요", FORM, {}) == Risk()


@pytest.mark.parametrize(
    ("score", "alarm", "expected"),
    [
        (0, "", Priority.NORMAL),
        (2, "", Priority.NORMAL),
        (3, "", Priority.SOON),
        (5, "", Priority.SOON),
        (6, "", Priority.URGENT),
        (99, "", Priority.URGENT),
        (0, "suicide", Priority.EMERGENCY),
        (0, "medical", Priority.EMERGENCY),
        (0, "violence", Priority.EMERGENCY),
        (0, "fire", Priority.EMERGENCY),
        (0, "death", Priority.EMERGENCY),
        (0, "abuse-child", Priority.URGENT),
        (0, "abuse-elder", Priority.URGENT),
        (0, "abuse-domestic", Priority.URGENT),
        (0, "abuse-other", Priority.URGENT),
    ],
)
def test_an_alarm_of_life_and_limb_is_an_emergency(
    score: int, alarm: str, expected: Priority
) -> None:
    assert priority(Risk(score=score), alarm) is expected


def test_no_sum_alone_makes_an_emergency() -> None:
    assert "abuse-child" not in EMERGENCY_KINDS
    assert priority(Risk(score=1000)) is Priority.URGENT


# ------------------------------------------------------------------------------ due times


@pytest.fixture(scope="module")
def deps() -> Deps:
    scene = loaded.scene("seoul-seongdong")
    return Deps(
        store=None,  # type: ignore[arg-type]
        scene=scene,
        capabilities={},
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
        random=SystemRandom(),
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("kind", "now", "expected"),
    [
        # J4: holiday eve, one business hour.
        (Priority.URGENT, "2026-09-23T17:50", "2026-09-28T09:50"),
        (Priority.SOON, "2026-04-30T17:30", "2026-05-04T13:30"),
        (Priority.URGENT, "2026-11-23T11:30", "2026-11-23T13:30"),
        (Priority.URGENT, "2026-11-23T17:00", "2026-11-23T18:00"),
        (Priority.SOON, "2026-11-23T10:00", "2026-11-23T15:00"),
        (Priority.NORMAL, "2026-07-16T11:45", "2026-07-20T11:45"),
        (Priority.NORMAL, "2026-11-23T03:00", "2026-11-23T18:00"),
        # Life does not wait for the office.
        (Priority.EMERGENCY, "2026-09-24T02:00", "2026-09-24T02:30"),
        (Priority.EMERGENCY, "2026-11-23T12:15", "2026-11-23T12:45"),
    ],
)
def test_business_minutes_and_wall_time(
    deps: Deps, kind: Priority, now: str, expected: str
) -> None:
    assert due(deps, kind, at(now), promised=480) == at(expected)


def case(due_at: str, kind: Priority) -> Case:
    return Case(
        number="2026-0001",
        type="self-request",
        status=CaseStatus.NEW,
        priority=kind,
        created_at=at("2026-11-23T10:00"),
        due_at=at(due_at),
        channel="web",
    )


@pytest.mark.parametrize(
    ("kind", "due_at", "told"),
    [
        # Staff are alarmed at night; nobody is told to wait for a closed office.
        (Priority.EMERGENCY, "2026-11-24T02:30", "2026-11-24T09:00"),
        (Priority.EMERGENCY, "2026-11-23T10:37", "2026-11-23T10:40"),
        (Priority.EMERGENCY, "2026-11-27T20:00", "2026-11-30T09:00"),
        (Priority.URGENT, "2026-11-23T11:13", "2026-11-23T11:20"),
        (Priority.NORMAL, "2026-11-23T18:00", "2026-11-23T18:00"),
        (Priority.NORMAL, "2026-11-23T17:51", "2026-11-23T18:00"),
        (Priority.URGENT, "2026-09-28T09:50", "2026-09-28T09:50"),
    ],
)
def test_what_is_promised_is_never_before_what_is_due(
    deps: Deps, kind: Priority, due_at: str, told: str
) -> None:
    one = case(due_at, kind)
    assert promised(deps, one) == at(told)
    assert promised(deps, one) >= one.due_at


def test_what_was_said_and_then_chosen_is_one_sign() -> None:
    smells = Field(
        id="signs",
        kind=FieldKind.CHOICES,
        ask="?",
        label="모습",
        options=(
            Option(id="smell", label="냄새가 나요", risk=1),
            Option(id="mail", label="우편물이 있어요", risk=5),
        ),
    )
    form = Form(id="f", title="f", intent="f", case_type="f", opening="o", fields=(smells,))
    chosen = {"signs": Answer(values=("smell", "mail"))}
    risk = assess(RULES, "냄새가 심하고 우편물이 쌓였어요", form, chosen)
    assert [(e.rule, e.points) for e in risk.evidence] == [("signs.mail", 5), ("smell", 4)]


def _overdue(*options: Option) -> Form:
    field = Field(id="overdue", kind=FieldKind.CHOICES, ask="?", label="밀린 것", options=options)
    return Form(id="f", title="f", intent="f", case_type="f", opening="o", fields=(field,))


def test_a_sign_that_the_form_names_weighs_once_said_and_chosen() -> None:
    form = _overdue(
        Option(id="rent", label="월세", risk=2, sign="mail"),
        Option(id="phone", label="통신비", risk=1, sign="mail"),
        Option(id="cold", label="난방", risk=1),
    )

    def weighed(words: str, *chosen: str) -> list[tuple[str, int]]:
        risk = assess(RULES, words, form, {"overdue": Answer(values=chosen)})
        assert risk.score == sum(e.points for e in risk.evidence)
        return [(e.rule, e.points) for e in risk.evidence]

    assert weighed("우편물", "rent") == [("mail", 2)]
    assert weighed("우편물", "phone") == [("mail", 2)]  # the heavier of both
    # Several debts weigh as much as without a word of them, in whatever order they were chosen.
    both = [("overdue.rent", 2), ("overdue.phone", 1)]
    assert weighed("우편물", "rent", "phone") == weighed("", "rent", "phone") == both
    assert weighed("우편물", "phone", "rent") == both
    assert weighed("우편물", "rent", "cold") == [("mail", 2), ("overdue.cold", 1)]


def test_a_sign_that_was_chosen_is_known_when_it_is_said() -> None:
    form = _overdue(Option(id="rent", label="월세", risk=2, sign="mail"), Option(id="b", label="b"))
    chosen = assess(RULES, "", form, {"overdue": Answer(values=("rent",))})
    assert added(RULES, chosen, "우편물이 쌓였어요") is chosen
    assert added(RULES, chosen, "냄새가 나요").score == 6


@pytest.mark.parametrize(
    ("form_id", "words", "answers", "score"),
    [
        ("self-request", "월세가 두달 밀렸어요", {"overdue": "rent"}, 2),
        ("self-request", "관리비를 석 달째 못 냈어요", {"overdue": "rent"}, 2),
        ("self-request", "보험료가 밀렸어요", {"overdue": "insurance"}, 2),
        ("self-request", "빚 독촉이 심해요", {"overdue": "debt"}, 2),
        ("self-request", "수입이 하나도 없어요", {"income": "none"}, 2),
        (
            "self-request",
            "7월에 회사 짤리고부터 월세가 밀렸어요",
            {"overdue": "rent", "income": "lost"},
            4,
        ),
        ("care-sos", "수술하고 퇴원했어요", {"change": "yes"}, 2),
        ("care-sos", "거동이 불편해요", {"alone": "hard"}, 2),
        ("care-sos", "돌봐줄 사람이 없어요", {"family": "none"}, 1),
        ("neighbour-report", "쓰러져 계세요", {"urgent": "hurt"}, 4),
        ("neighbour-report", "때리는 소리가 나요", {"urgent": "violence"}, 4),
        ("neighbour-report", "할머니가 혼자 계세요", {"household": "elder_alone"}, 1),
        ("neighbour-report", "할머니가 손주를 키우세요", {"household": "single_parent_child"}, 1),
    ],
)
def test_what_is_said_and_chosen_in_our_forms_is_one_sign(
    form_id: str, words: str, answers: dict[str, str], score: int
) -> None:
    ours = loaded.scene("seoul-seongdong").content
    given = {field: Answer(values=(option,)) for field, option in answers.items()}
    assert assess(ours.triage, words, ours.forms[form_id], given).score == score
