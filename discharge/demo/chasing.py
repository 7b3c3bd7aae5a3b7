"""What was done about what red days wait for: handed on, named, answered, told by telephone, contested, finished."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers import commands as blockers
from discharge.blockers.models import Blocker
from discharge.blockers.queries.waits import waits_in
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State
from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.demo import partners
from discharge.demo.bodies import (
    COURT,
    FENSHIRE,
    HARBOUR,
    ICB,
    JUSTICE,
    MARSHLAND,
    NEIGHBOURS,
    STONEBRIDGE,
    TIDEWAY,
    WESTMERE,
)
from discharge.demo.telling import Step, Told
from discharge.demo.wards import FENLAND

WORKED_ON, FINISHED = 0.72, 0.92
MINISTRY: Final = "EXT-38"
COUNCIL_REPLY: Final = "EXT-27"
Work = Callable[[Session, Blocker, Actor, datetime], None]


@dataclass(frozen=True, slots=True)
class Wait:
    """A reason for which days of one stay were red. over_at: when a later day was not, None while it goes on."""

    reason: str
    first_at: datetime
    over_at: datetime | None


def waits_for_others(told: Told, since: date) -> Sequence[Wait]:
    """One for each reason that somebody other than the ward owes, in the order in which they began."""
    first: dict[str, datetime] = {}
    last: dict[str, date] = {}
    marked = [day for day in told.life.days if day.said and day.day >= since and day.said.colour is not Colour.ABSENT]
    for day in marked:
        if day.said and day.said.colour is Colour.RED and day.said.owner != OwnerKind.WARD.value:
            first.setdefault(day.said.reason, day.said.at)
            last[day.said.reason] = day.day
    found = []
    for reason, began_at in first.items():
        after = [day.said.at for day in marked if day.said and day.day > last[reason]]
        found.append(Wait(reason, began_at, after[0] if len(after) > 1 else None))
    return found


def chasing(told: Told, *, since: date, but: frozenset[str], now: datetime) -> Iterator[Step]:
    """About two thirds are worked on. but: themes of reasons that a case of their own keeps."""
    life = told.life
    chance = Random(f"{life.spell_number}-{life.someone.local_number}-owed")
    for wait in waits_for_others(told, since):
        chased = _Chased(told, wait, chance)
        is_worked_on = chance.random() < WORKED_ON
        if RED_REASONS[wait.reason].theme.value in but:
            continue
        steps = [*chased.steps(), *chased.end()] if is_worked_on else [*chased.end()]
        yield from (step for step in steps if life.admitted_at < step.at < now)


@dataclass(frozen=True, slots=True)
class _Chased:
    told: Told
    wait: Wait
    chance: Random

    @property
    def trust(self) -> str:
        return self.told.life.someone.trust

    @property
    def kind(self) -> OwnerKind:
        return RED_REASONS[self.wait.reason].owner

    def steps(self) -> Iterator[Step]:
        chance, roll = self.chance, self.chance.random()
        if self.kind is OwnerKind.COURTS:
            yield from self._by_telephone()
            return
        body = self._body()
        if body and self.kind in (OwnerKind.HOUSING, OwnerKind.VCSE) and roll < 0.9:
            yield self._step(1, self._hand_on(self._owner(body), partners.ANSWERS_FOR[body][0] if roll < 0.75 else ""))
        elif body and roll < 0.88:
            yield self._step(1, self._name(chance.choice(partners.ANSWERS_FOR[body])))
        yield self._step(2, self._move_due(chance.randint(2, 8), chance.choice(partners.NEXT)) if roll < 0.3 else None)
        yield self._step(3, self._note(chance.choice(partners.UPDATES)))
        if roll < 0.35:
            yield self._step(5, self._answer(chance.choice(partners.STILL_THEIRS), is_still_theirs=True))
        elif roll < 0.55:
            yield self._step(4, self._answer(chance.choice(partners.OURS_NOW), is_still_theirs=False))
            yield self._step(6, self._send_back)
        if self.kind is OwnerKind.HOUSING and 0.55 <= roll < 0.8:
            other = chance.choice([each for each in (HARBOUR, STONEBRIDGE, TIDEWAY) if each != body])
            yield self._step(7, self._hand_on(self._owner(other), partners.ANSWERS_FOR[other][0]))
        if roll < 0.5:
            yield self._step(9, self._note(chance.choice(partners.UPDATES)))
        if roll < 0.2:
            yield self._step(8, self._contest)
            yield self._step(11, self._answer_contest(is_agreed=roll < 0.1))

    def end(self) -> Iterator[Step]:
        """Most are finished on the first day that did not wait for it any more."""
        if self.wait.over_at and self.kind is not OwnerKind.COURTS and self.chance.random() < FINISHED:
            finish = self._finish(self.chance.choice(partners.OUTCOMES))
            yield Step(self.wait.over_at + timedelta(minutes=40), self._by(), self._do(finish))

    def _by_telephone(self) -> Iterator[Step]:
        contact = JUSTICE if self.wait.reason == MINISTRY else COURT
        owner = Owner(OwnerKind.COURTS, contact_id=self.told.places.contacts[self.trust, contact])
        yield self._step(1, self._hand_on(owner, ""))
        for number, words in enumerate(partners.CALLS):
            yield self._step(1 + 5 * number, self._tell(words), later=timedelta(hours=1))

    def _body(self) -> str:
        """The organisation that is asked, by name; "" where it is the person or family."""
        is_fenland = self.trust == FENLAND
        return {
            OwnerKind.TRUST: self.trust,
            OwnerKind.ICB: ICB,
            OwnerKind.COUNCIL: FENSHIRE if is_fenland else WESTMERE,
            OwnerKind.VCSE: NEIGHBOURS,
            OwnerKind.HOUSING: self._housing(MARSHLAND if is_fenland else WESTMERE),
        }.get(self.kind, "")

    def _housing(self, council: str) -> str:
        if self.wait.reason == COUNCIL_REPLY:
            return council
        return self.chance.choice((HARBOUR, STONEBRIDGE, TIDEWAY))

    def _owner(self, body: str) -> Owner:
        teams, key = self.told.places.teams, self.told.places.bodies[body]
        found = (teams.get((body, function)) for function in ("housing_options", "lettings", "support"))
        return Owner(self.kind, key, team_id=next((team for team in found if team), None))

    def _by(self) -> str:
        return self.chance.choice(partners.COORDINATORS[self.trust])

    def _step(self, days: int, work: Work | None, *, later: timedelta = timedelta()) -> Step:
        """So many days after the wait began, in the late morning; nothing is done on a weekend."""
        day = local_date(self.wait.first_at) + timedelta(days=days)
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        at = moment_of(day, time(11, self.chance.randrange(60))) + later
        return Step(at, self._by(), self._do(work or self._note(self.chance.choice(partners.UPDATES))))

    def _do(self, work: Work) -> Callable[[Session, Actor, datetime], None]:
        """On the blocker as it stands by then; nothing where it is paused, closed, or its mark was late."""

        def do(session: Session, actor: Actor, now: datetime) -> None:
            found = select(Blocker).where(
                Blocker.stay_id == self.told.stay_id,
                Blocker.reason == self.wait.reason,
                Blocker.state == State.OPEN,
            )
            blocker = session.scalars(found.order_by(Blocker.raised_at).limit(1)).one_or_none()
            if blocker is not None:
                work(session, blocker, actor, now)

        return do

    def _hand_on(self, owner: Owner, person: str) -> Work:
        next_step = self.chance.choice(partners.NEXT)

        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            if blocker.owner_key == owner.key:
                return
            command = blockers.HandOn(
                blocker_id=blocker.id,
                version=blocker.version,
                owner=owner,
                next_step=next_step,
                named_person=person,
                words=partners.HANDED,
            )
            blockers.hand_on(session, command, actor=actor, now=now)

        return work

    def _name(self, person: str) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            command = blockers.NamePerson(blocker_id=blocker.id, version=blocker.version, named_person=person)
            blockers.name_person(session, command, actor=actor, now=now)

        return work

    def _note(self, words: str) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            note = blockers.NoteBlocker(blocker_id=blocker.id, words=words)
            blockers.note_blocker(session, note, actor=actor, now=now)

        return work

    def _tell(self, words: str) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            on = max(local_date(now), blocker.raised_on)
            command = blockers.TellByTelephone(blocker_id=blocker.id, on=on, words=words)
            blockers.tell_by_telephone(session, command, actor=actor, now=now)

        return work

    def _answer(self, words: str, *, is_still_theirs: bool) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            command = blockers.Answer(
                blocker_id=blocker.id, version=blocker.version, words=words, is_still_theirs=is_still_theirs
            )
            blockers.answer(session, command, actor=actor, now=now)

        return work

    def _send_back(self, session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
        if blocker.is_answered:
            command = blockers.HandOn(
                blocker_id=blocker.id,
                version=blocker.version,
                owner=blocker.owner,
                named_person=blocker.named_person,
                words=partners.SENT_BACK,
            )
            blockers.hand_on(session, command, actor=actor, now=now)

    def _move_due(self, days: int, next_step: str) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            if self.kind is OwnerKind.FAMILY:
                return
            command = blockers.MoveDue(
                blocker_id=blocker.id,
                version=blocker.version,
                due_on=local_date(now) + timedelta(days=days),
                because=partners.DATE_MOVED,
                next_step=next_step,
            )
            blockers.move_due(session, command, actor=actor, now=now)

        return work

    def _contest(self, session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
        theirs = [wait for wait in waits_in(session, blocker) if not wait.is_ours and wait.days(local_date(now)) > 3]
        if theirs:
            days = theirs[0].days(local_date(now)) - 3
            command = blockers.ContestInterval(
                blocker_id=blocker.id, wait=theirs[0].number, days=days, words=partners.CONTESTED
            )
            blockers.contest_interval(session, command, actor=actor, now=now)

    def _answer_contest(self, *, is_agreed: bool) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            contested = [each for each in waits_in(session, blocker) if each.claimed is not None and each.until_on]
            words = partners.CONTEST_AGREED if is_agreed else partners.CONTEST_REFUSED
            for wait in contested[:1]:
                command = blockers.AnswerContest(
                    blocker_id=blocker.id, wait=wait.number, is_agreed=is_agreed, words=words
                )
                blockers.answer_contest(session, command, actor=actor, now=now)

        return work

    def _finish(self, outcome: str) -> Work:
        def work(session: Session, blocker: Blocker, actor: Actor, now: datetime) -> None:
            command = blockers.FinishBlocker(blocker_id=blocker.id, version=blocker.version, outcome=outcome)
            blockers.finish_blocker(session, command, actor=actor, now=now)

        return work
