"""Reads a municipality's pack: one file says everything that differs between offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.content.reading import DATA, Problems, read_record, shown
from bot.content.records import HoursRecord, PackRecord
from bot.domain.calendar import BusinessHours
from bot.domain.municipality import Pack, Team

PACKS = DATA / "packs"
BLANKS = frozenset({"office", "office_short", "bot", "hours", "phone_line", "phone"})


def pack_folder(pack: str | Path, problems: Problems) -> Path | None:
    """Find a built-in pack by its name, or a folder anywhere."""
    with suppress(OSError):  # a name that is too long for any file
        for folder in (PACKS / pack, Path(pack)):
            if folder.is_dir():
                return folder
    built_in = ", ".join(sorted(p.name for p in PACKS.iterdir()))
    problems.add(f'pack "{pack}"', f"not found; expected a folder or one of {built_in}")
    return None


def read_pack(folder: Path, problems: Problems) -> Pack | None:
    path = folder / "pack.toml"
    record = read_record(PackRecord, path, problems)
    if record is None:
        return None
    place = f'{shown(path)}, pack "{record.id}"'
    for fault in _faults(record):
        problems.add(place, fault)
    hours = _hours(record.hours, place, problems)
    return None if hours is None else _pack(record, hours)


def blanks(pack: Pack) -> dict[str, str]:
    """The office's own words, which every text may use."""
    line = f"{pack.phone_label} {pack.phone}".strip()
    return {
        "office": pack.office,
        "office_short": pack.office_short,
        "bot": pack.bot_name,
        "hours": pack.hours_text,
        "phone_line": line,
        "phone": line,  # the blank of the published answers
    }


def _faults(record: PackRecord) -> Iterator[str]:
    area = set(record.area)
    teams = {t.id for t in record.team}
    homes = Counter(code for team in record.team for code in team.dongs)
    if len(teams) < len(record.team):
        yield "two teams have the same id"
    if record.default_team not in teams:
        yield f'default_team "{record.default_team}" found; expected one of {sorted(teams)}'
    for code, count in homes.items():
        if count > 1:
            yield f"dong {code} belongs to {count} teams; expected one"
        if code not in area:
            yield f"dong {code} of a team is not in the area"
    for code in sorted(area - homes.keys()):
        yield f"dong {code} of the area belongs to no team"


def _hours(record: HoursRecord, place: str, problems: Problems) -> BusinessHours | None:
    try:
        return BusinessHours(
            open=record.open,
            close=record.close,
            lunch_start=record.lunch_start,
            lunch_end=record.lunch_end,
            weekdays=frozenset(record.weekdays),
            closed=frozenset(record.closed),
            opened=frozenset(record.opened),
        )
    except ValueError as error:
        problems.add(place, f"hours: {error}")
        return None


def _pack(record: PackRecord, hours: BusinessHours) -> Pack:
    return Pack(
        id=record.id,
        office=record.office,
        office_short=record.office_short,
        bot_name=record.bot_name,
        hours=hours,
        hours_text=record.hours.text,
        area=record.area,
        teams=tuple(Team(id=t.id, name=t.name, dongs=t.dongs) for t in record.team),
        default_team=record.default_team,
        phone=record.phone,
        phone_label=record.phone_label,
        report_reward=record.report_reward,
        government_identity=record.government_identity,
    )
