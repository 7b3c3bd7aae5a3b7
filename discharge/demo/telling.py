"""Lives told command by command, each at its own moment, as people at keyboards would have."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor, process
from discharge.core.clock import local_date
from discharge.days.commands import MarkDay, PlanDay, mark_day, plan_day
from discharge.days.rules.steps import steps_of
from discharge.demo.life import Authority, Away, DateToKeep, Day, Left, Life, ReadySpell, Written
from discharge.demo.people import Places
from discharge.stays.commands.absence import RecordReturn, StartAbsence, record_return, start_absence
from discharge.stays.commands.admitting import Admit, NewPerson, admit
from discharge.stays.commands.dates import (
    AddKeyDate,
    CancelKeyDate,
    FinishKeyDate,
    add_key_date,
    cancel_key_date,
    finish_key_date,
)
from discharge.stays.commands.edd import SetEdd, SetPlannedDate, set_edd, set_planned_date
from discharge.stays.commands.follow_up import CloseFollowUp, FollowUpDone, close_follow_up, follow_up_done
from discharge.stays.commands.leaving import LeaveHospital, RecordDeath, leave_hospital, record_death
from discharge.stays.commands.legal import EndAuthority, StartAuthority, end_authority, start_authority
from discharge.stays.commands.moving import Move, move
from discharge.stays.commands.people import EditDetails, edit_details
from discharge.stays.commands.ready import ChangeReason, EndReady, MakeReady, change_reason, end_ready, make_ready
from discharge.stays.models import AbsencePeriod, FollowUp, KeyDate, LegalPeriod, ReadyPeriod
from discharge.stays.queries.base import get_stay
from discharge.stays.rules.details import Circle, Details, Home, Purpose, Team

GROUPS: dict[str, type[Details]] = {group.__name__: group for group in (Team, Circle, Purpose, Home)}
People = dict[tuple[str, str], UUID]


@dataclass(frozen=True, slots=True)
class Step:
    """One command: when, by whom, and what it does."""

    at: datetime
    by: str
    do: Callable[[Session, Actor, datetime], None]

    def carry_out(self, session: Session) -> None:
        self.do(session, process(self.by, source="demo"), self.at)


@dataclass(slots=True, eq=False)
class Told:
    """One life and what is known of it once told: the key of its stay."""

    life: Life
    places: Places
    people: People
    stay_id: UUID = field(init=False)

    def steps(self) -> Iterator[Step]:
        """Everything about the stay, days apart. In the order in which things of one moment happen."""
        life = self.life
        yield Step(life.admitted_at, life.by, self._admit)
        for leg in life.legs[1:]:
            moving = {"ward_id": self.places.wards[leg.ward].id, "bed": leg.bed, "moved_at": leg.from_at}
            yield self._step(leg.from_at, life.by, move, Move, **moving)
        for authority in life.authorities[1:]:
            yield self._start(authority)
        for number, said in enumerate(life.edds):
            edd = {"number_seen": number, "expected_on": said.on, "reason": said.reason, "words": said.words}
            yield self._step(said.at, said.by, set_edd, SetEdd, **edd)
        for spell in life.ready:
            yield from self._ready(spell)
        if life.planned_discharge:
            at, day = life.planned_discharge
            yield self._step(at, life.by, set_planned_date, SetPlannedDate, seen=None, planned_on=day)
        for written in life.written:
            yield Step(written.at, life.by, self._writing(written))
        for away in life.away:
            yield from self._away(away)
        for kept in life.key_dates:
            yield from self._key_date(kept)
        if life.left is not None:
            yield from self._left(life.left)

    def day_steps(self, days: Iterator[Day] | tuple[Day, ...]) -> Iterator[Step]:
        """Plans and marks."""
        for day in days:
            if day.planned_at is not None:
                planned = {"day": day.day, "seen": 0, "steps": steps_of(day.planned)}
                yield self._step(day.planned_at, day.planned_by, plan_day, PlanDay, **planned)
            if (said := day.said) is not None:
                mark = {
                    "day": day.day,
                    "seen": 0,
                    "colour": said.colour,
                    "steps": steps_of(said.steps),
                    "reason": said.reason,
                    "owner": said.owner,
                    "further_reasons": said.further_reasons,
                    "absence_kind": said.absence_kind,
                    "note": said.note,
                    "next_step": said.next_step,
                    "late_reason": said.late_reason,
                }
                yield self._step(said.at, said.by, mark_day, MarkDay, **mark)

    def _step(self, at: datetime, by: str, act: Any, command: Any, **columns: Any) -> Step:
        def do(session: Session, actor: Actor, now: datetime) -> None:
            act(session, command(stay_id=self.stay_id, **columns), actor=actor, now=now)

        return Step(at, by, do)

    def _admit(self, session: Session, actor: Actor, now: datetime) -> None:
        life, someone, first = self.life, self.life.someone, self.life.legs[0]
        key = (someone.trust, someone.local_number)
        person: UUID | NewPerson | None = self.people.get(key)
        if person is None:
            person = NewPerson(
                local_number=someone.local_number,
                nhs_number=someone.nhs_number,
                surname=someone.surname,
                given_name=someone.given_name,
                birth_date=someone.birth_date,
                is_somebody_else=True,
            )
        authority = life.authorities[0]
        command = Admit(
            ward_id=self.places.wards[first.ward].id,
            person=person,
            admitted_at=life.admitted_at,
            bed=first.bed,
            method=life.admission_method,
            source=life.admission_source,
            spell_number=life.spell_number,
            legal_code=authority.code,
            legal_from=authority.from_on,
            legal_expires_on=authority.expires_on,
            accommodation_status=life.accommodation_status,
            is_home_at_risk=life.is_home_at_risk,
        )
        stay = admit(session, command, actor=actor, now=now)
        self.stay_id = stay.id
        self.people[key] = stay.person_id

    def _start(self, authority: Authority) -> Step:
        facts = {"code": authority.code, "started_on": authority.from_on, "expires_on": authority.expires_on}
        return self._step(authority.at, self.life.by, start_authority, StartAuthority, **facts)

    def _ready(self, spell: ReadySpell) -> Iterator[Step]:
        first, *later = spell.reasons
        decided = {
            "started_on": spell.started_on,
            "is_clinical_decision": True,
            "is_team_decision": True,
            "is_safe": True,
            "were_person_views_heard": True,
            "were_carer_views_heard": spell.were_carer_views_heard,
            "decided_by": spell.decided_by,
            "reason": first.reason,
            "attributable_to": first.attributable_to,
            "note": first.note,
        }
        yield self._step(first.at, self.life.by, make_ready, MakeReady, **decided)
        for why in later:
            facts = {"from_on": why.from_on, "reason": why.reason, "attributable_to": why.attributable_to}
            yield Step(why.at, self.life.by, self._changing_reason(facts))
        if spell.ended_at is not None:
            ended = {"because": spell.ended_because, "words": spell.ended_words}
            yield Step(spell.ended_at, self.life.by, self._ending_ready(ended))

    def _changing_reason(self, facts: dict[str, Any]) -> Callable[[Session, Actor, datetime], None]:
        def do(session: Session, actor: Actor, now: datetime) -> None:
            period = self._open_ready(session)
            command = ChangeReason(stay_id=self.stay_id, version=period.version, **facts)
            change_reason(session, command, actor=actor, now=now)

        return do

    def _ending_ready(self, facts: dict[str, Any]) -> Callable[[Session, Actor, datetime], None]:
        def do(session: Session, actor: Actor, now: datetime) -> None:
            period = self._open_ready(session)
            command = EndReady(stay_id=self.stay_id, period_id=period.id, ended_on=local_date(now), **facts)
            end_ready(session, command, actor=actor, now=now)

        return do

    def _open_ready(self, session: Session) -> ReadyPeriod:
        return session.scalars(
            select(ReadyPeriod).where(ReadyPeriod.stay_id == self.stay_id, ReadyPeriod.ended_on.is_(None))
        ).one()

    def _writing(self, written: Written) -> Callable[[Session, Actor, datetime], None]:
        def do(session: Session, actor: Actor, now: datetime) -> None:
            stay = get_stay(session, actor, self.stay_id, now=now)
            seen = GROUPS[written.group].of(stay, stay.person)
            typed = replace(seen, **self.places.keyed(written.fields))
            edit_details(session, EditDetails(stay_id=stay.id, seen=seen, typed=typed), actor=actor, now=now)

        return do

    def _away(self, away: Away) -> Iterator[Step]:
        def go(session: Session, actor: Actor, now: datetime) -> None:
            command = StartAbsence(
                stay_id=self.stay_id,
                kind=away.kind,
                from_at=away.from_at,
                due_back_at=away.due_back_at,
                note=away.note,
                consent=away.consent,
            )
            start_absence(session, command, actor=actor, now=now)

        def come_back(session: Session, actor: Actor, now: datetime) -> None:
            begun = select(AbsencePeriod.id).where(
                AbsencePeriod.stay_id == self.stay_id, AbsencePeriod.from_at == away.from_at
            )
            command = RecordReturn(stay_id=self.stay_id, absence_id=session.scalars(begun).one(), returned_at=now)
            record_return(session, command, actor=actor, now=now)

        yield Step(away.from_at, self.life.by, go)
        if away.returned_at is not None:
            yield Step(away.returned_at, self.life.by, come_back)

    def _key_date(self, kept: DateToKeep) -> Iterator[Step]:
        def added(session: Session) -> UUID:
            asked = (KeyDate.stay_id == self.stay_id, KeyDate.kind == kept.kind, KeyDate.on == kept.on)
            return session.scalars(
                select(KeyDate.id).where(*asked, KeyDate.done_on.is_(None), KeyDate.cancelled_at.is_(None)).limit(1)
            ).one()

        def add(session: Session, actor: Actor, now: datetime) -> None:
            command = AddKeyDate(stay_id=self.stay_id, kind=kept.kind, on=kept.on, words=kept.words)
            add_key_date(session, command, actor=actor, now=now)

        def finish(session: Session, actor: Actor, now: datetime) -> None:
            command = FinishKeyDate(stay_id=self.stay_id, key_date_id=added(session), done_on=local_date(now))
            finish_key_date(session, command, actor=actor, now=now)

        def drop(session: Session, actor: Actor, now: datetime) -> None:
            command = CancelKeyDate(stay_id=self.stay_id, key_date_id=added(session))
            cancel_key_date(session, command, actor=actor, now=now)

        yield Step(kept.at, self.life.by, add)
        if kept.done_at is not None:
            yield Step(kept.done_at, self.life.by, finish)
        if kept.dropped_at is not None:
            yield Step(kept.dropped_at, self.life.by, drop)

    def _left(self, left: Left) -> Iterator[Step]:
        if left.is_death:
            yield self._step(left.at, self.life.by, record_death, RecordDeath, died_at=left.at)
        else:
            leaving = {
                "left_at": left.at,
                "method": left.method,
                "destination": left.destination,
                "receiving_team_kind": left.team_kind,
                "receiving_team": left.team,
                "follow_up_owner": left.owner,
                "is_risk_identified": left.is_risk_identified,
                "booked_at": left.booked_at,
                "consent": left.consent,
            }
            yield self._step(left.at, self.life.by, leave_hospital, LeaveHospital, **leaving)
        yield Step(left.at, self.life.by, self._end_authority)
        if left.contact is not None:
            yield Step(left.contact.at, left.owner, self._follow_up)

    def _end_authority(self, session: Session, actor: Actor, now: datetime) -> None:
        period = session.scalars(
            select(LegalPeriod).where(LegalPeriod.stay_id == self.stay_id, LegalPeriod.ended_on.is_(None))
        ).one()
        command = EndAuthority(stay_id=self.stay_id, period_id=period.id, ended_on=local_date(now))
        end_authority(session, command, actor=actor, now=now)

    def _follow_up(self, session: Session, actor: Actor, now: datetime) -> None:
        owed = session.scalars(select(FollowUp).where(FollowUp.stay_id == self.stay_id)).one()
        contact = self.life.left.contact if self.life.left else None
        if contact is None:
            return
        if contact.closed_because:
            close = CloseFollowUp(follow_up_id=owed.id, because=contact.closed_because)
            close_follow_up(session, close, actor=actor, now=now)
        else:
            done = FollowUpDone(follow_up_id=owed.id, mechanism=contact.mechanism, done_at=contact.at)
            follow_up_done(session, done, actor=actor, now=now)
