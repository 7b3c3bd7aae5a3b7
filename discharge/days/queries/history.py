"""What was said before: the last mark and its run, and which reasons were used of late."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.days.models import DayMark
from discharge.days.queries.views import MARK_COLUMNS, Found, content_in
from discharge.days.rules.content import Content
from discharge.days.rules.mark import Colour
from discharge.days.rules.runs import needs_fresh_step, run_at_last_step
from discharge.places.queries import policy
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from discharge.stays.policies import visible_to

RECENT = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMark:
    """The last green day or red day before a day. run: on how many marked days in a row its red reason was the same.

    With "same again" the day is number run + 1. run_at_last_step: what the run was when its next step was given.
    ward_id: where the person is now.
    """

    organisation_id: UUID
    ward_id: UUID

    day: date
    colour: Colour
    said: Content
    run: int
    run_at_last_step: int

    def needs_fresh_step(self, after: int) -> bool:
        """Whether "same again" asks for a fresh next step, by the ward's number of days."""
        return needs_fresh_step(self.run, run_at_last_step=self.run_at_last_step, after=after)


def last_marks(
    session: Session, actor: Actor, stay_ids: Collection[UUID], *, before: date, now: datetime
) -> Mapping[UUID, LastMark]:
    """The last mark of each stay that has one, with its run, in one statement. Days away and unmarked are passed."""
    marked = (
        select(
            *MARK_COLUMNS,
            Stay.last_ward_id,
            func.first_value(DayMark.reason)
            .over(partition_by=DayMark.stay_id, order_by=DayMark.day.desc())
            .label("newest_reason"),
            func.row_number().over(partition_by=DayMark.stay_id, order_by=DayMark.day.desc()).label("place"),
        )
        .join(Stay, Stay.id == DayMark.stay_id)
        .where(
            DayMark.stay_id.in_(stay_ids),
            DayMark.day < before,
            DayMark.colour.in_([Colour.GREEN, Colour.RED]),
            visible_to(actor, now),
        )
        .subquery()
    )
    is_other = case((marked.c.reason == marked.c.newest_reason, 0), else_=1)
    breaks = func.sum(is_other).over(partition_by=marked.c.stay_id, order_by=marked.c.place, rows=(None, 0))
    counted = select(*marked.c, breaks.label("breaks")).subquery()
    one_green = (counted.c.place == 1) & (counted.c.colour == Colour.GREEN)
    in_the_run = (counted.c.breaks == 0) & (counted.c.colour == Colour.RED)
    rows = session.execute(
        select(*counted.c).where(or_(one_green, in_the_run)).order_by(counted.c.stay_id, counted.c.place)
    )
    runs: defaultdict[UUID, list[Found]] = defaultdict(list)
    for row in rows:
        runs[row.stay_id].append(row)
    return {stay_id: _last(run) for stay_id, run in runs.items()}


def _last(newest_first: list[Found]) -> LastMark:
    newest = newest_first[0]
    run = len(newest_first) if newest.colour == Colour.RED else 0
    return LastMark(
        organisation_id=newest.organisation_id,
        ward_id=newest.last_ward_id,
        day=newest.day,
        colour=newest.colour,
        said=content_in(newest),
        run=run,
        run_at_last_step=run_at_last_step([row.next_step for row in newest_first]),
    )


def fresh_step_after(session: Session, organisation_id: UUID, ward_id: UUID, day: date) -> int:
    """After how many marked days of one reason a ward is asked for a fresh next step. Scope is the caller's."""
    return policy(session, Key.FRESH_STEP_AFTER_DAYS, organisation_id=organisation_id, ward_id=ward_id, day=day)


@dataclass(frozen=True, slots=True)
class RecentReasons:
    """Main reasons of the red days of four weeks, newest first, repeats and all: for `rules.chips.rank_reasons`."""

    ward: tuple[str, ...]
    by_stay: Mapping[UUID, tuple[str, ...]]


def recent_reasons(session: Session, actor: Actor, ward_id: UUID, *, before: date, now: datetime) -> RecentReasons:
    """What the people now on a ward, and those who left it lately, waited for; in one statement."""
    rows = session.execute(
        select(DayMark.stay_id, DayMark.reason)
        .join(Stay, Stay.id == DayMark.stay_id)
        .where(
            Stay.last_ward_id == ward_id,
            DayMark.day < before,
            DayMark.day >= before - RECENT,
            DayMark.colour == Colour.RED,
            visible_to(actor, now),
        )
        .order_by(DayMark.day.desc(), DayMark.stay_id)
    ).all()
    by_stay: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        by_stay[row.stay_id].append(row.reason)
    return RecentReasons(
        ward=tuple(row.reason for row in rows),
        by_stay={stay_id: tuple(reasons) for stay_id, reasons in by_stay.items()},
    )
