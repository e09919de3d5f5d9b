from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import numpy as np
import pytest
from intents_cases import DATA, rows

from intents import Crisis, CrisisLevel, Who
from intents.crisis import examples, model, signals, training
from intents.crisis.detection import detect
from intents.reading.sounds import sound
from intents.reading.text import clean


def evaluation(name: str) -> Iterator[list[str]]:
    source = files("intents").joinpath("data", "evaluation", name)
    lines = [line for line in source.read_text(encoding="utf-8").splitlines() if line]
    yield from (line.split("\t") for line in lines[1:] if not line.startswith("#"))


def alarm(found: Crisis | None) -> bool:
    return found is not None and found.level is CrisisLevel.ALARM


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("이제 다 끝내고 싶어요 약도 모아놨어요", "suicide", Who.SELF),
        ("문 두드려도 대답이 없어요", "medical", Who.OTHER),
        ("아랫집 아이가 밤마다 울고 때리는 소리가 나요", "abuse-child", Who.OTHER),
        ("남편이 때려요", "abuse-domestic", Who.SELF),
        ("할머니가 쓰러졌어요", "medical", Who.OTHER),
        ("옆집 할아버지가 돌아가신 것 같아요", "death", Who.OTHER),
        ("죽고시퍼요", "suicide", Who.SELF),
        ("죽.고.싶.다", "suicide", Who.SELF),
        ("친구가 죽고 싶다고 톡을 보냈어요", "suicide", Who.OTHER),
        ("아들놈이 나를 때립니다", "abuse-elder", Who.SELF),
        ("불이 났어요", "fire", Who.SELF),
    ],
)
def test_an_alarm_says_what_and_who(text: str, kind: str, who: Who) -> None:
    found = detect(text)
    assert found is not None
    assert (found.kind, found.level, found.who) == (kind, CrisisLevel.ALARM, who)
    assert found.evidence
    assert found.evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "그냥 힘들어서 해본 말이에요",
        "사는 게 너무 힘들어요",
        "힘들어 죽겠어요",
        "예전에 자살 시도를 했었는데 지금은 괜찮아요",
        "옆집 할아버지가 일주일째 안보여요 우편물도 쌓여있고요",
    ],
)
def test_doubt_is_gentle(text: str) -> None:
    found = detect(text)
    assert found is not None
    assert found.level is CrisisLevel.DISTRESS


@pytest.mark.parametrize(
    "text",
    [
        "배고파 죽겠어요",
        "죽은 남편 명의 집",
        "자살예방센터 위치",
        "죽고 싶을 만큼 좋아요",
        "이불이나 옷 지원되나요",
        "회사 때려치우고 싶어요",
        "",
        " ",
        "\n",
    ],
)
def test_idioms_facts_and_questions_are_calm(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "배고파 죽겠어요 그냥 죽고 싶어요",
        "죽은 남편 따라 저도 이제 자살할까 해요",
        "자살예방센터 위치 말고요 저 지금 옥상에 올라와 있어요",
        "예전에 자살 시도했는데 지금은 괜찮아요 근데 오늘은 유서를 써놨어요",
        "힘들어 죽겠어요 약을 한꺼번에 먹었어요",
        "작년에 집에 불이 나서 이사했는데 지금 또 집에 불났어요",
    ],
)
def test_an_exception_never_silences_a_second_signal(text: str) -> None:
    assert alarm(detect(text))


PLAIN = [
    "긴급복지 신청하다가 죽고 싶어졌어요",
    "기초연금 서류가 뭐예요 근데 저 죽고 싶어요",
    "주거급여 신청했는데 또 떨어져서 죽으려고 해요",
    "문화누리카드로 여행 가서 자살하려고요",
    "복지관 반찬 맛있네요 유서도 다 써놨어요",
    "전기요금 감면되나요 어제 손목을 그었어요",
    "급식카드 언제 나와요 남편이 저를 때려요",
    "에너지바우처 물어보려는데 지금 집에 불이 났어요",
    "돌봄 신청하려는데 할머니가 숨을 안 쉬어요",
    "주차장에서 어떤 사람이 칼을 들고 서 있어요",
]


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_are_an_alarm_whatever_the_opinion(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert alarm(detect(text))
    deaf = model.load()
    never = np.full_like(deaf.bias, -50)
    never[0] = 50
    monkeypatch.setattr(deaf, "bias", never)
    found = detect(text)
    assert alarm(found)
    assert found is not None
    assert found.evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "책 제목이 죽고 싶지만 떡볶이는 먹고 싶어인데 도서관에 있어요?",
        "죽고 싶은 건 아니고요 병원비가 걱정이에요",
        "드라마에서 주인공이 자살하려고 해서 울었어요",
        "응급처치 교육에서 의식이 없는 사람한테 심폐소생술 하는 걸 배우고 싶어요",
        "캠핑장에서 번개탄을 피웠더니 고기가 잘 익어요",
        "쪽팔려서 죽고 싶다 ㅋㅋ",
    ],
)
def test_plain_words_not_meant_so_are_no_alarm(text: str) -> None:
    assert not alarm(detect(text))


