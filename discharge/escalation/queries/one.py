"""One escalation: to look at, or to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.access.rules import Permission
from discharge.blockers.models import Blocker
from discharge.blockers.queries.owners import names_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.escalation.models import Escalation, EscalationLook, EscalationStep, LadderPost
from discharge.escalation.policies import visible_to
from discharge.escalation.queries.ladder import Holder, holders, ladder_at, posts_over, ward_now
from discharge.escalation.rules.ladder import SRO, Terms
from discharge.escalation.rules.states import StepKind
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Person, Stay

QUIET = (StepKind.ACKNOWLEDGED, StepKind.NOTED)  # they move nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a command works on, locked until it ends. stay, person: None for a ward or a theme.

    ward_id: where the person is now, or from where they left; else the ward it is about.
    """

    escalation: Escalation
    stay: Stay | None
    person: Person | None
    ward_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that the page of one escalation shows.

    stay: with person and ward, None for a ward or a theme. may_see_person: whether this actor sees the stay at all.
    is_outside: works for another organisation, which owes it or was asked, or for a system: may not know who it is.
    is_kind_shared: other wards of the trust have the same type of beds, so that the type does not tell which it is.
    ward: None for a theme. ladder: of the trust today. holders: who owes the answer now. posts: the actor's own.
    has_acknowledged: this actor has, since it reached where it stands. organisations: names of every one in it.
    """

    escalation: Escalation
    stay: Stay | None
    ward: Ward | None
    trust: Organisation
    blocker: Blocker | None
    may_see_person: bool
    is_outside: bool
    is_kind_shared: bool
    ladder: Mapping[int, Terms]
    holders: Sequence[Holder]
    posts: Sequence[LadderPost]
    steps: Sequence[EscalationStep]
    looks: Sequence[EscalationLook]
    has_acknowledged: bool
    owner: str
    organisations: Mapping[UUID, str]

    @property
    def ward_id(self) -> UUID | None:
        return self.ward.id if self.ward else None


def get_escalation(session: Session, actor: Actor, escalation_id: UUID) -> Escalation:
    """Raises NotFound when it is not there, or not this actor's to see."""
    found = session.scalars(select(Escalation).where(Escalation.id == escalation_id, visible_to(actor))).one_or_none()
    if found is None:
        raise NotFound
    return found


def escalation_sheet(session: Session, actor: Actor, escalation_id: UUID, *, now: datetime) -> Sheet:
    """Raises NotFound when it is not there, or not this actor's to see."""
    escalation, day = get_escalation(session, actor, escalation_id), local_date(now)
    stay = None
    if escalation.stay_id is not None:
        with_both = select(Stay).where(Stay.id == escalation.stay_id)
        stay = session.scalars(with_both.options(joinedload(Stay.person), joinedload(Stay.ward))).one()
    ward = stay.ward if stay else session.get(Ward, escalation.ward_id) if escalation.ward_id else None
    ward_id = ward.id if ward else None
    steps = steps_of(session, escalation_id)
    names = names_of(session, [escalation.owner])
    others = {escalation.organisation_id, *(step.with_id for step in steps), escalation.asked_id} - {None}
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(others))).all()
    trust = next(row for row in rows if row.id == escalation.organisation_id)
    return Sheet(
        escalation=escalation,
        stay=stay,
        ward=ward,
        trust=trust,
        blocker=session.get(Blocker, escalation.blocker_id) if escalation.blocker_id else None,
        may_see_person=ward_id is not None and actor.may(Permission.SEE_STAYS, ward_id),
        is_outside=not _may_know(actor, escalation, ward_id),
        is_kind_shared=ward is not None and _is_kind_shared(session, ward),
        ladder=ladder_at(session, escalation.organisation_id, day),
        holders=holders_of(session, escalation, ward_id, now),
        posts=posts_over(session, actor, escalation, day),
        steps=steps,
        looks=looks_at(session, escalation_id),
        has_acknowledged=actor.user_id is not None and any(has_acknowledged(escalation, step, actor) for step in steps),
        owner=names.of(escalation.owner),
        organisations=dict(names.by_key) | {row.id: row.name for row in rows},
    )


