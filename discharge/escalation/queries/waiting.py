"""What waits for whoever answers, what they promised, what was answered of late; levels on which nobody stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.access.models import User
from discharge.access.rules import Permission
from discharge.blockers.queries.owners import names_of
from discharge.blockers.rules.clocks import Clock
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.escalation.models import Escalation, EscalationStep, LadderPost
from discharge.escalation.policies import visible_to
from discharge.escalation.queries.ladder import in_force_on
from discharge.escalation.queries.last_steps import LastStep, last_steps
from discharge.escalation.rules.clocks import clock_of
from discharge.escalation.rules.ladder import HEADS, LEVELS, PROPOSED, SRO
from discharge.escalation.rules.states import WORDED, State, StepKind
from discharge.notices.models import ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.places.models import Organisation
from discharge.places.queries import holidays
from discharge.places.rules.calendar import working_days_between
from discharge.stays.models import ReadyPeriod, Stay

WEEK: Final = timedelta(days=7)
REMEMBERED: Final = timedelta(days=60)  # how far back what somebody promised is shown
MOST_PROMISES: Final = 10
MOST_WAITING: Final = 60  # on one page, the latest first
ARRIVALS: Final = (
    StepKind.RAISED,
    StepKind.RETURNED,
    StepKind.RISEN,
    StepKind.PROMISE_MISSED,
    StepKind.ASKED_EXECUTIVE,
)
SETTLED: Final = (StepKind.DECIDED, StepKind.TAKEN_UP)
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
    """levels: on which the reader stands. total: how many wait, of which the most urgent are here.

    stands: whether the reader stands anywhere, or coordinates.
    """

    levels: frozenset[int]
    stands: bool
    waiting: Sequence[Waits]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """Something the reader decided, and how it stands. missed: its day passed and it went up."""

    escalation: Escalation
    words: str
    done_by: str
    on: date
    by_on: date | None
    missed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The last seven days. days: median working days from reaching the level to what was decided; None of nothing.

    risen: went up by the clock without an answer. unseen: answers that nobody who asked has looked at.
    """

    decided: int
    days: float | None
    returned: int
    asked_back: int
    asked_others: int
    risen: int
    unseen: int

    @property
    def answers(self) -> int:
        return self.decided + self.returned + self.asked_back + self.asked_others


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
        return WaitingList(levels=frozenset(), stands=False, waiting=(), total=0)
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
        levels=frozenset(post.level for post in posts),
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
    """What waits for whoever holds this post: at its very level; asked from outside, at the top."""
    of_system = select(Organisation.id).where(Organisation.system_id == post.place_id)
    here = and_(
        Escalation.asked_id.is_(None),
        Escalation.level == post.level,
        or_(
            Escalation.organisation_id == post.place_id,
            Escalation.organisation_id.in_(of_system),
            _ward_id == post.place_id,
        ),
    )
    found = or_(here, Escalation.asked_id == post.place_id) if post.level == SRO else here
    return and_(Escalation.state == State.WAITING, found)


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


def promised_by(session: Session, actor: Actor, *, now: datetime) -> Sequence[Promise]:
    """What this actor decided of late, the newest first, in one statement."""
    later = aliased(EscalationStep)
    missed = exists().where(
        later.escalation_id == EscalationStep.escalation_id,
        later.number > EscalationStep.number,
        later.kind == StepKind.PROMISE_MISSED,
    )
    rows = session.execute(
        select(Escalation, EscalationStep, missed)
        .join(EscalationStep, EscalationStep.escalation_id == Escalation.id)
        .where(
            EscalationStep.by_id == actor.user_id,
            EscalationStep.kind.in_(SETTLED),
            EscalationStep.at > now - REMEMBERED,
            visible_to(actor),
        )
        .order_by(EscalationStep.at.desc(), EscalationStep.id)
        .limit(MOST_PROMISES)
    )
    return [
        Promise(
            escalation=escalation,
            words=step.words,
            done_by=step.done_by,
            on=local_date(step.at),
            by_on=step.due_on,
            missed=was_missed,
        )
        for escalation, step, was_missed in rows
    ]


