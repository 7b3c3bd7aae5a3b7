"""One blocker, or those of one stay."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING, StepKind
from discharge.core.actor import Actor
from discharge.core.db import connection_of
from discharge.core.errors import NotFound
from discharge.stays.models import Stay
from discharge.stays.policies import visible_to
from discharge.stays.queries.base import stay_to_change

STAY_OF = select(Blocker.stay_id).where(Blocker.id == bindparam("blocker", type_=Uuid()))  # every command asks it


def get_blocker(session: Session, actor: Actor, blocker_id: UUID, *, now: datetime) -> Blocker:
    """Raises NotFound when it is not there, or is about a stay that is not this actor's to see."""
    found = session.scalars(
        select(Blocker).join(Stay, Stay.id == Blocker.stay_id).where(Blocker.id == blocker_id, visible_to(actor, now))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def blocker_to_change(session: Session, actor: Actor, blocker_id: UUID, *, now: datetime) -> tuple[Blocker, Stay]:
    """As get_blocker, with its stay (person and ward loaded), which nobody else changes until the transaction ends.

    Every command that writes about blockers locks their stay first, so that no two wait for each other.
    """
    stay_id = connection_of(session).execute(STAY_OF, {"blocker": blocker_id}).scalar_one_or_none()
    if stay_id is None:
        raise NotFound
    stay = stay_to_change(session, actor, stay_id, now=now)
    blocker = session.get_one(Blocker, blocker_id, populate_existing=True)  # after the lock: as it stands now
    return blocker, stay


def standing_blocker(session: Session, stay_id: UUID, reason: str, owner: Owner) -> Blocker | None:
    """The one that is still owed by this owner for this reason. Scope is the caller's, who found the stay."""
    return session.scalars(
        select(Blocker).where(
            Blocker.stay_id == stay_id,
            Blocker.reason == reason,
            Blocker.owner_key == owner.key,
            Blocker.state.in_(STANDING),
        )
    ).one_or_none()


def steps_of(session: Session, blocker_id: UUID) -> Sequence[BlockerStep]:
    """Everything that happened to a blocker, the first first. Scope is the caller's, who found the blocker."""
    return session.scalars(
        select(BlockerStep).where(BlockerStep.blocker_id == blocker_id).order_by(BlockerStep.number)
    ).all()


def last_words(session: Session, blocker_id: UUID, kind: StepKind) -> str:
    """What the last step of this kind says; "" where there is none. Scope is the caller's."""
    newest = (
        select(BlockerStep.words)
        .where(BlockerStep.blocker_id == blocker_id, BlockerStep.kind == kind)
        .order_by(BlockerStep.number.desc())
        .limit(1)
    )
    return session.scalar(newest) or ""
