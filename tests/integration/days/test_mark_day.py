"""Saying what a day was: what is kept, what is refused, and two people at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditDetail, AuditLine
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.days.models import DayMark, DayMarkRevision
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of
from discharge.places.models import Ward
from discharge.stays.models import AbsencePeriod, Stay
from discharge.stays.models.stay import StayState
from discharge.summaries.models import WardDay
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange

YESTERDAY = TODAY - timedelta(days=1)
FRIDAY = date(2026, 11, 20)
AFTER_CLOSE = datetime(2026, 11, 23, 12, 1, tzinfo=UTC)  # Monday, one minute after Friday closed


def test_a_red_day_takes_the_owner_of_its_reason(days: Any, stay: Stay) -> None:
    mark = days.red(stay, "EXT-22", note="No bed until Friday")
    assert (mark.revision, mark.said.owner, mark.marked_by) == (1, "housing", "Priya Nair")


def test_a_named_owner_stands(days: Any, stay: Stay) -> None:
    assert days.red(stay, "EXT-22", owner="council").said.owner == "council"


def test_every_saying_is_kept(days: Any, stay: Stay, session: Session) -> None:
    days.red(stay)
    days.green(stay, "GRN-04", seen=1)
    kept = session.scalars(select(DayMarkRevision).order_by(DayMarkRevision.number)).all()
    assert [(each.number, each.colour) for each in kept] == [(1, Colour.RED), (2, Colour.GREEN)]
    mark = session.scalars(select(DayMark)).one()
    assert (mark.colour, mark.reason, mark.revisions) == (Colour.GREEN, "", 2)


def test_the_record_says_what_changed_and_about_whom(days: Any, stay: Stay, session: Session) -> None:
    days.red(stay)
    days.red(stay, "INT-01", seen=1)
    of_days = select(AuditLine).where(AuditLine.subject_kind == "day_mark").order_by(AuditLine.number)
    lines = session.scalars(of_days).all()
    assert [(line.action, line.person_id) for line in lines] == [("day.marked", stay.person_id)] * 2
    detail = session.scalars(select(AuditDetail).where(AuditDetail.number == lines[-1].number)).one()
    assert detail.changes == {
        "day": [None, TODAY.isoformat()],
        "reason": ["EXT-22", "INT-01"],
        "owner": ["housing", "ward"],
    }


def test_the_plan_as_it_stood_is_kept_with_the_mark(days: Any, stay: Stay) -> None:
    days.plan(stay, "GRN-01", "Phone her sister")
    mark = days.red(stay)
    days.plan(stay, "GRN-02", seen=1)
    assert [step.value for step in mark.said.planned] == ["GRN-01", "Phone her sister"]


def test_the_same_said_by_two_is_one_mark(days: Any, stay: Stay, session: Session) -> None:
    days.red(stay)
    assert days.red(stay).revision == 1
    assert len(session.scalars(select(DayMarkRevision)).all()) == 1


def test_something_else_said_meanwhile_is_shown_to_both(days: Any, stay: Stay) -> None:
    days.red(stay)
    days.green(stay, seen=1)
    with pytest.raises(Superseded) as refused:
        days.red(stay, "INT-01", seen=1)
    assert refused.value.before["What the person waited for"] == "Supported accommodation place not available"
    assert refused.value.theirs["Mark"] == "Green day"
    assert refused.value.yours["Mark"] == "Red day"


def test_someone_on_leave_is_marked_away_by_what_is_on_record(
    days: Any, stay: Stay, arrange: Arrange, session: Session
) -> None:
    period = {"organisation_id": stay.organisation_id, "stay_id": stay.id, "kind": "awol", "from_at": NOW}
    arrange(lambda: session.add(AbsencePeriod(**period)))
    assert days.mark(stay, Colour.ABSENT).said.absence_kind == "awol"


def test_away_without_a_kind_is_refused(days: Any, stay: Stay) -> None:
    with pytest.raises(RuleBroken) as broken:
        days.mark(stay, Colour.ABSENT)
    assert broken.value.field == "absence_kind"


@pytest.mark.parametrize("day", [TODAY - timedelta(days=11), TODAY + timedelta(days=1)])
def test_days_before_admission_or_to_come_are_refused(days: Any, stay: Stay, day: date) -> None:
    with pytest.raises(RuleBroken) as broken:
        days.red(stay, day=day)
    assert broken.value.field == "day"


def test_the_discharge_day_and_a_cancelled_stay_are_refused(days: Any, stay: Stay, arrange: Arrange) -> None:
    def leave(left_on: date | None, state: StayState) -> None:
        kept = days.session.get_one(Stay, stay.id)
        kept.left_on, kept.state = left_on, state

    arrange(lambda: leave(YESTERDAY, StayState.LEFT))
    with pytest.raises(RuleBroken, match="had left"):
        days.red(stay, day=YESTERDAY)
    arrange(lambda: leave(None, StayState.CANCELLED))
    with pytest.raises(RuleBroken, match="cancelled"):
        days.red(stay)


def test_after_the_close_a_mark_needs_a_reason_and_is_late(days: Any, stay: Stay) -> None:
    in_time = days.red(stay, day=FRIDAY, now=AFTER_CLOSE - timedelta(minutes=1), late_reason="not needed")
    assert not in_time.is_late
    with pytest.raises(RuleBroken) as broken:
        days.green(stay, day=FRIDAY, seen=1, now=AFTER_CLOSE)
    assert broken.value.field == "late_reason"
    late = days.green(stay, day=FRIDAY, seen=1, now=AFTER_CLOSE, late_reason="entered from paper")
    assert (late.is_late, late.late_reason) == (True, "entered from paper")


def test_a_day_belongs_to_the_ward_of_its_midnight(
    days: Any, stay: Stay, world: World, arrange: Arrange, session: Session
) -> None:
    def moved() -> Ward:
        rowan = world.ward("Rowan")
        world.move(session.get_one(Stay, stay.id), rowan, at=NOW - timedelta(days=1))
        return rowan

    rowan = arrange(moved)
    there = days.as_user(arrange(lambda: world.user(Role.WARD_MEMBER, rowan)))
    two_days_ago = TODAY - timedelta(days=2)
    days.red(stay, day=two_days_ago, late_reason="entered from paper")
    with pytest.raises(NotAllowed):
        days.red(stay)
    with pytest.raises(NotAllowed):
        there.green(stay, day=two_days_ago, seen=1, late_reason="entered from paper")
    there.red(stay)
    counted = {(row.ward_id, row.day): row.red for row in session.scalars(select(WardDay))}
    assert counted == {(stay.last_ward_id, two_days_ago): 1, (rowan.id, TODAY): 1}


def test_a_bank_worker_may_mark(days: Any, stay: Stay, world: World, arrange: Arrange, ward: Ward) -> None:
    bank = days.as_user(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    assert bank.red(stay).revision == 1


def test_another_ward_finds_nothing_to_mark(days: Any, stay: Stay, world: World, arrange: Arrange) -> None:
    stranger = days.as_user(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    with pytest.raises(NotFound):
        stranger.red(stay)


def test_words_too_long_for_the_record_are_refused(days: Any, stay: Stay) -> None:
    for field, said in (("note", {"note": "x" * 201}), ("next_step", {"next_step": "x" * 201})):
        with pytest.raises(RuleBroken) as broken:
            days.red(stay, **said)
        assert broken.value.field == field
    with pytest.raises(RuleBroken):
        days.mark(stay, Colour.GREEN, steps=steps_of(["x" * 101]))


def test_a_mark_costs_few_statements(
    days: Any, stay: Stay, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    days.green(stay)  # the first line of a trust's record costs two more
    # One asks what the day waited for before, four open a blocker; and two more for the receipt of a form. PostgreSQL
    # needs two locks that SQLite does not, and is sent the line of the record, its detail and the head as one.
    assert count_queries(lambda: days.red(stay, seen=1)) == 13
