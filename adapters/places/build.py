"""Makes the carried tables from their sources.

    python -m adapters.places.build SOURCE_DIR

``SOURCE_DIR`` holds ``dong.tsv`` (행정동 to 법정동, the government's KIKmix table) and
``roads.tsv.gz`` (road to 법정동 with building counts). The road table is older: its 시도 and
시군구 are carried over to the names of the dong table, and roads whose 법정동 is no longer known
are left out. The same sources give the same bytes.
"""

import argparse
import csv
import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import tomli

from adapters.places.table import SIGUNGU_DIGITS, words

DATA = Path(__file__).parent / "data"
HEADERS: dict[str, list[str]] = tomli.loads((DATA / "headers.toml").read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the tables of adapters.places.")
    parser.add_argument("source", type=Path, help="folder with dong.tsv and roads.tsv.gz")
    parser.add_argument("--into", type=Path, default=DATA, help="where the tables go")
    arguments = parser.parse_args()
    build(arguments.source, arguments.into)


def build(source: Path, into: Path) -> None:
    """Write ``dong.tsv.gz`` and ``roads.tsv.gz`` into a folder."""
    with (source / "dong.tsv").open(encoding="utf-8", newline="") as file:
        dong_rows = list(csv.DictReader(file, delimiter="\t"))
    with gzip.open(source / "roads.tsv.gz", "rt", encoding="utf-8") as file:
        road_rows = [line.rstrip("\n").split("\t") for line in file][1:]
    _write(into / "dong.tsv.gz", HEADERS["dong"], _dong_lines(dong_rows))
    _write(into / "roads.tsv.gz", HEADERS["roads"], _road_lines(road_rows, _legal_codes(dong_rows)))


def _dong_lines(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    dongs: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for row in rows:
        legal = dongs[row["hdong_code"], row["sido"], row["sigungu"], row["hdong"]]
        if not row["bdong_code"].endswith("00000"):  # a whole 시군구, given for some 출장소
            legal.append(f"{row['bdong_code']}={_bare(row['bdong'])}")
    for key, legal in sorted(dongs.items()):
        yield "\t".join((*key, ",".join(legal)))


def _legal_codes(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str, str], str]:
    """Index the 법정동 codes by 시도, 시군구 (also without its 일반구) and name as in addresses."""
    rows = list(rows)
    sidos: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        sidos[row["sigungu"]].add(row["sido"])
    codes: dict[tuple[str, str, str], str] = {}
    for row in rows:
        name = _bare(row["bdong"])
        if words().patterns["village"].search(name):
            name = f"{row['hdong']} {name}"
        city = row["sigungu"].split(" ")[0]
        for sigungu in (row["sigungu"], city):
            codes.setdefault((row["sido"], sigungu, name), row["bdong_code"])
        # A 군 may since have moved to another 시도 (군위군, 2023-07-01 to 대구).
        if len(sidos[row["sigungu"]]) == 1:
            codes.setdefault(("", row["sigungu"], name), row["bdong_code"])
    return codes


def _road_lines(rows: Iterable[list[str]], codes: dict[tuple[str, str, str], str]) -> Iterator[str]:
    renamed = {other: official for official, others in words().sido.items() for other in others} | {
        official: official for official in words().sido
    }
    buildings: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for sido, sigungu, road, counts in rows:
        for pair in counts.split(","):
            name, count = pair.rsplit("=", 1)
            code = codes.get((renamed[sido], sigungu, name)) or codes.get(("", sigungu, name))
            if code:
                held = buildings[code[:SIGUNGU_DIGITS], road]
                held[code[SIGUNGU_DIGITS:]] = held.get(code[SIGUNGU_DIGITS:], 0) + int(count)
    for (sigungu, road), held in sorted(buildings.items()):
        yield "\t".join((sigungu, road, ",".join(f"{c}={n}" for c, n in held.items())))


def _bare(name: str) -> str:
    return words().patterns["gloss"].sub("", name)


def _write(path: Path, header: Iterable[str], lines: Iterable[str]) -> None:
    text = "\n".join((*header, *lines)) + "\n"
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
