"""Doing what a plan says, row by row: a row that cannot be done is kept back for a person, and the others are done."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.core.events import told_together
from discharge.interop.commands.keeping_back import DOUBTS
from discharge.interop.commands.sayings import Sayings
from discharge.interop.commands.writing import Pen, as_list, attempt
from discharge.interop.models import ListProfile
from discharge.interop.queries.known import PROPOSED, said_of
from discharge.interop.rules.columns import LABELS, Field
from discharge.interop.rules.picture import KnownStay, Plan, Source, Value, is_same_value, listed_values
from discharge.interop.rules.rows import Fault, Row
from discharge.stays.models import Person

OF_THE_PERSON = (Field.SURNAME, Field.GIVEN_NAME, Field.BIRTH_DATE, Field.NHS_NUMBER)
"""What belongs to somebody in every stay of theirs, and what an earlier stay may already have settled."""

APART = (Field.CONSULTANT, Field.EDD, Field.LEGAL_STATUS)
"""What is written after the admission: refused alone, it does not keep anybody out."""


@dataclass(slots=True)
class Doing:
    """One plan being done. wrong: rows that could not be, with why. counts: what was done, by kind."""

    pen: Pen
    said: Sayings
    plan: Plan
    known: Mapping[str, KnownStay]
    rows: Mapping[int, Row]
    organisation_id: UUID
    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[int, tuple[Fault, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        session: Session,
        profile: ListProfile,
        rows: Sequence[Row],
        plan: Plan,
        known: Collection[KnownStay],
        *,
        listed_at: datetime,
        actor: Actor,
        now: datetime,
    ) -> Self:
        earlier = said_of(session, [stay.stay_id for stay in known])
        return cls(
            pen=Pen(session=session, actor=as_list(actor), now=now, listed_at=listed_at),
            said=Sayings(session, profile.organisation_id, listed_at, earlier),
            plan=plan,
            known={stay.local_number: stay for stay in known},
            rows={row.number: row for row in rows},
            organisation_id=profile.organisation_id,
        )

    def do(self) -> None:
        """All of it; what others must hear of it they hear once, at the end."""
        with told_together(self.pen.session):
            self._do()

    def _do(self) -> None:
        plan = self.plan
        self.wrong |= {held.row.number: (Fault(held.row.number, "", DOUBTS[held.why]),) for held in plan.held}
        together = self._open_together()
        for opens in plan.opens:
            if opens.row.number not in together:
                with self._kept_back_if_refused(opens.row.number):
                    self._open(opens.row)
                    self.counts["opened"] += 1
        self._hear_everybody()
        for transfer in plan.transfers:
            with self._kept_back_if_refused(transfer.row):
                self.pen.move(transfer.stay_id, UUID(transfer.to_ward), transfer.bed or "")
                self.said.says(transfer.stay_id, Field.WARD, transfer.to_ward, is_applied=True)
                self.said.says(transfer.stay_id, Field.BED, transfer.bed, is_applied=True)
                self.counts["moved"] += 1
        for update in plan.updates:
            at = self.rows[update.row].admitted_at
            self.counts["changed"] += self._put(update.stay_id, update.field, update.listed, at=at)
        for missing in plan.not_on_list:
            self.said.is_missing(missing.stay_id, missing.times)
        for back in plan.back_on_list:
            self.said.is_missing(back.stay_id, 0)
        self.said.write()
        self.counts["differences"] = len(plan.differences)
        self.counts["missing"] = len(plan.not_on_list)
        self.counts["unchanged"] = len(plan.unchanged)

    @contextmanager
    def _kept_back_if_refused(self, number: int) -> Iterator[None]:
        heard = self.said.mark()
        try:
            with attempt(self.pen.session):
                yield
        except RuleBroken as broken:
            self.said.back_to(heard)
            label = LABELS[Field(broken.field)] if broken.field in [*Field] else ""
            self.wrong[number] = (Fault(number, label, broken.message),)

    def _hear_everybody(self) -> None:
        """What the list says of everybody who is here already, whether or not anything comes of it."""
        opened = {opens.row.number for opens in self.plan.opens}
        for number, row in self.rows.items():
            stay = self.known.get(row.local_number)
            if stay is None or number in opened or number in self.wrong:
                continue
            self.said.says(stay.stay_id, Field.WARD, row.ward)
            for name, value in listed_values(row).items():
                self.said.says(stay.stay_id, name, value)

    def _put(self, stay_id: UUID, name: Field, value: Value, *, at: time | None = None) -> bool:
        """Write one field; what is refused stays a difference. Returns whether it was written."""
        if name in PROPOSED:
            self.said.says(stay_id, name, value)
            return False
        try:
            with attempt(self.pen.session):
                self.pen.put(stay_id, name, value, at=at)
        except RuleBroken:
            self.said.says(stay_id, name, value)
            return False
        self.said.says(stay_id, name, value, is_applied=True)
        return True

    def _open_together(self) -> Collection[int]:
        """Those new to the trust whom nothing speaks against: a first list opens hundreds. Returns their rows."""
        new = [opens.row for opens in self.plan.opens if opens.row.local_number not in self.known]
        try:
            admitted = self.pen.open_together(new)
        except RuleBroken:
            return ()  # one of them was added by somebody else this very moment: each is tried alone
        for row in new:
            if row.number in admitted:
                self._hear_newcomer(admitted[row.number].id, row)
        self.counts["opened"] += len(admitted)
        return admitted.keys()

    def _hear_newcomer(self, stay_id: UUID, row: Row) -> None:
        self.said.says(stay_id, Field.WARD, row.ward, is_applied=True)
        for name, value in listed_values(row).items():
            self.said.says(stay_id, name, value, is_applied=name not in PROPOSED)

    def _open(self, row: Row) -> None:
        person = self._person(row.local_number)
        stay = self.pen.open(row, UUID(row.ward), person.id if person else None)
        self.said.says(stay.id, Field.WARD, row.ward, is_applied=True)
        for name, value in listed_values(row).items():
            if value is None:
                continue
            if name in PROPOSED:
                self.said.says(stay.id, name, value)
            elif name in APART:
                self._put(stay.id, name, value)
            elif person is not None and name in OF_THE_PERSON:
                self._meet_again(stay.id, person, name, value)
            else:
                self.said.says(stay.id, name, value, is_applied=True)

    def _meet_again(self, stay_id: UUID, person: Person, name: Field, value: Value) -> None:
        """What people typed of somebody in an earlier stay stays theirs; what a list wrote stays the list's."""
        ours: Value = getattr(person, name.value)
        before = self.known.get(person.local_number)
        kept = before.kept.get(name) if before else None
        is_lists = kept is not None and kept.source is Source.FEED
        if ours and is_same_value(name, value, ours):
            self.said.says(stay_id, name, value, is_applied=is_lists)
        elif not ours or is_lists:
            self._put(stay_id, name, value)
        else:
            self.said.says(stay_id, name, value)

    def _person(self, local_number: str) -> Person | None:
        return self.pen.session.scalars(
            select(Person).where(Person.organisation_id == self.organisation_id, Person.local_number == local_number)
        ).one_or_none()
