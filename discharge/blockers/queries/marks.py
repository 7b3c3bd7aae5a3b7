"""What a mark needs to know of a stay and its blockers, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Uuid, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from discharge.blockers.models import OWNER_KEYS, Blocker, BlockerStep, owner_in
from discharge.blockers.queries.protocols import terms_for
from discharge.blockers.rules.marks import Known
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.core.db import connection_of
from discharge.days.models import DayMark
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.places.models import Team, TeamFunction
from discharge.stays.models import Person, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.rules.free_text import identifies

BY_MARK = (StepKind.RAISED, StepKind.EXTENDED, StepKind.REOPENED)
BY_ITSELF = (StepKind.PAUSED, StepKind.RESUMED)


def _about_mark() -> Any:
    stay_id, day = bindparam("stay", type_=Uuid()), bindparam("on", type_=Date())
    of_blocker = BlockerStep.blocker_id == Blocker.id
    next_step = func.coalesce(DayMark.next_step, "")
    return (
        select(
            Stay.organisation_id,
            Stay.person_id,
            Stay.state.label("stay_state"),
            Stay.responsible_icb_id,
            Stay.responsible_council_id,
            Person.surname,
            Person.given_name,
            Person.birth_date,
            Person.nhs_number,
            Person.local_number,
            next_step.label("mark_next_step"),
            Blocker.id,
            Blocker.reason,
            *OWNER_KEYS,
            Blocker.marked_owner,
            Blocker.source,
            Blocker.state,
            Blocker.closed_by,
            Blocker.raised_on,
            Blocker.closed_on,
            Blocker.due_on,
            Blocker.is_answered,
            Blocker.is_flagged,
            exists().where(of_blocker, BlockerStep.mark_on == day, BlockerStep.kind.in_(BY_MARK)).label("leans"),
            exists().where(of_blocker, BlockerStep.words == next_step).label("has_been_said"),
            select(func.max(BlockerStep.number)).where(of_blocker).scalar_subquery().label("last_number"),
        )
        .select_from(Stay)
        .join(Person, Person.id == Stay.person_id)
        .outerjoin(DayMark, and_(DayMark.stay_id == Stay.id, DayMark.day == day))
        .outerjoin(Blocker, Blocker.stay_id == Stay.id)
        .where(Stay.id == stay_id)
    )


ABOUT_MARK = _about_mark()  # every mark asks this: it is built once


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The stay of a marked day. next_step: as the mark gives it; "" where owners may not read it."""

    organisation_id: UUID
    person_id: UUID
    is_open: bool
    icb_id: UUID | None
    council_id: UUID | None
    next_step: str
    known: Sequence[Known]

    def proposed(self, reason: str, kind: OwnerKind) -> Owner:
        """The responsible body; else who was waited for last time for this reason; else the kind alone."""
        last = [each for each in self.known if each.reason == reason and each.owner.kind is kind]
        if last:
            return max(last, key=lambda each: (each.raised_on, each.id)).owner
        bodies = {
            OwnerKind.ICB: self.icb_id,
            OwnerKind.COUNCIL: self.council_id,
            OwnerKind.TRUST: self.organisation_id,
        }
        return Owner(kind, bodies.get(kind))


def marked_stay(session: Session, stay_id: UUID, day: date) -> Marked:
    """Scope is the caller's, which has just marked the day, and holds the stay."""
    rows = connection_of(session).execute(ABOUT_MARK, {"stay": stay_id, "on": day}).all()
    first = rows[0]
    says_who = bool(first.mark_next_step and identifies(first.mark_next_step, first))
    return Marked(
        organisation_id=first.organisation_id,
        person_id=first.person_id,
        is_open=first.stay_state == StayState.OPEN,
        icb_id=first.responsible_icb_id,
        council_id=first.responsible_council_id,
        next_step="" if says_who else first.mark_next_step,
        known=[_known(row) for row in rows if row.id is not None],
    )


def _known(row: Any) -> Known:
    return Known(
        id=row.id,
        reason=row.reason,
        owner=owner_in(row),
        marked_owner=row.marked_owner,
        source=row.source,
        state=row.state,
        closed_by=row.closed_by,
        raised_on=row.raised_on,
        closed_on=row.closed_on,
        due_on=row.due_on,
        is_answered=row.is_answered,
        is_flagged=row.is_flagged,
        leans=bool(row.leans),
        has_been_said=bool(row.has_been_said),
        last_number=row.last_number,
    )


ONLY_TEAM = (
    select(Team.id)
    .where(
        Team.organisation_id == bindparam("of", type_=Uuid()),
        Team.function == bindparam("does", type_=Team.function.type),
        Team.closed_on.is_(None),
    )
    .limit(2)
)


def only_team(session: Session, organisation_id: UUID, function: str) -> UUID | None:
    """The one open team of an organisation that does this; None where there are several to choose from, or none."""
    asked = {"of": organisation_id, "does": TeamFunction(function)}
    found = connection_of(session).execute(ONLY_TEAM, asked).scalars().all()
    return found[0] if len(found) == 1 else None


def first_red_day(session: Session, stay_id: UUID, known: Known) -> date | None:
    """The first red day, from when the wait began on, that still says what this blocker waits for; None for none."""
    return session.scalar(
        select(func.min(DayMark.day)).where(
            DayMark.stay_id == stay_id,
            DayMark.colour == Colour.RED,
            DayMark.reason == known.reason,
            DayMark.owner.in_(sorted(kind.value for kind in known.marked_as)),
            DayMark.day >= known.raised_on,
        )
    )


def is_touched(session: Session, blocker_id: UUID) -> bool:
    """Whether somebody has worked on it, other than by marking days."""
    found = exists().where(
        BlockerStep.blocker_id == blocker_id, BlockerStep.mark_on.is_(None), BlockerStep.kind.not_in(BY_ITSELF)
    )
    return bool(session.scalar(select(found)))


def proposed_owner(session: Session, stay_id: UUID, reason: str, day: date) -> Owner:
    """Whom a mark with this reason would wait for. Scope is the caller's, who found the stay."""
    kind = RED_REASONS[reason].owner
    marked = marked_stay(session, stay_id, day)
    owner = marked.proposed(reason, kind)
    terms = terms_for(session, marked.organisation_id, reason, kind, day)
    return with_team(session, owner, terms.team_function)


def with_team(session: Session, owner: Owner, team_function: str) -> Owner:
    """The owner with the one team of its that answers for such things, where there is just one."""
    if not team_function or owner.organisation_id is None or owner.team_id or owner.joint_id:
        return owner
    return replace(owner, team_id=only_team(session, owner.organisation_id, team_function))
