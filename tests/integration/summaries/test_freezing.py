"""Counts frozen for good: what is kept, once, and never changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.transaction import carry_out, write_transaction
from discharge.places.models import OrganisationKind, Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import Discharge, ReadyPeriod, Stay
from discharge.summaries.commands import CountAgain, FreezeReturn, count_again, freeze_return
from discharge.summaries.models import FrozenReturn, ReturnLine
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange

OPERATOR = process("Command line", source="cli")
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def freeze(session: Session, world: World) -> Callable[..., FrozenReturn | None]:
    def carry(day: date = TODAY, *, now: datetime = NOW) -> FrozenReturn | None:
        command = FreezeReturn(organisation_id=world.trust.id, day=day)
        return carry_out(session, freeze_return, command, actor=OPERATOR, now=now)

    return carry


def _line(session: Session, frozen: FrozenReturn | None, ward: Ward | None) -> ReturnLine:
    assert frozen is not None
    whose = ReturnLine.ward_id.is_(None) if ward is None else ReturnLine.ward_id == ward.id
    return session.scalars(select(ReturnLine).where(ReturnLine.return_id == frozen.id, whose)).one()


def _ready(world: World, stay: Stay, *, since: date, entered_at: datetime) -> ReadyPeriod:
    answers = dict.fromkeys(("is_clinical_decision", "is_team_decision", "is_safe", "were_person_views_heard"), True)
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id, "started_on": since}
    made: ReadyPeriod = world._add(ReadyPeriod(**of_stay, **answers, decided_by="Dr Osei", entered_at=entered_at))
    return made


def test_a_day_is_frozen_once_as_at_its_hour(
    freeze: Callable[..., FrozenReturn | None], session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: [world.stay(ward), world.stay(ward, admitted_on=TODAY, admitted_at=EIGHT + timedelta(minutes=1))])
    frozen = freeze()
    assert frozen is not None
    assert (frozen.day, frozen.number, frozen.as_at, frozen.since_at) == (TODAY, 1, EIGHT, EIGHT - DAY)
    line = _line(session, frozen, ward)
    assert (line.name, line.beds, line.occupied, line.admitted) == ("Birch", 22, 1, 0)  # who came after is not in it
    assert freeze() is None
    assert freeze(now=NOW + timedelta(hours=6)) is None
    assert session.scalar(select(func.count()).select_from(FrozenReturn)) == 1
    assert list(session.scalars(select(AuditLine.action))) == ["return.frozen"]


def test_days_that_are_not_due_are_refused(freeze: Callable[..., FrozenReturn | None], ward: Ward) -> None:
    for day in (TODAY - DAY, TODAY + DAY):
        with pytest.raises(RuleBroken, match="Only the day that is due can be frozen, from 08:00 on"):
            freeze(day)
    assert freeze(TODAY - DAY, now=EIGHT - timedelta(seconds=1)) is not None  # yesterday's is due until eight


def test_the_trusts_own_hour_holds(
    freeze: Callable[..., FrozenReturn | None], world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: world.number(Key.RETURN_HOUR, 9))
    frozen = freeze()
    assert frozen is not None
    assert frozen.as_at == EIGHT + timedelta(hours=1)


def test_the_next_return_counts_who_came_and_went_since_the_last(
    freeze: Callable[..., FrozenReturn | None], session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> Ward:
        aspen: Ward = world.ward("Aspen")
        world.stay(ward, admitted_on=TODAY - 9 * DAY)
        world.left(world.stay(ward, admitted_on=TODAY - 9 * DAY), on=TODAY - 2 * DAY)
        world.left(world.stay(ward, admitted_on=TODAY - 2 * DAY), on=TODAY - DAY)
        world.move(world.stay(ward, admitted_on=TODAY - 9 * DAY), aspen, at=EIGHT - DAY)
        world.stay(ward, admitted_on=TODAY - DAY, state="cancelled")
        return aspen

    aspen = arrange(people)
    first = freeze(TODAY - 3 * DAY, now=EIGHT - 3 * DAY)
    second = freeze()
    assert second is not None
    assert second.since_at == EIGHT - 3 * DAY  # two days were missed: nobody who came in them is lost
    before, after = _line(session, first, ward), _line(session, second, ward)
    assert before.occupied == 3
    assert (after.occupied, after.admitted, after.left, after.moved_in, after.moved_out) == (1, 1, 2, 0, 1)
    assert after.occupied == before.occupied + after.admitted + after.moved_in - after.left - after.moved_out
    there = _line(session, second, aspen)
    assert (there.occupied, there.admitted, there.moved_in) == (1, 0, 1)


def test_people_in_others_beds_have_a_line_of_their_own(
    freeze: Callable[..., FrozenReturn | None], session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    def placements() -> None:
        world.placement()
        world.placement(reason="14")
        world.placement(ended_on=TODAY)
        world.placement(cancelled_at=NOW)

    arrange(placements)
    frozen = freeze()
    line = _line(session, frozen, None)
    assert (line.name, line.placed_elsewhere, line.inappropriate, line.occupied) == ("Placed elsewhere", 2, 1, 0)
    assert _line(session, frozen, ward).occupied == 0


def test_a_frozen_row_is_neither_changed_nor_removed(
    freeze: Callable[..., FrozenReturn | None], session: Session, ward: Ward
) -> None:
    freeze()
    for statement in (
        update(FrozenReturn).values(frozen_by="Somebody else"),
        update(ReturnLine).values(occupied=99),
        delete(ReturnLine),
        delete(FrozenReturn),
    ):
        with pytest.raises(DBAPIError, match="a frozen return is never changed"), write_transaction(session):
            session.execute(statement)


def test_a_day_counted_again_keeps_both_versions(
    freeze: Callable[..., FrozenReturn | None], session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward))
    old = freeze()
    assert old is not None
    arrange(lambda: world.left(session.merge(stay), on=TODAY - DAY))  # entered late
    with pytest.raises(RuleBroken, match="Enter why"):
        carry_out(session, count_again, CountAgain(return_id=old.id, reason=""), actor=OPERATOR, now=NOW)
    again = CountAgain(return_id=old.id, reason="A discharge was entered late")
    new = carry_out(session, count_again, again, actor=OPERATOR, now=NOW)
    assert (new.number, new.as_at, new.since_at) == (2, old.as_at, old.since_at)
    assert (_line(session, old, ward).occupied, _line(session, new, ward).occupied) == (1, 0)
    assert _line(session, new, ward).left == 1
    with pytest.raises(RuleBroken, match="Somebody else has counted this day again"):
        carry_out(session, count_again, again, actor=OPERATOR, now=NOW)
    assert list(session.scalars(select(FrozenReturn.number).order_by(FrozenReturn.number))) == [1, 2]


@pytest.mark.parametrize("is_undone", [False, True], ids=["left", "discharge undone"])
def test_who_was_ready_at_the_hour_counts_whatever_the_day_brought(
    freeze: Callable[..., FrozenReturn | None],
    session: Session,
    world: World,
    ward: Ward,
    arrange: Arrange,
    is_undone: bool,
) -> None:
    def people() -> None:
        days = (TODAY - 8 * DAY, TODAY - 40 * DAY, TODAY, TODAY)
        entered = (NOW - 8 * DAY, NOW - 40 * DAY, EIGHT, EIGHT + timedelta(seconds=1))
        periods = [
            _ready(world, world.stay(ward, admitted_on=TODAY - 50 * DAY), since=day, entered_at=at)
            for day, at in zip(days, entered, strict=True)
        ]
        first, second = periods[:2]
        first.ended_on = TODAY  # the team decided so during the day: nobody knows when
        stay = session.get_one(Stay, second.stay_id)
        world.left(stay, on=TODAY)
        gone = session.scalars(select(Discharge).where(Discharge.stay_id == stay.id)).one()
        second.ended_on, gone.closed_ready_period_id = TODAY, second.id
        gone.undone_at = NOW if is_undone else None

    arrange(people)
    line = _line(session, freeze(now=NOW + timedelta(hours=10)), ward)
    assert (line.occupied, line.ready) == (4, 1 if is_undone else 2)
    assert (line.ready_over_7, line.ready_over_28) == ((0, 0) if is_undone else (1, 1))


def test_readiness_entered_days_late_counts_from_its_day_on(
    freeze: Callable[..., FrozenReturn | None], session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward))
    old = freeze()
    assert old is not None
    arrange(lambda: _ready(world, stay, since=TODAY, entered_at=NOW + DAY))
    again = CountAgain(return_id=old.id, reason="Readiness was entered late")
    new = carry_out(session, count_again, again, actor=OPERATOR, now=NOW + DAY)
    assert (_line(session, old, ward).ready, _line(session, new, ward).ready) == (0, 1)


def test_only_who_coordinates_the_trust_freezes(session: Session, world: World, ward: Ward, arrange: Arrange) -> None:
    def people() -> list[Any]:
        other = world.organisation(OrganisationKind.TRUST, "Southmere Mental Health")
        return [
            world.user(Role.COORDINATOR, ward),
            world.user(Role.EXECUTIVE, world.trust),
            world.user(Role.COORDINATOR, other),
        ]

    for user in arrange(people):
        actor = actor_of(session, user, now=NOW, request_id="")
        with pytest.raises(NotFound):
            carry_out(
                session, freeze_return, FreezeReturn(organisation_id=world.trust.id, day=TODAY), actor=actor, now=NOW
            )


def test_several_at_once_freeze_one_return(
    app: Flask, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: [world.stay(ward) for _ in range(5)])
    begin, command = Barrier(6), FreezeReturn(organisation_id=world.trust.id, day=TODAY)

    def work(_number: int) -> bool:
        with app.app_context():
            begin.wait()
            return carry_out(db.session, freeze_return, command, actor=OPERATOR, now=NOW) is not None

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(work, range(6))) == [False] * 5 + [True]
    assert session.scalar(select(func.count()).select_from(FrozenReturn)) == 1
    assert session.scalar(select(func.count()).select_from(ReturnLine)) == 2


def test_the_command_freezes_each_trust_that_is_due_and_says_so(
    app: Flask, session: Session, world: World, ward: Ward, arrange: Arrange, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other() -> None:
        trust = world.organisation(OrganisationKind.TRUST, "Southmere Mental Health")
        world.ward("Larch", trust=trust)
        world.organisation(OrganisationKind.TRUST, "No wards yet")

    arrange(other)
    monkeypatch.setattr("discharge.summaries.cli.utc_now", lambda: NOW)
    run = app.test_cli_runner()
    first = run.invoke(args=["summaries", "freeze"])
    assert first.exit_code == 0
    assert first.output.splitlines() == [
        "Northmoor Mental Health 2026-11-23 frozen as at 08:00",
        "Southmere Mental Health 2026-11-23 frozen as at 08:00",
    ]
    second = run.invoke(args=["summaries", "freeze"])
    assert (second.exit_code, second.output) == (0, "")
    assert session.scalar(select(func.count()).select_from(FrozenReturn)) == 2
