"""Nothing personal can be read from the files or tables, and a shredded key ends it for good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, text

from adapters.storage.tables import case_messages, inbox, metadata
from bot.domain.case import Author, EventName, Evidence, Risk
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef
from bot.domain.form import Answer, FormProgress
from bot.domain.messages import Reply
from bot.domain.staff import Access, ApiToken, Role, Session, StaffMember
from tests.contract.storage.conftest import OpenStore
from tests.contract.storage.examples import (
    NOW,
    REF,
    add_case,
    add_rows,
    case,
    event,
    know,
    say_to,
)
from tests.stores import SECRET, sqlite_store

PERSON = ConversationRef(channel="telegram", address="7719283746")
TOKEN = b"\x13\x37" * 16
SECRETS = {
    "name": "남궁하늘별",
    "phone": "010-9876-5432",
    "address": "새샘마을 3단지 1502호",
    "telegram id": PERSON.address,
    "event id": "update-7719283746-55",
    "first words": "라면만 먹은 지 이레째",
    "evidence": "우편물이 잔뜩",
    "receipt word": "푸른고래",
    "note": "시누이가 돈을 가져감",
    "staff reply": "목요일 세 시에 찾아뵐게요",
    "event detail": "전 담당자의 메모",
    "bot reply": "긴급복지를 알아봐 드릴게요",
    "photo": "JFIF-canary-photo-bytes",
    "reason": "가족이 전화로 물어봄",
    "origin": "203.0.113.77",
    "raw": "unparsed-canary-payload",
    "throttled": "login:nam@203.0.113.77",
    "token": TOKEN.hex(),
    "callback": "https://callback.example/abcdef",
}
READABLE = "소담동-in-clear"  # shows that the search would find what is there


def live(store):
    """A day at the office in which every secret is stored."""
    s = SECRETS
    with store.begin() as work:
        mail = event(s["event id"], ref=PERSON, text=s["first words"], reply_token=s["callback"])
        work.inbox.keep(mail)
        work.inbox.accept(mail)
        work.inbox.keep(replace(mail, event_id="kept " + s["event id"]))
        work.inbox.park("telegram", "p" + s["event id"], s["raw"], "unreadable")
        talk = work.conversations.load(PERSON)
        answers = {"name": Answer(text=s["name"]), "phone": Answer(text=s["phone"])}
        form = FormProgress(form_id="f", at="a", answers=answers)
        work.conversations.save(replace(talk, form=form, last_words=s["first words"]))
        cause = s["event id"]
        said = [Reply(text=s["bot reply"])]
        work.outbox.add(talk.id, "telegram", said, cause=cause, at=NOW)
        risk = Risk(score=3, evidence=(Evidence(rule="mail", words=s["evidence"], points=3),))
        places = {"place": {"text": s["address"]}, "phone": s["phone"]}
        work.cases.add(
            case(risk=risk, answers=places, first_words=s["first words"], dong_name=READABLE)
        )
        work.links.tie("2026-0001", talk.id)
        work.receipts.add("2026-0001", s["receipt word"])
        work.receipts.tried(talk.id, NOW)
        work.cases.record("2026-0001", NOW, "kim", EventName.NOTED, {"was": s["event detail"]})
        work.cases.say("2026-0001", NOW, Author.NOTE, s["note"], by="kim")
        say_to(work, talk.id, "2026-0001", s["staff reply"])
        photo = work.photos.add(talk.id, s["photo"].encode())
        work.photos.move([photo], talk.id, "2026-0001")
        work.photos.add(talk.id, s["photo"].encode())
        work.staff.add(StaffMember(login="kim", role=Role.LEAD), "$argon2id$x")
        work.staff.open_session(
            Session(token_hash=TOKEN, login="kim", csrf="c", created_at=NOW, seen_at=NOW)
        )
        work.staff.add_token(ApiToken(name="iot", scopes=(), created_at=NOW), TOKEN)
        work.staff.offer_setup(TOKEN)
        work.staff.failed(s["throttled"], NOW)
        work.staff.accessed(
            Access(at=NOW, actor="kim", action="reveal", reason=s["reason"], origin=s["origin"])
        )
        work.commit()
    return talk.id


def readable_in(data: bytes) -> set[str]:
    found = {name for name, word in SECRETS.items() if _is_in(word.encode(), data)}
    if _is_in(TOKEN, data):
        found.add("token")
    if _is_in(SECRET, data):
        found.add("master secret")
    return found


def _is_in(word: bytes, data: bytes) -> bool:
    return word in data or word.hex().encode() in data or word.decode("latin-1").encode() in data


def test_the_files_of_sqlite_tell_nothing(tmp_path):
    store = sqlite_store(tmp_path)
    live(store)
    for closed in (False, True):
        if closed:
            store.close()
        data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert READABLE.encode() in data
        assert readable_in(data) == set()


@pytest.mark.postgres
def test_the_tables_of_postgresql_tell_nothing(postgres_database, open_postgres):
    live(open_postgres())
    data = b""
    with psycopg.connect(postgres_database) as connection, connection.cursor() as cursor:
        for table in metadata.sorted_tables:
            for how in ("", " (FORMAT binary)"):
                with cursor.copy(f"COPY {table.name} TO STDOUT{how}".encode()) as rows:
                    data += b"".join(bytes(row) for row in rows)
    assert READABLE.encode() in data
    assert readable_in(data) == set()


def test_no_table_ties_a_case_to_its_reporter_in_clear(store):
    """Of a case with a link and a reply on its way, no row outside the sealed ones names both."""
    who = live(store)
    with store.begin() as work:
        for table in metadata.sorted_tables:
            for row in work._work.run(table.select()):
                values = [value for value in row if not isinstance(value, bytes)]
                assert not (who in values and "2026-0001" in values), table.name


@pytest.mark.parametrize(
    "moved",
    [
        "UPDATE cases SET body = (SELECT body FROM cases c WHERE c.number = '2026-0002')",
        "UPDATE case_messages SET text = (SELECT detail FROM case_events)",
    ],
)
def test_a_sealed_value_opens_only_in_its_own_place(store, moved):
    add_case(store, "2026-0001")
    add_case(store, "2026-0002")
    with store.begin() as work:
        work.cases.record("2026-0001", NOW, "kim", EventName.NOTED, {"a": "b"})
        work.cases.say("2026-0001", NOW, Author.NOTE, "메모")
        work.commit()
    with store.begin() as work:
        work._work.run(text(moved))
        work.commit()
    with store.look() as work, pytest.raises(InvalidTag):
        work.cases.get("2026-0001")
        work.cases.thread("2026-0001")


def test_keys_do_not_show_in_any_repr(store):
    with store.begin() as work:
        work.inbox.accept(event())
        shown = [store, store._vault, store._index, work, work._work, work.inbox]
        shown += list(work._work._keys.values())
        text_of = " ".join(map(repr, shown))
    assert repr(SECRET) not in text_of
    assert "b'" not in text_of


def test_an_erased_conversation_is_gone_and_the_person_starts_anew(store):
    who = live(store)
    with store.begin() as work:
        assert work.erasure.conversation(who)
        assert not work.erasure.conversation(who)
        work.commit()
    with store.begin() as work:
        assert work.conversations.get(who) is None
        assert work.inbox.kept("telegram") == []
        assert work.inbox.said(who, NOW) == []
        assert work.outbox.thread(who, 0, 9) == []
        assert work.outbox.claim(["telegram"], NOW, 9) == []
        assert work.conversations.load(PERSON) == Conversation(id=who, channel=PERSON.channel)
        assert work.conversations.ref(who) == PERSON
        assert work.cases.get("2026-0001").first_words == SECRETS["first words"]


def test_of_an_erased_case_only_the_bare_facts_are_left(store):
    live(store)
    with store.begin() as work:
        assert work.erasure.case("2026-0001")
        work.commit()
    with store.begin() as work:
        left = work.cases.get("2026-0001")
        assert (left.answers, left.first_words, left.risk.evidence) == ({}, "", ())
        assert (left.risk.score, left.type, left.dong_name) == (3, "self-request", READABLE)
        assert work.cases.thread("2026-0001") == []
        assert work.cases.events("2026-0001") == []
        assert work.links.conversation("2026-0001") is None
        assert work.receipts.guard("2026-0001") is None
        assert work.photos.get(1, "2026-0001") is None


def test_without_its_key_nothing_is_readable_even_if_the_rows_are_still_there(store):
    who = live(store)
    with store.begin() as work:
        work._work.shred(f"conv:{who}")
        work._work.shred("case:2026-0001")
        work.commit()
    with store.look() as work:
        assert work.inbox.kept("telegram") == []
        assert work.inbox.said(who, NOW) == []
        assert work.outbox.thread(who, 0, 9) == []
        assert work.conversations.ref(who) is None
        assert work.conversations.get(who).form is None
        assert work.cases.get("2026-0001").answers == {}
        assert {line.text for line in work.cases.thread("2026-0001")} == {""}
        assert [dict(line.detail) for line in work.cases.events("2026-0001")] == [{}]
        assert work.photos.get(1, "2026-0001") is None
        assert work.links.conversation("2026-0001") is None


def test_a_key_another_process_shredded_is_not_used_from_memory(open_store: OpenStore):
    first, second = open_store(), open_store()
    who = know(first)
    add_rows(first, who, "하나")
    with second.begin() as work:
        work.erasure.conversation(who)
        work.commit()
    know(first)
    add_rows(first, who, "둘")
    with second.look() as work:
        assert [row.reply.text for row in work.outbox.thread(who, 0, 9)] == ["둘"]
        assert work.conversations.ref(who) == REF


@pytest.mark.parametrize("what", ["conversation", "case"])
def test_erasing_waits_for_what_is_just_being_written(open_store: OpenStore, what):
    """Otherwise a row would stay behind that nobody can open and nobody deletes."""
    first, second = open_store(), open_store()
    who = know(first)
    add_case(first)

    def write(work):
        if what == "conversation":
            work.inbox.accept(event())
        else:
            assert work.cases.get("2026-0001")
            work.cases.say("2026-0001", NOW, Author.NOTE, "메모")

    def erase():
        with second.begin() as work:
            getattr(work.erasure, what)(who if what == "conversation" else "2026-0001")
            work.commit()

    with ThreadPoolExecutor(1) as pool:
        with first.begin() as work:
            write(work)
            erasing = pool.submit(erase)
            with pytest.raises(TimeoutError):
                erasing.result(0.3)
            work.commit()
        erasing.result(10)
    with first.look() as work:
        for table in (inbox, case_messages):
            assert work._work.run(select(table)).all() == []
