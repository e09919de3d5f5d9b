"""The carried tables, and the command that makes them."""

import gzip
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.places import build, table

DONG = """\
hdong_code\tsido\tsigungu\thdong\tbdong_code\tbdong
1120054000\t서울특별시\t성동구\t마장동\t1120010500\t마장동
1120055000\t서울특별시\t성동구\t사근동\t1120010600\t사근동
1120055000\t서울특별시\t성동구\t사근동\t1120010700\t행당동
2772031000\t대구광역시\t군위군\t소보면\t2772031021\t송원리(松)
2772031500\t대구광역시\t군위군\t소보면출장소\t2772000000\t군위군
4159125000\t경기도\t화성시 만세구\t봉담읍\t4159125021\t상리
5111025000\t강원특별자치도\t춘천시\t신북읍\t5111025021\t유포리
"""
ROADS = """\
sido\tsigungu\troad\tbdong=buildings,...
서울특별시\t성동구\t마장로\t마장동=82,행당동=4,없는동=9
경상북도\t군위군\t소보길\t소보면 송원리=7
경기도\t화성시\t상리길\t봉담읍 상리=3
강원도\t춘천시\t유포길\t신북읍 유포리=5
부산광역시\t중구\t없는길\t없는동=5
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "dong.tsv").write_text(DONG, encoding="utf-8")
    with gzip.open(tmp_path / "roads.tsv.gz", "wt", encoding="utf-8") as file:
        file.write(ROADS)
    return tmp_path


def lines(path: Path) -> list[str]:
    text = gzip.decompress(path.read_bytes()).decode()
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_the_command_makes_both_tables(source: Path) -> None:
    into = source / "made"
    into.mkdir()
    command = [sys.executable, "-m", "adapters.places.build", str(source), "--into", str(into)]
    subprocess.run(command, check=True, cwd=Path(build.__file__).parents[2])
    assert lines(into / "dong.tsv.gz")[:4] == [
        "1120054000\t서울특별시\t성동구\t마장동\t1120010500=마장동",
        "1120055000\t서울특별시\t성동구\t사근동\t1120010600=사근동,1120010700=행당동",
        "2772031000\t대구광역시\t군위군\t소보면\t2772031021=송원리",
        "2772031500\t대구광역시\t군위군\t소보면출장소\t",
    ]
    # Old 시도 names, a 군 that changed its 시도 and a 시 that got 구 are carried over; what is
    # no longer known is left out.
    assert lines(into / "roads.tsv.gz") == [
        "11200\t마장로\t10500=82,10700=4",
        "27720\t소보길\t31021=7",
        "41591\t상리길\t25021=3",
        "51110\t유포길\t25021=5",
    ]


def test_the_same_sources_give_the_same_bytes(source: Path) -> None:
    one, two = source / "one", source / "two"
    for into in (one, two):
        into.mkdir()
        build.build(source, into)
    for name in ("dong.tsv.gz", "roads.tsv.gz"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "said"),
    [("dong.tsv.gz", ["2026-03-01", "Apache-2.0"]), ("roads.tsv.gz", ["2021-11", "MIT"])],
)
def test_the_carried_tables_say_source_date_and_licence(name: str, said: list[str]) -> None:
    text = gzip.decompress((build.DATA / name).read_bytes()).decode()
    head = " ".join(line for line in text.splitlines()[:4] if line.startswith("#"))
    for words in said:
        assert words in head


def test_the_carried_table_is_whole() -> None:
    dongs = table.dong_table().dongs
    assert len(dongs) == 3627
    assert len({dong.sido for dong in dongs.values()}) == 17
    assert all(len(code) == 10 and code.isdecimal() for code in dongs)
    held = {code for dong in dongs for code in table.dong_table().parts[dong]}
    assert held == table.dong_table().legal.keys()


def test_labels_tell_namesakes_apart() -> None:
    labels = [dong.label for dong in table.dong_table().dongs.values()]
    assert len(set(labels)) == len(labels)
    assert "부산 중구 중앙동" in labels
    assert "성동구 마장동" in labels


def test_roads_of_one_sigungu_only() -> None:
    roads = table.roads(["11200"])
    assert 400 < len(roads) < 600
    assert all(code.startswith("11200") for road in roads for code in road.buildings)
    assert table.roads([]) == ()


def test_the_table_of_the_country_loads_quickly() -> None:
    table.dong_table.cache_clear()
    begin = time.perf_counter()
    table.dong_table()
    assert time.perf_counter() - begin < 10
