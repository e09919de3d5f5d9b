"""A municipality: one file of data, never a subclass."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.calendar import BusinessHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A 맞춤형복지팀 and the 행정동 it is responsible for (codes)."""

    id: str
    name: str
    dongs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What one office fills in: its names, hours, area and teams.

    `phone` is empty where the office's own number is not confirmed; then 129 or 120 is named.
    """

    id: str
    office: str
    office_short: str
    bot_name: str
    hours: BusinessHours
    hours_text: str
    area: tuple[str, ...]
    teams: tuple[Team, ...]
    default_team: str
    phone: str = ""
    phone_label: str = ""
    report_reward: str = ""
    government_identity: bool = False

    def team_of(self, dong: str) -> str:
        return next((t.id for t in self.teams if dong in t.dongs), self.default_team)

    def team_name(self, team_id: str) -> str:
        return next((t.name for t in self.teams if t.id == team_id), team_id)
