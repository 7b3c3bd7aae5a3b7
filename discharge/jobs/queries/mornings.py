"""Who gets a morning summary, and what it counts. Numbers alone: it leaves the system by e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, User
from discharge.access.queries import actor_of, home_of
from discharge.access.queries.standing import in_force
from discharge.access.rules import Permission
from discharge.boards.queries.attention import Look, attention_counts
from discharge.core.actor import Actor
from discharge.core.clock import local_date, local_time
from discharge.days.queries.owed import wards_that_owe_marks
from discharge.escalation.models import Escalation
from discharge.escalation.policies import words_wanted_of
from discharge.escalation.queries.overdue import late_in_system
from discharge.escalation.queries.waiting import number_waiting, own_posts, waiting_for
from discharge.notices.models import ToldNotice
from discharge.notices.queries.choices import who_turned_off
from discharge.notices.queries.hours import hours_of
from discharge.notices.rules.digests import Line
from discharge.notices.rules.kinds import Kind

NOON = 12  # a summary that nothing sent by then is no morning's any more
# Who plans others' mornings. People on a shift see the same on the board that they open anyway.
READERS: Final = (
    Role.WARD_MANAGER,
    Role.COORDINATOR,
    Role.SERVICE_MANAGER,
    Role.EXECUTIVE,
    Role.SYSTEM_COORDINATOR,
)
LABELS: Final = {
    Look.NEW: "blockers new since yesterday",
    Look.LATE: "blockers overdue",
    Look.UNNAMED: "blockers with nobody named",
    Look.EDD_PASSED: "people whose EDD has passed",
    Look.DUTY_UNSENT: "duty to refer unsent",
    Look.FOLLOW_UP: "follow-ups owed",
}
ON_WORKLIST: Final = frozenset({Look.LATE, Look.UNNAMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody whose hour has come today and who has no summary of today yet. organisation_id: whose hour holds."""

    user_id: UUID
    organisation_id: UUID | None


def readers_due(session: Session, now: datetime) -> Sequence[Reader]:
    """In order of their keys. Whether it is a working day is asked by whoever tells them."""
    today, hour = local_date(now), local_time(now).hour
    if hour >= NOON:
        return []
    told = exists().where(
        ToldNotice.user_id == User.id, ToldNotice.kind == Kind.DIGEST, ToldNotice.key == today.isoformat()
    )
    of_role = exists().where(Membership.user_id == User.id, Membership.role.in_(READERS), in_force(now))
    users = session.scalars(select(User.id).where(User.active, of_role, ~told).order_by(User.id)).all()
    unwanted = who_turned_off(session, Kind.DIGEST, users)
    homes = {user_id: home_of(session, user_id, now=now) for user_id in users if user_id not in unwanted}
    hours = {home: hours_of(session, home, today).digest for home in set(homes.values())}
    return [Reader(user_id=user_id, organisation_id=home) for user_id, home in homes.items() if hour >= hours[home]]


def morning_lines(session: Session, reader: Reader, *, now: datetime) -> tuple[Line, ...]:
    """What is new, overdue and unmarked where this person works, and what waits for them on the ladder."""
    actor = actor_of(session, session.get_one(User, reader.user_id), now=now, request_id="")
    waiting = number_waiting(session, actor, own_posts(session, actor, local_date(now)))
    lines = [Line(label="escalations that wait for your answer", count=waiting, path="/sro")]
    if actor.may_somewhere(Permission.ASSIGN_ESCALATIONS):
        lines += _of_system(session, actor, now)
    if actor.may_somewhere(Permission.WORD_ESCALATIONS):
        lines.append(Line(label="escalations to word", count=_to_word(session, actor), path="/escalations/to-word"))
    if actor.may_somewhere(Permission.WORK_BLOCKERS):
        counts = attention_counts(session, actor, now=now)
        lines += [Line(label=words, count=counts[look], path=_path(look)) for look, words in LABELS.items()]
    if actor.may_somewhere(Permission.MARK_DAYS):
        lines.append(_marks_owed(session, actor, now))
    return tuple(lines)


def _of_system(session: Session, actor: Actor, now: datetime) -> tuple[Line, ...]:
    """What the page shows from which a coordinator for the system works."""
    late = late_in_system(session, actor, local_date(now))
    return (
        Line(label="escalations open in the system", count=waiting_for(session, actor, now=now).total, path="/sro"),
        Line(label="escalations past their clock or the day promised", count=late, path="/sro"),
    )


def _path(look: Look) -> str:
    return f"/worklist?show={look.value}" if look in ON_WORKLIST else f"/attention/{look.value}"


def _marks_owed(session: Session, actor: Actor, now: datetime) -> Line:
    """Of days gone by: today is still to come. The list is the home page's; of one ward, its oldest day."""
    today = local_date(now)
    owed = [each for each in wards_that_owe_marks(session, actor, now=now) if each.day < today]
    of_one = len({each.ward_id for each in owed}) == 1
    path = f"/wards/{owed[0].ward_id}/days/{owed[0].day.isoformat()}" if of_one else "/#wards"
    return Line(label="earlier days of wards not wholly marked", count=len(owed), path=path)


def _to_word(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(Escalation).where(words_wanted_of(actor))) or 0
