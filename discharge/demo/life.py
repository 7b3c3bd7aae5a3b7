"""What happened to one person in one stay, as plain facts. No database: commands and rows are both made from these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from discharge.core.clock import local_date
from discharge.days.rules.mark import Colour
from discharge.stays.rules.follow_up import FOLLOW_UP_HOURS, FOLLOW_UP_HOURS_WHEN_RISK_IDENTIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """A person as a trust knows them. nhs_number "": not known."""

    trust: str
    local_number: str
    nhs_number: str
    surname: str
    given_name: str
    birth_date: date


@dataclass(frozen=True, slots=True)
class Leg:
    """Time on one ward, named by its code; until the next leg begins."""

    ward: str
    bed: str
    from_at: datetime


@dataclass(frozen=True, slots=True)
class Authority:
    """until_on: when the next of the national list took its place, or None."""

    code: str
    from_on: date
    expires_on: date | None
    until_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True)
class EddSaid:
    at: datetime
    on: date
    reason: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class WhyHere:
    """Why a ready person is still here, from a day on."""

    at: datetime
    from_on: date
    reason: str
    attributable_to: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadySpell:
    """ended_at None: open, or ended by the discharge alone."""

    started_on: date
    reasons: tuple[WhyHere, ...]
    decided_by: str
    were_carer_views_heard: bool | None
    ended_at: datetime | None = None
    ended_because: str = ""
    ended_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    kind: str
    from_at: datetime
    due_back_at: datetime | None
    returned_at: datetime | None
    consent: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Fields of one group of details (`stays.rules.details`), by its name, as they were filled in together."""

    at: datetime
    group: str
    fields: Mapping[str, Any]


def in_time_order(written: Iterable[Written]) -> tuple[Written, ...]:
    return tuple(sorted(written, key=lambda each: (each.at, each.group)))


@dataclass(frozen=True, slots=True)
class DateToKeep:
    """dropped_at: it will not take place, as when a section ended before it could expire."""

    at: datetime
    kind: str
    on: date
    words: str
    done_at: datetime | None = None
    dropped_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A mark. planned steps are those of the day's plan."""

    at: datetime
    by: str
    colour: Colour
    steps: tuple[str, ...] = ()
    reason: str = ""
    owner: str = ""
    further_reasons: tuple[str, ...] = ()
    absence_kind: str = ""
    note: str = ""
    next_step: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a stay. planned: codes or own words, () for none. said None: not marked."""

    day: date
    planned: tuple[str, ...]
    planned_at: datetime | None
    planned_by: str
    said: Said | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What became of a follow-up. closed_because: "" when the person was seen."""

    at: datetime
    mechanism: str = ""
    closed_because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    at: datetime
    method: str
    destination: str
    consent: bool | None
    team_kind: str
    team: str
    owner: str
    is_risk_identified: bool
    booked_at: datetime | None
    contact: Contact | None

    @property
    def due_hours(self) -> int:
        return FOLLOW_UP_HOURS_WHEN_RISK_IDENTIFIED if self.is_risk_identified else FOLLOW_UP_HOURS

    @property
    def is_death(self) -> bool:
        return self.method == "4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One stay from its first moment to now. Facts that lie in the future are not in it."""

    someone: Someone
    spell_number: str
    legs: tuple[Leg, ...]
    admission_method: str
    admission_source: str
    accommodation_status: str
    is_home_at_risk: bool | None
    by: str
    authorities: tuple[Authority, ...] = ()
    edds: tuple[EddSaid, ...] = ()
    ready: tuple[ReadySpell, ...] = ()
    away: tuple[Away, ...] = ()
    written: tuple[Written, ...] = ()
    key_dates: tuple[DateToKeep, ...] = ()
    planned_discharge: tuple[datetime, date] | None = None
    left: Left | None = None
    days: tuple[Day, ...] = field(default=(), repr=False)

    @property
    def admitted_at(self) -> datetime:
        return self.legs[0].from_at

    @property
    def changed_at(self) -> datetime:
        """When something about the stay itself was last written; marks and follow-ups are not about the stay."""
        moments = [leg.from_at for leg in self.legs]
        moments += [authority.at for authority in self.authorities]
        moments += [said.at for said in self.edds]
        moments += [written.at for written in self.written]
        moments += [kept.at for kept in self.key_dates]
        moments += [at for each in self.key_dates for at in (each.done_at, each.dropped_at) if at]
        for spell in self.ready:
            moments += [why.at for why in spell.reasons] + [at for at in (spell.ended_at,) if at]
        for away in self.away:
            moments += [away.from_at] + [at for at in (away.returned_at,) if at]
        moments += [self.planned_discharge[0]] if self.planned_discharge else []
        moments += [self.left.at] if self.left else []
        return max(moments)

    def before(self, moment: datetime) -> "Life":
        """What was known of it just before a moment, at which the person is still here. Days: those that had ended."""
        authorities = [each for each in self.authorities if each.at < moment]
        return replace(
            self,
            legs=tuple(leg for leg in self.legs if leg.from_at < moment),
            authorities=(*authorities[:-1], replace(authorities[-1], until_on=None)),
            edds=tuple(said for said in self.edds if said.at < moment),
            ready=tuple(spell for spell in self.ready if spell.reasons[0].at < moment),
            away=tuple(
                replace(each, returned_at=_before(each.returned_at, moment))
                for each in self.away
                if each.from_at < moment
            ),
            written=tuple(each for each in self.written if each.at < moment),
            key_dates=tuple(
                replace(kept, done_at=_before(kept.done_at, moment), dropped_at=_before(kept.dropped_at, moment))
                for kept in self.key_dates
                if kept.at < moment
            ),
            planned_discharge=_planned_before(self.planned_discharge, moment),
            left=None,
            days=tuple(day for day in self.days if day.day < local_date(moment)),
        )


def _before(at: datetime | None, moment: datetime) -> datetime | None:
    return at if at is not None and at < moment else None


def _planned_before(planned: tuple[datetime, date] | None, moment: datetime) -> tuple[datetime, date] | None:
    return planned if planned is not None and planned[0] < moment else None