def answered_lately(session: Session, actor: Actor, levels: frozenset[int], *, now: datetime) -> Answered:
    """What was answered and what rose in seven days at these levels, at all of them when none is named.

    An answer is unseen while none of those who were told of it has opened that. Two statements.
    """
    before = aliased(EscalationStep)
    reached = (
        select(func.max(before.at))
        .where(
            before.escalation_id == EscalationStep.escalation_id,
            before.number < EscalationStep.number,
            before.kind.in_(ARRIVALS),
        )
        .scalar_subquery()
    )
    kinds = [kind for kind in StepKind if kind.is_answer or kind is StepKind.RISEN]
    rows = session.execute(
        select(
            EscalationStep.id,
            EscalationStep.kind,
            EscalationStep.by_id,
            EscalationStep.at,
            reached.label("reached_at"),
            Escalation.raised_by_id,
            Escalation.named_person_id,
        )
        .join(Escalation, Escalation.id == EscalationStep.escalation_id)
        .where(
            EscalationStep.at > now - WEEK,
            EscalationStep.kind.in_(kinds),
            EscalationStep.level_before.in_(levels or LEVELS),
            visible_to(actor),
        )
        .order_by(EscalationStep.at, EscalationStep.id)
    ).all()
    known = holidays()
    decided = [row for row in rows if row.kind in SETTLED]
    took = [
        working_days_between(local_date(row.reached_at), local_date(row.at), known).count
        for row in decided
        if row.reached_at is not None
    ]
    return Answered(
        decided=len(decided),
        days=median(took) if took else None,
        returned=sum(row.kind is StepKind.RETURNED for row in rows),
        asked_back=sum(row.kind is StepKind.ASKED_BACK for row in rows),
        asked_others=sum(row.kind is StepKind.ASKED_EXECUTIVE for row in rows),
        risen=sum(row.kind is StepKind.RISEN and row.by_id is None for row in rows),
        unseen=_unseen(
            session,
            [row.id for row in rows if row.kind.is_answer],
            {user_id for row in rows for user_id in (row.raised_by_id, row.named_person_id) if user_id},
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOfWeek:
    """One answer, or one rise by the clock. by "": the clock."""

    escalation_id: UUID
    reference: str
    ask: str
    kind: StepKind
    by: str
    at: datetime


def steps_of_week(session: Session, actor: Actor, *, now: datetime) -> Sequence[StepOfWeek]:
    """What `answered_lately` counts at every level, the newest first."""
    kinds = [kind for kind in StepKind if kind.is_answer or kind is StepKind.RISEN]
    rows = session.execute(
        select(Escalation, EscalationStep)
        .join(EscalationStep, EscalationStep.escalation_id == Escalation.id)
        .where(
            EscalationStep.at > now - WEEK,
            EscalationStep.kind.in_(kinds),
            or_(EscalationStep.kind != StepKind.RISEN, EscalationStep.by_id.is_(None)),
            visible_to(actor),
        )
        .order_by(EscalationStep.at.desc(), EscalationStep.id)
    )
    return [
        StepOfWeek(
            escalation_id=escalation.id,
            reference=escalation.reference,
            ask=escalation.ask,
            kind=step.kind,
            by=step.by if step.by_id else "",
            at=step.at,
        )
        for escalation, step in rows
    ]


def _unseen(session: Session, step_ids: Sequence[UUID], told: Collection[UUID]) -> int:
    read = session.execute(
        select(ToldNotice.key, func.count(ToldNotice.read_at))
        .where(
            ToldNotice.user_id.in_(told),
            ToldNotice.kind == Kind.ESCALATION_ANSWERED,
            ToldNotice.key.in_([str(key) for key in step_ids]),
        )
        .group_by(ToldNotice.key)
    )
    return sum(not number for _, number in read)


def unmanned(session: Session, trusts: Mapping[UUID, UUID | None], *, day: date) -> Mapping[UUID, Sequence[str]]:
    """By trust, the names of the levels from the heads of service up at which nobody with an account stands today.

    trusts: each with its system. One statement. Names are those we propose.
    """
    places = {*trusts, *(system for system in trusts.values() if system)}
    rows = session.execute(
        select(LadderPost.place_id, LadderPost.level)
        .join(User, User.id == LadderPost.user_id)
        .where(one_of(LadderPost.place_id, places), LadderPost.level >= HEADS, in_force_on(day), User.active)
        .distinct()
    )
    manned = {(place, level) for place, level in rows}
    lacking = {
        trust: [
            terms.name
            for terms in PROPOSED
            if terms.level >= HEADS and not manned & {(trust, terms.level), (system, terms.level)}
        ]
        for trust, system in trusts.items()
    }
    return {trust: names for trust, names in lacking.items() if names}
