"""What is about to rise, what nobody answers any more, and who came newly. Scope is the caller's: a process."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.core.clock import local_date, moment_of
from discharge.escalation.models import Escalation, LadderPost
from discharge.escalation.queries.ladder import in_force_on, levels_manned, who_coordinates
from discharge.escalation.queries.overdue import HAS_WAY_TO_GO
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import State
from discharge.notices.models import ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.places.queries import holidays
from discharge.places.rules.calendar import next_working_day
from discharge.stays.models import Stay

LOOK_BACK: Final = timedelta(days=7)  # for how long a sweep that did not run finds who came newly to a level


def about_to_rise(session: Session, now: datetime) -> Sequence[tuple[UUID, date]]:
    """What rises, or goes back to who asked, before the next working day is over unless it is answered; not told yet.

    With its last day. What reached its level today is left out: who owes it has just been told.
    """
    today = local_date(now)
    rows = session.execute(
        select(Escalation.id, Escalation.answer_due_on)
        .where(
            Escalation.state == State.WAITING,
            Escalation.paused_on.is_(None),
            HAS_WAY_TO_GO,
            Escalation.answer_due_on >= today,
            Escalation.answer_due_on < next_working_day(today, holidays()).day,
            Escalation.reached_at < moment_of(today, time()),
        )
        .order_by(Escalation.organisation_id, Escalation.number)
    ).all()
    due = [(key, on) for key, on in rows if on is not None]
    told = _told(session, Kind.ESCALATION_RISING, [rising_key(key, on) for key, on in due])
    return [(key, on) for key, on in due if rising_key(key, on) not in told]


def rising_key(escalation_id: UUID, due_on: date) -> str:
    """What makes it told once for each last day."""
    return f"{escalation_id}:{due_on.isoformat()}"


def deserted(session: Session, now: datetime) -> Sequence[UUID]:
    """What waits where nobody answers any more: whoever was told has left, lost the role or come to their last day.

    Of those who coordinate none has been told since it came there. What came where nobody stood is left out: they were
    told then.
    """
    waiting = session.execute(
        select(
            Escalation.id,
            Escalation.organisation_id,
            Escalation.asked_id,
            Escalation.level,
            Escalation.reached_at,
            func.coalesce(Stay.last_ward_id, Escalation.ward_id),
        )
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .where(Escalation.state == State.WAITING, Escalation.paused_on.is_(None))
        .order_by(Escalation.organisation_id, Escalation.number)
    ).all()
    over = {key: (asked, None) if asked else (home, ward) for key, home, asked, _level, _at, ward in waiting}
    manned = levels_manned(session, set(over.values()), now)
    empty = {
        page_path(key): (key, home, reached_at)
        for key, home, asked, level, reached_at, _ward in waiting
        if (SRO if asked else level) not in manned[over[key]]
    }
    told = _told_of(session, {path: at for path, (_key, _home, at) in empty.items() if at is not None})
    coordinating = {home: set(who_coordinates(session, home, now)) for _key, home, _at in empty.values()}
    return [
        key
        for path, (key, home, _at) in empty.items()
        if told.get(path) and coordinating[home] and not told[path] & coordinating[home]
    ]


def page_path(escalation_id: UUID) -> str:
    """The address within the product of an escalation, by which its notices are found again."""
    return f"/escalations/{escalation_id}"


def newly_named(session: Session, now: datetime) -> Sequence[UUID]:
    """The entries of the ladder that began of late, of accounts that are active and have not been told."""
    today = local_date(now)
    keys = session.scalars(
        select(LadderPost.id)
        .join(User, User.id == LadderPost.user_id)
        .where(User.active, in_force_on(today), LadderPost.from_on >= today - LOOK_BACK)
        .order_by(LadderPost.id)
    ).all()
    told = _told(session, Kind.ESCALATIONS_WAIT, [str(key) for key in keys])
    return [key for key in keys if str(key) not in told]


def begins_at(post: LadderPost) -> datetime:
    """From when on somebody who stands there is told of each escalation by itself."""
    return max(post.set_at, moment_of(post.from_on, time()))


def _told(session: Session, kind: Kind, keys: Collection[str]) -> frozenset[str]:
    if not keys:
        return frozenset()
    return frozenset(session.scalars(select(ToldNotice.key).where(ToldNotice.kind == kind, ToldNotice.key.in_(keys))))


def _told_of(session: Session, since: Mapping[str, datetime]) -> Mapping[str, set[UUID]]:
    """By address, who was told that an escalation reached them since it came where it stands."""
    found: dict[str, set[UUID]] = {}
    for path, user_id, told_at in session.execute(
        select(ToldNotice.path, ToldNotice.user_id, ToldNotice.told_at).where(
            ToldNotice.path.in_(since), ToldNotice.kind == Kind.ESCALATION_REACHED
        )
    ):
        if told_at >= since[path]:
            found.setdefault(path, set()).add(user_id)
    return found
