"""Lives as rows, for history too long to be told command by command. The same columns that commands would fill."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from discharge.core.clock import local_date
from discharge.core.db import Base
from discharge.days.models import DayMark, DayMarkRevision, DayPlan
from discharge.days.rules.codes import GREEN_INTERVENTIONS
from discharge.demo.life import Day, Life, Someone
from discharge.demo.people import Places
from discharge.stays.commands.admitting import NUMBER_ABSENT, NUMBER_PRESENT
from discharge.stays.models import (
    AbsencePeriod,
    Discharge,
    ExpectedDischarge,
    FollowUp,
    KeyDate,
    LegalPeriod,
    Person,
    ReadyPeriod,
    ReadyReason,
    Stay,
    WardStay,
)
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState

Row = dict[str, Any]
# In this order, so that what a row points to is there before it.
TABLES: tuple[type[Base], ...] = (
    Person, Stay, WardStay, LegalPeriod, ExpectedDischarge, ReadyPeriod, ReadyReason, AbsencePeriod, KeyDate, Discharge,
    FollowUp, DayPlan, DayMark, DayMarkRevision,
)  # fmt: skip
PERSON_FIELDS = frozenset({"interpreter", "has_learning_disability", "is_autistic", "is_address_protected"})
EMPTY_STAY: Row = {
    "purpose": "", "discharge_criteria": "", "formulation_done_on": None, "planned_discharge_on": None,
    "next_discharge_step": "", "consultant": "", "key_worker": "", "community_team": "", "receiving_team_kind": "",
    "receiving_team": "", "has_receiving_team_accepted": None, "responsible_icb_id": None, "responsible_icb_basis": "",
    "responsible_icb_on": None, "responsible_council_id": None, "responsible_council_basis": "",
    "responsible_council_on": None, "knows_date": "", "agrees_date": "", "carer": "", "carer_permission": "",
    "advocate": "", "out_of_area_reason": "", "cancelled_because": "", "is_admission_time_known": True, "version": 1,
}  # fmt: skip
EMPTY_PERSON: Row = {
    "died_on": None, "is_address_protected": False, "has_learning_disability": False, "is_autistic": False,
    "interpreter": "", "version": 1,
}  # fmt: skip


@dataclass(slots=True)
class Rows:
    """Rows by table, collected until they are written. people: keys of persons by trust and local number."""

    places: Places
    people: dict[tuple[str, str], UUID] = field(default_factory=dict)
    _found: defaultdict[type[Base], list[Row]] = field(default_factory=lambda: defaultdict(list))
    _persons: dict[UUID, Row] = field(default_factory=dict)

    def add(self, life: Life) -> UUID:
        """Everything of a life; the days are those that it holds. Gives the key of the stay."""
        trust = self.places.trusts[life.someone.trust]
        person_id = self._person(life.someone, trust)
        stay_id = uuid4()
        of_stay = {"organisation_id": trust, "stay_id": stay_id}
        self._found[Stay].append(_stay(life, stay_id, person_id, trust, self.places))
        for model, rows in _facts(life, of_stay, person_id, self.places).items():
            self._found[model] += rows
        person = self._persons.get(person_id)
        if person is not None:
            person |= _of_person(life)
        self.add_days(life.days, trust=trust, stay_id=stay_id)
        return stay_id

    def is_known(self, someone: Someone) -> bool:
        return (someone.trust, someone.local_number) in self.people

    def add_days(self, days: Iterable[Day], *, trust: UUID, stay_id: UUID) -> None:
        """Plans and marks of a stay that is there."""
        of_stay = {"organisation_id": trust, "stay_id": stay_id}
        for day in days:
            planned = [_step(step) for step in day.planned]
            if day.planned:
                about = {"planned_by": day.planned_by, "planned_at": day.planned_at, "version": 1}
                self._found[DayPlan].append({"id": uuid4(), **of_stay, "day": day.day, "steps": planned, **about})
            if day.said is not None:
                self._add_mark(day, planned, of_stay)

    def _add_mark(self, day: Day, planned: list[dict[str, str]], of_stay: Mapping[str, UUID]) -> None:
        said, mark_id = day.said, uuid4()
        if said is None:
            return
        content = {
            "colour": said.colour,
            "absence_kind": said.absence_kind,
            "interventions": [_step(step) for step in said.steps],
            "planned": planned,
            "reason": said.reason,
            "owner": said.owner,
            "further_reasons": list(said.further_reasons),
            "note": said.note,
            "next_step": said.next_step,
            "late_reason": said.late_reason,
            "marked_by": said.by,
            "marked_by_id": None,
            "marked_at": said.at,
        }
        self._found[DayMark].append({"id": mark_id, **of_stay, "day": day.day, "revisions": 1, **content})
        number = {"id": uuid4(), "mark_id": mark_id, "number": 1, "undoes": None}
        self._found[DayMarkRevision].append({"organisation_id": of_stay["organisation_id"], **number, **content})

    def write(self, session: Session) -> int:
        """Insert what was collected. Gives the number of rows."""
        written = 0
        self._found[Person] = [*self._persons.values()]
        for model in TABLES:
            if rows := self._found[model]:
                session.execute(insert(cast(Table, model.__table__)), rows)
                written += len(rows)
        self._found.clear()
        self._persons.clear()
        return written

    def _person(self, someone: Someone, trust: UUID) -> UUID:
        key = (someone.trust, someone.local_number)
        if key not in self.people:
            self.people[key] = uuid4()
            self._persons[self.people[key]] = {
                "id": self.people[key],
                "organisation_id": trust,
                "local_number": someone.local_number,
                "nhs_number": someone.nhs_number or None,
                "nhs_number_status": NUMBER_PRESENT if someone.nhs_number else NUMBER_ABSENT,
                "surname": someone.surname,
                "given_name": someone.given_name,
                "birth_date": someone.birth_date,
                **EMPTY_PERSON,
            }
        return self.people[key]


def _step(step: str) -> dict[str, str]:
    return {"code": step} if step in GREEN_INTERVENTIONS else {"words": step}


def _of_person(life: Life) -> Row:
    fields = {name: value for each in life.written for name, value in each.fields.items() if name in PERSON_FIELDS}
    if life.left is not None and life.left.is_death:
        fields["died_on"] = local_date(life.left.at)
    return fields


def _stay(life: Life, stay_id: UUID, person_id: UUID, trust: UUID, places: Places) -> Row:
    last = life.legs[-1]
    ward = places.wards[last.ward]
    written = {name: value for each in life.written for name, value in each.fields.items() if name not in PERSON_FIELDS}
    if life.planned_discharge:
        written["planned_discharge_on"] = life.planned_discharge[1]
    return {
        **EMPTY_STAY,
        "id": stay_id,
        "organisation_id": trust,
        "person_id": person_id,
        "site_id": ward.site_id,
        "last_ward_id": ward.id,
        "bed": last.bed,
        "state": StayState.LEFT if life.left else StayState.OPEN,
        "spell_number": life.spell_number,
        "admitted_at": life.admitted_at,
        "admitted_on": local_date(life.admitted_at),
        "admission_method": life.admission_method,
        "admission_source": life.admission_source,
        "left_on": local_date(life.left.at) if life.left else None,
        "accommodation_status": life.accommodation_status,
        "is_home_at_risk": life.is_home_at_risk,
        "changed_at": life.changed_at,
        **places.keyed(written),
    }


def _facts(life: Life, of_stay: Row, person_id: UUID, places: Places) -> dict[type[Base], list[Row]]:
    periods, reasons = _ready(life, of_stay)
    absences = [*_absences(life, of_stay)]
    found: dict[type[Base], list[Row]] = {
        WardStay: [*_legs(life, of_stay, places)],
        LegalPeriod: [*_authorities(life, of_stay, person_id)],
        ExpectedDischarge: [*_edds(life, of_stay)],
        ReadyPeriod: periods,
        ReadyReason: reasons,
        AbsencePeriod: absences,
        KeyDate: [*_key_dates(life, of_stay)],
    }
    if life.left is not None:
        ended_by_it = next((p["id"] for p in periods if p["ended_because"] == "discharged"), None)
        found[Discharge] = [_discharge(life, of_stay, ended_by_it)]
        found[FollowUp] = [*_follow_ups(life, of_stay, places)]
    return found


def _legs(life: Life, of_stay: Row, places: Places) -> Iterator[Row]:
    ends = [leg.from_at for leg in life.legs[1:]] + [life.left.at if life.left else None]
    for leg, ended_at in zip(life.legs, ends, strict=True):
        where = {"ward_id": places.wards[leg.ward].id, "bed": leg.bed, "is_time_assumed": False}
        yield {"id": uuid4(), **of_stay, **where, "started_at": leg.from_at, "ended_at": ended_at}


def _authorities(life: Life, of_stay: Row, person_id: UUID) -> Iterator[Row]:
    for each in life.authorities:
        yield {
            "id": uuid4(),
            **of_stay,
            "person_id": person_id,
            "kind": "detention",
            "code": each.code,
            "started_on": each.from_on,
            "expires_on": each.expires_on,
            "ended_on": each.until_on,
            "entered_at": each.at,
            "struck_out_because": "",
            "version": 1,
        }


def _edds(life: Life, of_stay: Row) -> Iterator[Row]:
    for number, each in enumerate(life.edds, start=1):
        said = {"reason_kind": each.reason, "words": each.words, "set_by": each.by, "set_by_id": None}
        yield {"id": uuid4(), **of_stay, "number": number, "expected_on": each.on, **said, "set_at": each.at}


def _ready(life: Life, of_stay: Row) -> tuple[list[Row], list[Row]]:
    periods, reasons = [], []
    for spell in life.ready:
        period_id = uuid4()
        ended_on, because = None, ""
        if spell.ended_at is not None:
            ended_on, because = local_date(spell.ended_at), spell.ended_because
        elif life.left is not None:
            ended_on, because = local_date(life.left.at), "discharged"
        periods.append(
            {
                "id": period_id,
                **of_stay,
                "started_on": spell.started_on,
                "ended_on": ended_on,
                "is_clinical_decision": True,
                "is_team_decision": True,
                "is_safe": True,
                "were_person_views_heard": True,
                "were_carer_views_heard": spell.were_carer_views_heard,
                "decided_by": spell.decided_by,
                "ended_because": because,
                "ended_words": spell.ended_words,
                "entered_at": spell.reasons[0].at,
                "version": 1,
            }
        )
        for why in spell.reasons:
            about = {"reason": why.reason, "attributable_to": why.attributable_to, "note": why.note}
            of_period = {"organisation_id": of_stay["organisation_id"], "period_id": period_id}
            reasons.append({"id": uuid4(), **of_period, "from_on": why.from_on, **about, "entered_at": why.at})
    return periods, reasons


def _absences(life: Life, of_stay: Row) -> Iterator[Row]:
    for each in life.away:
        yield {
            "id": uuid4(),
            **of_stay,
            "kind": each.kind,
            "from_at": each.from_at,
            "due_back_at": each.due_back_at,
            "returned_at": each.returned_at,
            "is_ministry_consent_recorded": each.consent,
            "note": each.note,
            "cancelled_at": None,
            "version": 1,
        }


def _key_dates(life: Life, of_stay: Row) -> Iterator[Row]:
    for each in life.key_dates:
        done_on = local_date(each.done_at) if each.done_at else None
        about = {"kind": each.kind, "on": each.on, "words": each.words, "done_on": done_on}
        yield {"id": uuid4(), **of_stay, **about, "cancelled_at": each.dropped_at}


def _discharge(life: Life, of_stay: Row, ended_ready: UUID | None) -> Row:
    left = life.left
    assert left is not None  # noqa: S101 (asked before)
    return {
        "id": uuid4(),
        **of_stay,
        "left_at": left.at,
        "method": left.method,
        "destination": left.destination,
        "is_ministry_consent_recorded": left.consent,
        "entered_at": left.at,
        "undone_at": None,
        "undone_because": "",
        "closed_absence_id": None,
        "closed_ready_period_id": ended_ready,
    }


def _follow_ups(life: Life, of_stay: Row, places: Places) -> Iterator[Row]:
    left = life.left
    if left is None or left.is_death:
        return
    contact, hours = left.contact, left.due_hours
    state = FollowUpState.OWED
    if contact is not None:
        state = FollowUpState.CLOSED if contact.closed_because else FollowUpState.DONE
    yield {
        "id": uuid4(),
        **of_stay,
        "ward_id": places.wards[life.legs[-1].ward].id,
        "receiving_team": left.team,
        "owner": left.owner,
        "due_at": left.at + timedelta(hours=hours),
        "due_hours": hours,
        "booked_at": left.booked_at,
        "state": state,
        "done_at": contact.at if contact and state is FollowUpState.DONE else None,
        "contact_mechanism": contact.mechanism if contact else "",
        "closed_because": contact.closed_because if contact else "",
        "version": 1,
    }