def test_recall_on_the_first_set() -> None:
    cases = list(rows("crisis.tsv"))
    assert len(cases) >= 150
    found = [(kind, who, detect(text)) for kind, _, who, text in cases]
    heard = [(kind, who, crisis) for kind, who, crisis in found if alarm(crisis)]
    assert len(heard) >= 0.98 * len(cases)
    assert sum(c.kind == kind for kind, _, c in heard if c) >= 0.95 * len(heard)
    assert sum(c.who == who for _, who, c in heard if c) >= 0.95 * len(heard)


def test_false_alarms_on_the_first_set() -> None:
    cases = list(rows("calm.tsv"))
    assert len(cases) >= 150
    assert [text for _, text in cases if alarm(detect(text))] == []
    distressed = [text for level, text in cases if level == "distress"]
    assert sum(detect(text) is not None for text in distressed) >= 0.9 * len(distressed)
    # The gentle card may come too often rather than too seldom: two of these cannot sleep.
    assert sum(detect(text) is not None for level, text in cases if level == "none") <= 6


def test_recall_and_false_alarms_on_the_second_set() -> None:
    cases = [text for *_, text in rows("crisis_later.tsv")]
    calm = [text for _, text in rows("calm_later.tsv")]
    assert sum(alarm(detect(t)) for t in cases) >= 0.95 * len(cases)
    assert sum(alarm(detect(t)) for t in calm) <= 0.03 * len(calm)


def test_recall_and_false_alarms_on_the_third_set() -> None:
    """Once held out, since read; what is still unseen is measured on `data/evaluation/`."""
    cases = [text for *_, text in rows("crisis_heldout.tsv")]
    calm = [text for _, text in rows("calm_heldout.tsv")]
    heard = [detect(text) for text in cases]
    assert sum(map(alarm, heard)) >= 0.95 * len(cases)
    assert sum(found is not None for found in heard) >= 0.95 * len(cases)
    assert sum(alarm(detect(t)) for t in calm) <= 0.05 * len(calm)


def test_recall_and_false_alarms_on_the_development_set() -> None:
    """Many voices, none of whose sentences is an example. What is unseen is measured elsewhere."""
    counts: dict[str, list[bool]] = {"danger": [], "hard": [], "calm": [], "distress": []}
    for *_, kind, _, text in evaluation("dev_crisis.tsv"):
        counts[kind if kind in counts else "danger"].append(alarm(detect(clean(text))))
    rates = {kind: sum(alarms) / len(alarms) for kind, alarms in counts.items()}
    assert rates["danger"] >= 0.97
    assert rates["hard"] <= 0.04
    assert rates["calm"] <= 0.005


def test_no_example_is_of_the_development_set() -> None:
    spoken = {sound(text) for *_, text in evaluation("dev_crisis.tsv")}
    written = [sound(example.text) for example in examples.written()]
    assert len(written) > 2000
    assert not spoken & set(written)


def test_every_kind_has_examples_and_frames() -> None:
    labels = Counter(example.label for example in examples.written())
    assert set(labels) == set(model.CLASSES) == set(examples.read_frames().frames)
    assert sum(labels[kind] for kind in signals.KINDS) >= 900
    assert labels["calm"] >= 850


def test_the_weights_are_of_the_data_they_ship_with() -> None:
    """When this fails, run `python -m intents.crisis.training`."""
    path = files("intents").joinpath("data", model.MODEL_FILE)
    with path.open("rb") as file, np.load(file) as saved:
        assert str(saved["sources"]) == training.sources_digest()


