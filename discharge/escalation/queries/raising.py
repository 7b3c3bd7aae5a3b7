"""What a form that asks a level above begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.blockers.models import Blocker
from discharge.blockers.queries.one import steps_of
from discharge.blockers.queries.owners import Choices, Names, names_of, owner_choices
from discharge.blockers.rules.states import STANDING, StepKind
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.escalation.models import Escalation
from discharge.escalation.policies import may_raise_at
from discharge.escalation.queries.ladder import ladder_at
from discharge.escalation.queries.one import open_on_blocker
from discharge.escalation.rules.ladder import WARD, Terms
from discharge.escalation.rules.states import Subject as About
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.places.queries import get_ward, holidays
from discharge.places.rules.calendar import add_working_days
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay

USUAL_DAYS = 5  # working days until what is asked is needed, where nothing says by when


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRaise:
    """stay None: about the ward; ward_id None too: about a theme, at the trust. blockers: what stands, the longest
    first. blocker: the one asked about, if any. place: the name of the ward or of the trust.

    tried: what was done about it. standing: an escalation that is open about it already. due_on: proposed.
    """

    trust_id: UUID
    ward_id: UUID | None
    place: str
    stay: Stay | None
    blockers: Sequence[Blocker]
    blocker: Blocker | None
    tried: Sequence[tuple[StepKind, date]]
    names: Names
    standing: Escalation | None
    levels: Mapping[int, Terms]
    choices: Choices
    due_on: date
    today: date

    @property
    def subject(self) -> About:
        if self.stay is not None:
            return About.STAY
        return About.WARD if self.ward_id else About.THEME

    @property
    def asked(self) -> Escalation | None:
        """What a level owes an answer to already; not what still waits for its words."""
        return self.standing if self.standing and self.standing.state.has_been_worded else None


def to_raise(session: Session, actor: Actor, stay_id: UUID, blocker_id: UUID | None, *, now: datetime) -> ToRaise:
    """blocker_id None, or of none that stands here: the one that has waited longest, if any.

    Raises NotFound for a stay that is not this actor's to see.
    """
    stay = get_stay(session, actor, stay_id, now=now)
    blockers = session.scalars(
        select(Blocker)
        .where(Blocker.stay_id == stay_id, Blocker.state.in_(STANDING))
        .order_by(Blocker.raised_on, Blocker.id)
    ).all()
    blocker = next((each for each in blockers if each.id == blocker_id), blockers[0] if blockers else None)
    return _to_raise(
        session,
        actor,
        stay.organisation_id,
        stay.ward,
        stay=stay,
        blockers=blockers,
        blocker=blocker,
        tried=[(step.kind, step.on) for step in steps_of(session, blocker.id)] if blocker else (),
        standing=open_on_blocker(session, blocker.id) if blocker else None,
        now=now,
    )


def to_raise_for_ward(session: Session, actor: Actor, ward_id: UUID, *, now: datetime) -> ToRaise:
    """About the ward itself. Raises NotFound for a ward where this actor may not ask."""
    ward = get_ward(session, actor, ward_id, Permission.RAISE_ESCALATIONS)
    trust_id = ward.organisation_id
    return _to_raise(session, actor, trust_id, ward, blockers=(), blocker=None, tried=(), standing=None, now=now)


def to_raise_for_trust(session: Session, actor: Actor, trust_id: UUID, *, now: datetime) -> ToRaise:
    """About a theme. Raises NotFound for what is no trust, or where this actor may not ask."""
    trust = session.get(Organisation, trust_id)
    if trust is None or trust.kind is not OrganisationKind.TRUST or not may_raise_at(actor, trust_id):
        raise NotFound
    return _to_raise(session, actor, trust_id, trust, blockers=(), blocker=None, tried=(), standing=None, now=now)


def _to_raise(
    session: Session,
    actor: Actor,
    trust_id: UUID,
    place: Ward | Organisation,
    *,
    stay: Stay | None = None,
    blockers: Sequence[Blocker],
    blocker: Blocker | None,
    tried: Sequence[tuple[StepKind, date]],
    standing: Escalation | None,
    now: datetime,
) -> ToRaise:
    today = local_date(now)
    ladder = ladder_at(session, trust_id, today)
    levels = {level: terms for level, terms in ladder.items() if level != WARD or isinstance(place, Ward)}
    due_on = blocker.due_on if blocker else None
    return ToRaise(
        trust_id=trust_id,
        ward_id=place.id if isinstance(place, Ward) else None,
        place=f"{place.name} ward" if isinstance(place, Ward) else place.name,
        stay=stay,
        blockers=blockers,
        blocker=blocker,
        tried=tried,
        names=names_of(session, [each.owner for each in blockers]),
        standing=standing,
        levels=levels,
        choices=owner_choices(session, actor, trust_id),
        due_on=due_on if due_on is not None and due_on > today else add_working_days(today, USUAL_DAYS, holidays()).day,
        today=today,
    )