def _may_know(actor: Actor, escalation: Escalation, ward_id: UUID | None) -> bool:
    """Sees the people there, or may open a record of the trust for a reason: never across a system."""
    places = [place for place in (escalation.organisation_id, escalation.ward_id, ward_id) if place is not None]
    return actor.may(Permission.OPEN_RECORDS, escalation.organisation_id) or any(
        actor.may(Permission.SEE_STAYS, place) for place in places
    )


def _is_kind_shared(session: Session, ward: Ward) -> bool:
    alike = (Ward.organisation_id == ward.organisation_id, Ward.bed_type == ward.bed_type, Ward.closed_on.is_(None))
    return session.scalar(select(Ward.id).where(*alike, Ward.id != ward.id).limit(1)) is not None


def holders_of(session: Session, escalation: Escalation, ward_id: UUID | None, now: datetime) -> Sequence[Holder]:
    """Who owes the answer: of the organisation that was asked, its executive; else of the level where it stands."""
    if escalation.asked_id is not None:
        return holders(session, escalation.asked_id, None, SRO, now)
    return holders(session, escalation.organisation_id, ward_id, escalation.level, now)


def is_with_nobody(session: Session, escalation: Escalation, *, now: datetime) -> bool:
    """Whether nobody is named who owes the answer where it stands. Scope is the caller's."""
    return not holders_of(session, escalation, ward_now(session, escalation), now)


def escalation_to_change(session: Session, actor: Actor, escalation_id: UUID) -> Subject:
    """Nobody else changes it until the transaction ends: its stay is locked first, as by everything about a stay.

    Raises NotFound as get_escalation.
    """
    stay_id = session.scalar(select(Escalation.stay_id).where(Escalation.id == escalation_id))
    if stay_id is not None:
        session.execute(select(Stay.id).where(Stay.id == stay_id).with_for_update())
    found = session.scalars(
        select(Escalation)
        .where(Escalation.id == escalation_id, visible_to(actor))
        .with_for_update()
        .execution_options(populate_existing=True)  # after the lock: as it stands now
    ).one_or_none()
    if found is None:
        raise NotFound
    return subject_of(session, found)


def subject_of(session: Session, escalation: Escalation) -> Subject:
    """Of an escalation that is locked, or about to be written."""
    if escalation.stay_id is None:
        return Subject(escalation=escalation, stay=None, person=None, ward_id=escalation.ward_id)
    stay = session.scalars(select(Stay).where(Stay.id == escalation.stay_id).options(joinedload(Stay.person))).one()
    return Subject(escalation=escalation, stay=stay, person=stay.person, ward_id=stay.last_ward_id)


def has_acknowledged(escalation: Escalation, step: EscalationStep | None, actor: Actor) -> bool:
    """Whether by this step this actor said that they have read it, where it stands now."""
    return (
        step is not None
        and step.kind is StepKind.ACKNOWLEDGED
        and (step.by_id, step.level) == (actor.user_id, escalation.level)
        and step.at >= escalation.reached_at
    )


def steps_of(session: Session, escalation_id: UUID) -> Sequence[EscalationStep]:
    """Everything that happened, the first first. Scope is the caller's, who found the escalation."""
    return session.scalars(
        select(EscalationStep).where(EscalationStep.escalation_id == escalation_id).order_by(EscalationStep.number)
    ).all()


def last_step(session: Session, escalation_id: UUID, *kinds: StepKind) -> EscalationStep | None:
    """The newest of these kinds; of all that move something where none is named. Scope is the caller's."""
    which = EscalationStep.kind.in_(kinds) if kinds else EscalationStep.kind.not_in(QUIET)
    return session.scalars(
        select(EscalationStep)
        .where(EscalationStep.escalation_id == escalation_id, which)
        .order_by(EscalationStep.number.desc())
        .limit(1)
    ).one_or_none()


def looks_at(session: Session, escalation_id: UUID) -> Sequence[EscalationLook]:
    """Who looked, the first first. Scope is the caller's."""
    return session.scalars(
        select(EscalationLook)
        .where(EscalationLook.escalation_id == escalation_id)
        .order_by(EscalationLook.at, EscalationLook.user_id, EscalationLook.level)
    ).all()


def open_on_blocker(session: Session, blocker_id: UUID) -> Escalation | None:
    """The one escalation that is open about a blocker. Scope is the caller's, who locked its stay."""
    return session.scalars(
        select(Escalation)
        .where(Escalation.blocker_id == blocker_id, Escalation.closed_at.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