@pytest.mark.parametrize("text", ["", " ", "\n\n", "ㅋㅋㅋㅋ", "...", "\u200b", "🙂", "a", "가"])
def test_what_says_nothing_is_calm(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize("text", ["ㅈㅜㄱ고싶음", "ㅈㄱ싶다", "ㅈㅅ하고 싶어"])
def test_letters_typed_alone_are_put_together(text: str) -> None:
    found = detect(text)
    assert found is not None
    assert found.kind == "suicide"
    assert found.evidence in text


def test_danger_in_the_middle_of_a_long_message_is_heard_in_its_very_words() -> None:
    calm = "월세가 밀려서 상담을 받고 싶고 주거급여도 궁금해요 "
    found = detect(f"{calm * 3}수면제를 한 움큼 삼켰어요 {calm * 3}")
    assert found is not None
    assert found.level is CrisisLevel.ALARM
    assert "수면제" in found.evidence
    assert len(found.evidence) <= 80


def test_threads_hear_alike() -> None:
    texts = [text for *_, text in rows("crisis.tsv")][:60]
    alone = [detect(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detect, texts)) == alone


#: Two lines of the chat are cries for help, and an alarm is right there.
CRIES = {"가슴은 계속 죽음만을 쳐다봅니다", "죽구싶네요"}


def test_everyday_chat_is_calm() -> None:
    lines = (DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert all(line in lines and alarm(detect(line)) for line in CRIES)
    alarms = [line for line in lines if line not in CRIES and alarm(detect(line))]
    assert len(alarms) <= 0.005 * len(lines), alarms


def test_every_pattern_of_the_data_is_a_regular_expression() -> None:
    for book in (signals.SIGNALS, signals.EXCEPTIONS, signals.PEOPLE):
        book.check()


def test_every_kind_is_of_the_catalogue() -> None:
    catalogue = {"suicide", "abuse-child", "abuse-elder", "abuse-domestic", "abuse-other"}
    catalogue |= {"medical", "violence", "fire", "death"}
    catalogue |= {"missing"}  # not in the catalogue we were given: people who are looked for
    assert set(signals.DATA.order) == catalogue
    assert {signal.kind for signal in signals.DATA.signals} == catalogue


def test_danger_is_heard_at_both_ends_of_a_long_text() -> None:
    filler = "오늘은 날씨가 좋아서 산책을 했어요 " * 2000
    assert alarm(detect(f"죽고 싶어요 {filler}"))
    assert alarm(detect(f"{filler} 죽고 싶어요"))


def test_the_evidence_is_in_the_kept_text() -> None:
    text = clean("ㅠㅠ 저 진짜\u200b 죽고싶어요.. 900101-1234567")
    found = detect(text)
    assert found is not None
    assert found.evidence in text


@pytest.mark.parametrize("text", ["아이" * 5000, "죽" * 20000, "엄마가" * 3000, "때리" * 8000])
def test_hostile_repetition_takes_no_time(text: str) -> None:
    import time

    started = time.process_time()
    detect(text)
    assert time.process_time() - started < 2


def test_what_is_mistyped_is_listened_to_again_as_it_was_meant() -> None:
    typed = "오느 바에 야을 전부 머고 끄내려고 해요"
    meant = "오늘 밤에 약을 전부 먹고 끝내려고 해요"
    found = detect(typed, {typed: meant}.__getitem__)
    assert found is not None
    assert (found.kind, found.level) == ("suicide", CrisisLevel.ALARM)
    assert found.evidence in typed


def test_of_a_long_message_the_mistyped_part_is_listened_to_again() -> None:
    calm = (
        "안녕하세요 저는 기초연금을 신청하려고 하는데 서류는 무엇을 챙겨야 하는지 궁금합니다. "
        "그리고 주민센터는 몇 시까지 하나요. 월요일에 갈까 합니다. "
    )
    typed = "오느 바에 야을 전부 머고 끄내려고 해요"
    meant = "오늘 밤에 약을 전부 먹고 끝내려고 해요"
    found = detect(calm + typed, {calm + typed: calm + meant}.__getitem__)
    assert found is not None
    assert (found.kind, found.level) == ("suicide", CrisisLevel.ALARM)
    assert "야을 전부 머고" in found.evidence


def test_what_was_well_understood_is_not_listened_to_again() -> None:
    def refused(_: str) -> str:
        pytest.fail("nothing is in doubt")

    for text in ("배고파 죽겠네 급식카드 되는 식당 어디예요", "기초연금은 언제 들어와요"):
        assert detect(text, refused) is None


@pytest.mark.parametrize("syllables", ["길", "😀길", "힘", "가나다 ", "ㅋㅋ"])
def test_nonsense_said_over_and_over_is_nothing(syllables: str) -> None:
    assert detect(syllables * 400) is None


def test_danger_said_over_and_over_is_heard() -> None:
    found = detect("죽고싶어" * 400)
    assert found is not None
    assert (found.kind, found.level) == ("suicide", CrisisLevel.ALARM)
    assert len(found.evidence) < 80
