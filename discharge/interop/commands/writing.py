"""Writing what a list says into stays, each thing through the command that people use."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.core.errors import RuleBroken
from discharge.interop.rules.columns import Field
from discharge.interop.rules.picture import Value
from discharge.interop.rules.rows import Row
from discharge.stays.commands.admitting import Admit, NewPerson, admit
from discharge.stays.commands.arriving import AdmitNewcomers, Newcomer, admit_newcomers
from discharge.stays.commands.corrections import CorrectPerson, CorrectStay, correct_person, correct_stay
from discharge.stays.commands.edd import SetEdd, set_edd
from discharge.stays.commands.legal import StartAuthority, start_authority
from discharge.stays.commands.moving import Move, move
from discharge.stays.models import Stay
from discharge.stays.queries.moves import open_leg
from discharge.stays.queries.progress import Ledger, ledgers
from discharge.stays.rules import edd

NAME = "Ward list"


def as_list(actor: Actor) -> Actor:
    """The list itself, let in to every ward because whoever brings it may do so for all that it covers.

    The person stays in the record, and as the cause.
    """
    return replace(actor, name=NAME, everywhere=True, source="feed", cause=f"ward list applied by {actor.name}"[:200])


@contextmanager
def attempt(session: Session) -> Iterator[None]:
    """What is refused inside leaves no rows, no lines of the record and nothing to tell; what went before stays."""
    lines, held = session.info["collected"], session.info.get("held", [])
    before, told = len(lines), len(held)
    try:
        with session.begin_nested():
            yield
    except RuleBroken:
        del lines[before:]
        del held[told:]
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Who writes, when, and when the list was made."""

    session: Session
    actor: Actor
    now: datetime
    listed_at: datetime

    def open(self, row: Row, ward_id: UUID, person_id: UUID | None) -> Stay:
        """Admit somebody new to the trust, or somebody who is back."""
        return admit(self.session, _admission(row, ward_id, person_id), actor=self.actor, now=self.now)

    def open_together(self, rows: Sequence[Row]) -> Mapping[int, Stay]:
        """Admit people who are new to the trust with all that their rows say; by row number.

        Those whom something speaks against are left for `open`, which says what it is.
        """
        listed_on = local_date(self.listed_at)
        newcomers = [
            Newcomer(
                admission=replace(
                    _admission(row, UUID(row.ward), None),
                    legal_code=row.legal_code or "",
                    legal_from=max(listed_on, row.admitted_on),
                ),
                consultant=row.consultant or "",
                expected_on=row.edd,
            )
            for row in rows
        ]
        with attempt(self.session):
            command = AdmitNewcomers(newcomers=newcomers)
            admitted = admit_newcomers(self.session, command, actor=self.actor, now=self.now)
        return {rows[place].number: stay for place, stay in admitted.items()}

    def move(self, stay_id: UUID, ward_id: UUID, bed: str) -> Stay:
        """To another ward at the time of the list, but never before the person came to the ward they are on."""
        stay = self.session.get_one(Stay, stay_id)
        at = max(self.listed_at, open_leg(self.session, stay).started_at)
        command = Move(stay_id=stay_id, ward_id=ward_id, bed=bed, moved_at=at, is_time_assumed=True)
        return move(self.session, command, actor=self.actor, now=self.now)

    def put(self, stay_id: UUID, field: Field, value: Value, *, at: time | None = None) -> None:
        """Write one field of a stay. at: the time of day of an admission, where the list has one.

        Raises RuleBroken where the same value typed by a person would be refused, and ValueError for what no list sets.
        """
        actor, now = self.actor, self.now
        change: dict[str, Any] = {field.value: value}
        if field in (Field.SURNAME, Field.GIVEN_NAME, Field.BIRTH_DATE, Field.NHS_NUMBER):
            correct_person(self.session, CorrectPerson(stay_id=stay_id, **change), actor=actor, now=now)
        elif field in (Field.SPELL_NUMBER, Field.CONSULTANT):
            correct_stay(self.session, CorrectStay(stay_id=stay_id, **change), actor=actor, now=now)
        elif field is Field.ADMITTED and isinstance(value, date):
            day = CorrectStay(stay_id=stay_id, admitted_on=value, admitted_at=at)
            correct_stay(self.session, day, actor=actor, now=now)
        elif field is Field.EDD and isinstance(value, date):
            self._put_edd(stay_id, value)
        elif field is Field.BED and isinstance(value, str):
            stay = self.session.get_one(Stay, stay_id)
            bed = Move(stay_id=stay_id, ward_id=stay.last_ward_id, bed=value, moved_at=now)
            move(self.session, bed, actor=actor, now=now)
        elif field is Field.LEGAL_STATUS and isinstance(value, str):
            listed_on = local_date(self.listed_at)
            start = StartAuthority(stay_id=stay_id, code=value, started_on=max(listed_on, self._admitted_on(stay_id)))
            start_authority(self.session, start, actor=actor, now=now)
        else:
            raise ValueError(f"a list does not set {field}")

    def _put_edd(self, stay_id: UUID, day: date) -> None:
        ledger = ledgers(self.session, self.actor, [stay_id], now=self.now).get(stay_id, Ledger())
        reason = edd.CORRECTION if ledger.number else edd.FIRST_SET
        command = SetEdd(stay_id=stay_id, number_seen=ledger.number, expected_on=day, reason=reason)
        set_edd(self.session, command, actor=self.actor, now=self.now)

    def _admitted_on(self, stay_id: UUID) -> date:
        return self.session.get_one(Stay, stay_id).admitted_on


def _admission(row: Row, ward_id: UUID, person_id: UUID | None) -> Admit:
    person = person_id or NewPerson(
        local_number=row.local_number,
        nhs_number=row.nhs_number or "",
        surname=row.surname,
        given_name=row.given_name,
        birth_date=row.birth_date,
    )
    return Admit(
        ward_id=ward_id,
        person=person,
        admitted_at=moment_of(row.admitted_on, row.admitted_at or time()),
        is_time_known=row.admitted_at is not None,
        bed=row.bed or "",
        spell_number=row.spell_number or "",
        is_long_ago_meant=True,
    )
