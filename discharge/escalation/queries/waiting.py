"""What waits for whoever answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.access.rules import Permission
from discharge.blockers.queries.owners import names_of
from discharge.blockers.rules.clocks import Clock
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.escalation.models import Escalation, LadderPost
from discharge.escalation.policies import visible_to
from discharge.escalation.queries.ladder import in_force_on
from discharge.escalation.queries.last_steps import LastStep, last_steps
from discharge.escalation.rules.clocks import clock_of
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import WORDED, State
from discharge.places.models import Organisation
from discharge.stays.models import ReadyPeriod, Stay

MOST_WAITING: Final = 60  # on one page, the latest first
_ward_id = func.coalesce(Stay.last_ward_id, Escalation.ward_id)  # where the person is now, or what it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One escalation that waits. ward_id: where the person is now, or what it is about; None: a theme.

    ready_on: since when its person is clinically ready, None when not. posts: the reader's own entries over it.
    asked: the organisation whose executive was asked, "" for none.
    """

    escalation: Escalation
    ward_id: UUID | None
    trust: str
    ready_on: date | None
    owner: str
    asked: str
    clock: Clock
    last: LastStep | None
    posts: Sequence[LadderPost]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingList:
    """posts: the reader's own; levels: on which those are. total: how many wait, of which the most urgent are here.

    stands: whether the reader stands anywhere, or coordinates.
    """

    posts: Sequence[LadderPost]
    stands: bool
    waiting: Sequence[Waits]
    total: int

    @property
    def levels(self) -> frozenset[int]:
        return frozenset(post.level for post in self.posts)


def own_posts(session: Session, actor: Actor, day: date) -> Sequence[LadderPost]:
    """Where this actor stands on the ladder today, and still has the power to answer."""
    posts = session.scalars(
        select(LadderPost)
        .where(LadderPost.user_id == actor.user_id, in_force_on(day))
        .order_by(LadderPost.level, LadderPost.id)
    )
    return [post for post in posts if actor.may(Permission.ANSWER_ESCALATIONS, post.place_id)]


def waiting_for(session: Session, actor: Actor, *, now: datetime) -> WaitingList:
    """What waits at the reader's levels; for the coordinator of a system, everything worded that is open in it.

    The latest clock first. In as many statements for many as for one.
    """
    today = local_date(now)
    posts = own_posts(session, actor, today)
    coordinates = actor.places(Permission.ASSIGN_ESCALATIONS)
    mine = [_at(post) for post in posts]
    if coordinates:
        mine.append(and_(Escalation.state.in_(WORDED), one_of(Escalation.organisation_id, coordinates)))
    if not mine:
        return WaitingList(posts=(), stands=False, waiting=(), total=0)
    asked = aliased(Organisation)
    rows = session.execute(
        select(
            Escalation,
            _ward_id.label("ward_id"),
            Organisation.name,
            Organisation.system_id,
            ReadyPeriod.started_on,
            asked.name,
            func.count().over(),
        )
        .join(Organisation, Organisation.id == Escalation.organisation_id)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .outerjoin(ReadyPeriod, and_(ReadyPeriod.stay_id == Escalation.stay_id, ReadyPeriod.ended_on.is_(None)))
        .outerjoin(asked, asked.id == Escalation.asked_id)
        .where(*_that_wait(actor, mine))
        .order_by(Escalation.answer_due_on.is_(None), Escalation.answer_due_on, Escalation.raised_at, Escalation.id)
        .limit(MOST_WAITING)
    ).all()
    names = names_of(session, [row[0].owner for row in rows])
    last = last_steps(session, [row[0].id for row in rows])
    return WaitingList(
        posts=posts,
        stands=True,
        waiting=[
            Waits(
                escalation=escalation,
                ward_id=where,
                trust=trust,
                ready_on=ready_on,
                owner=names.of(escalation.owner),
                asked=asked_name or "",
                clock=_clock(escalation, today),
                last=last.get(escalation.id),
                posts=[
                    post
                    for post in posts
                    if post.place_id in (where, escalation.organisation_id, system_id, escalation.asked_id)
                ],
            )
            for escalation, where, trust, system_id, ready_on, asked_name, _ in rows
        ],
        total=rows[0][-1] if rows else 0,
    )


def _that_wait(actor: Actor, mine: Sequence[ColumnElement[bool]]) -> tuple[ColumnElement[bool], ...]:
    """What this actor may see, is not paused, and is theirs in one of these ways."""
    return visible_to(actor), Escalation.paused_on.is_(None), or_(*mine)


def _at(post: LadderPost) -> ColumnElement[bool]:
    """What waits for whoever holds this post."""
    return and_(Escalation.state == State.WAITING, stood_at(post, Escalation.level, Escalation.asked_id))


def stood_at(
    post: LadderPost, level: SQLColumnExpression[int], asked: SQLColumnExpression[UUID | None]
) -> ColumnElement[bool]:
    """Whether what stood on a level, asked of this organisation or None, stood with whoever holds this post.

    At its very level; asked from outside, at the top. The statement joins the stay.
    """
    of_system = select(Organisation.id).where(Organisation.system_id == post.place_id)
    here = and_(
        asked.is_(None),
        level == post.level,
        or_(
            Escalation.organisation_id == post.place_id,
            Escalation.organisation_id.in_(of_system),
            _ward_id == post.place_id,
        ),
    )
    return or_(here, asked == post.place_id) if post.level == SRO else here


def number_waiting(
    session: Session, actor: Actor, posts: Sequence[LadderPost], *, before: datetime | None = None
) -> int:
    """How many escalations wait at these posts of this actor; before: only what reached them before this moment."""
    if not posts:
        return 0
    asked = (
        select(func.count())
        .select_from(Escalation)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .where(*_that_wait(actor, [_at(post) for post in posts]))
    )
    return session.scalar(asked if before is None else asked.where(Escalation.reached_at < before)) or 0


def _clock(escalation: Escalation, today: date) -> Clock:
    return clock_of(
        escalation.state,
        answer_due_on=escalation.answer_due_on,
        promised_on=escalation.promised_on,
        paused_on=escalation.paused_on,
        today=today,
    )
