"""How somebody left, and the contact owed to them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.stays import policies
from discharge.stays.models import Discharge, FollowUp, Stay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState
from discharge.stays.queries.finding import open_stay_of
from discharge.stays.rules.codes import CONTACT_MECHANISMS, DISCHARGE_DESTINATIONS, DISCHARGE_METHODS
from discharge.stays.rules.leaving import DIED_METHOD
from discharge.stays.rules.shown import shown_moment

STATE_WORDS = {
    FollowUpState.OWED: "Owed",
    FollowUpState.DONE: "Done",
    FollowUpState.CLOSED: "Closed without a contact",
    FollowUpState.CANCELLED: "Not owed any more",
}
NOT_LEFT = dict.fromkeys(("Left", "How", "Where to"), "")  # the words of a discharge while somebody is here


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedFollowUp:
    """A follow-up with the stay it is owed after (person loaded) and when the person left."""

    follow_up: FollowUp
    stay: Stay
    left_at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterLeaving:
    """What can still be put right about a stay that is over; nothing of one that is not, or was never."""

    may_reopen: bool = False
    may_record_death: bool = False
    may_undo_death: bool = False


def get_follow_up(session: Session, actor: Actor, follow_up_id: UUID, *, now: datetime) -> OwedFollowUp:
    """One follow-up in any state, person and ward of the stay loaded. Raises NotFound when it may not be seen."""
    row = session.execute(
        select(FollowUp, Stay)
        .join(Stay, Stay.id == FollowUp.stay_id)
        .where(FollowUp.id == follow_up_id, policies.visible_to(actor, now))
        .options(joinedload(Stay.person), joinedload(Stay.ward))
    ).one_or_none()
    if row is None:
        raise NotFound
    owed, stay = row
    left_at = session.scalar(
        select(Discharge.left_at).where(Discharge.stay_id == stay.id).order_by(Discharge.entered_at.desc()).limit(1)
    )
    if left_at is None:
        raise NotFound
    is_late = owed.state == FollowUpState.OWED and owed.due_at < now
    return OwedFollowUp(follow_up=owed, stay=stay, left_at=left_at, is_late=is_late)


def standing_discharge(session: Session, stay_id: UUID) -> Discharge | None:
    """The discharge that stands, if the person has left."""
    return session.scalars(
        select(Discharge).where(Discharge.stay_id == stay_id, Discharge.undone_at.is_(None))
    ).one_or_none()


def died_after_leaving(session: Session, stay: Stay) -> bool:
    """Whether the person died after their last discharge, and not in hospital. The person of the stay is loaded."""
    if stay.person.died_on is None:
        return False
    in_hospital = (
        select(Discharge.id)
        .join(Stay, Stay.id == Discharge.stay_id)
        .where(Stay.person_id == stay.person_id, Discharge.method == DIED_METHOD, Discharge.undone_at.is_(None))
    )
    return session.scalar(in_hospital.limit(1)) is None


def was_admitted_again(session: Session, stay: Stay) -> bool:
    """Whether the person is in hospital on another stay, or has left one that began since."""
    if open_stay_of(session, stay.person_id) not in (None, stay):
        return True
    later = select(Stay.id).where(
        Stay.person_id == stay.person_id,
        Stay.id != stay.id,
        Stay.state == StayState.LEFT,
        Stay.admitted_at >= stay.admitted_at,
    )
    return session.scalar(later.limit(1)) is not None


def after_leaving(session: Session, stay: Stay) -> AfterLeaving:
    """What the commands about a discharge and a death would accept of this stay, whose person is loaded."""
    if stay.left_on is None:
        return AfterLeaving()
    has_died_since = died_after_leaving(session, stay)
    is_last = not was_admitted_again(session, stay)
    return AfterLeaving(
        may_reopen=is_last and not has_died_since,
        may_record_death=is_last and stay.person.died_on is None,
        may_undo_death=has_died_since,
    )


def follow_up_of(session: Session, stay_id: UUID) -> FollowUp | None:
    """The follow-up of the discharge that stands: the latest that was not cancelled."""
    return session.scalars(
        select(FollowUp)
        .where(FollowUp.stay_id == stay_id, FollowUp.state != FollowUpState.CANCELLED)
        .order_by(FollowUp.due_at.desc(), FollowUp.id)
        .limit(1)
    ).one_or_none()


def discharge_words(left_at: datetime, method: str, destination: str) -> dict[str, str]:
    """A discharge as the page of two editors writes it."""
    how, where = DISCHARGE_METHODS.get(method), DISCHARGE_DESTINATIONS.get(destination)
    return {
        "Left": shown_moment(left_at),
        "How": how.short if how else "",
        "Where to": where.short if where else "",
    }


def follow_up_words(
    follow_up: FollowUp,
    *,
    state: FollowUpState | None = None,
    done_at: datetime | None = None,
    mechanism: str = "",
    because: str = "",
    owner: str | None = None,
    booked_at: datetime | None = None,
) -> dict[str, str]:
    """A follow-up as the page of two editors writes it; what is given stands in place of what it says.

    owner and booked_at go together: an owner without a time is one for whom nothing is booked.
    """
    how = CONTACT_MECHANISMS.get(mechanism or follow_up.contact_mechanism)
    return {
        "Follow-up": STATE_WORDS[state or follow_up.state],
        "Who sees the person": follow_up.owner if owner is None else owner,
        "Booked for": shown_moment(follow_up.booked_at if owner is None else booked_at),
        "Contacted": shown_moment(done_at or follow_up.done_at),
        "How": how.description if how else "",
        "Why closed": because or follow_up.closed_because,
    }
