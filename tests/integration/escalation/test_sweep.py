"""The sweep: what it raises, what it lets lapse, and that it may run as it likes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import ClosedBy as BlockerClosedBy
from discharge.blockers.rules.states import State as BlockerState
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands.sweeping import Swept, sweep
from discharge.escalation.commands.triggering import RaiseTriggered, raise_triggered
from discharge.escalation.models import Escalation, EscalationStep, Watch
from discharge.escalation.queries.limits import limits_by_ward
from discharge.escalation.rules.ladder import HEADS, SERVICE, SRO
from discharge.escalation.rules.states import ClosedBy, State, StepKind
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import ExpectedDischarge, ReadyPeriod, Stay
from tests.awaited import owed
from tests.factories import NOW, TODAY, World
from tests.triggered import DAY, marked, ready, written

Arrange = Callable[[Callable[[], Any]], Any]
Sweep = Callable[..., Swept]
SWEEPER = process("Sweep", source="cli")


@pytest.fixture
def run(session: Session) -> Sweep:
    def carry(now: datetime = NOW) -> Swept:
        return sweep(session, actor=SWEEPER, now=now)

    return carry


def escalations(session: Session) -> list[Escalation]:
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Escalation).order_by(Escalation.number)))


def test_two_stays_in_one_transaction_take_a_number_each(
    session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stays = arrange(lambda: [world.stay(ward, admitted_on=TODAY - 30 * DAY, edd=TODAY - 9 * DAY) for _ in range(2)])
    limits = limits_by_ward(session, TODAY)
    with write_transaction(session):
        for stay in stays:
            raise_triggered(session, RaiseTriggered(stay_id=stay.id, limits=limits), actor=SWEEPER, now=NOW)
    assert [(each.number, each.stay_id) for each in escalations(session)] == [(1001, stays[0].id), (1002, stays[1].id)]


def test_what_a_trigger_finds_waits_to_be_worded(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> tuple[Stay, Blocker]:
        council = world.organisation(OrganisationKind.COUNCIL, "Westmere Council")
        stay = world.stay(ward, admitted_on=TODAY - 30 * DAY)
        ready(world, stay, TODAY - 7 * DAY)
        owner = Owner(OwnerKind.COUNCIL, council.id)
        return stay, owed(world, stay, owner=owner, named_person="Jo Marsh", due_on=TODAY + DAY)

    stay, blocker = arrange(people)
    assert run() == Swept(stays=1, raised=1)
    (made,) = escalations(session)
    assert (made.number, made.stay_id, made.ward_id, made.trigger) == (1001, stay.id, ward.id, Trigger.READY)
    assert (made.state, made.level, made.top, made.ask) == (State.TO_WORD, HEADS, SRO, "")
    assert (made.cause, made.owner, made.named_person) == (blocker.reason, blocker.owner, "Jo Marsh")
    assert (made.blocker_id, made.raised_on, made.raised_by, made.answer_due_on) == (None, TODAY, "Sweep", None)
    (step,) = session.scalars(select(EscalationStep)).all()
    assert (step.kind, step.number, step.by, step.by_id) == (StepKind.TRIGGERED, 1, "Sweep", None)
    (watch,) = session.scalars(select(Watch)).all()
    assert (watch.is_on, watch.since_on, watch.escalation_id) == (True, TODAY - 7 * DAY, made.id)
    line = session.scalars(select(AuditLine).where(AuditLine.action == "escalation.triggered")).one()
    assert (line.subject_id, line.person_id, line.source) == (made.id, stay.person_id, "cli")


def test_an_edd_and_a_long_stay_stop_at_the_service(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: world.stay(ward, admitted_on=TODAY - 70 * DAY, edd=TODAY - 8 * DAY))
    run()
    made = escalations(session)
    assert {(each.trigger, each.level, each.top) for each in made} == {
        (Trigger.EDD_PASSED, SERVICE, SERVICE),
        (Trigger.LONG_STAY, SERVICE, SERVICE),
    }
    assert {each.owner for each in made} == {Owner(OwnerKind.WARD)}


def test_a_missed_answer_and_a_run_of_its_days_are_one_escalation(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> Blocker:
        stay = world.stay(ward, admitted_on=TODAY - 30 * DAY)
        marked(world, stay, "RRRRRR")
        return owed(world, stay, reason="EXT-22", due_on=TODAY - DAY)

    blocker = arrange(people)
    assert run() == Swept(stays=1, raised=1, linked=1)
    (made,) = escalations(session)
    assert made.blocker_id == blocker.id
    assert {watch.escalation_id for watch in session.scalars(select(Watch))} == {made.id}


def test_ready_for_a_week_and_for_four_weeks_are_two_escalations(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: ready(world, world.stay(ward, admitted_on=TODAY - 30 * DAY), TODAY - 7 * DAY))
    assert run() == Swept(stays=1, raised=1)
    assert run(NOW + 21 * DAY) == Swept(stays=1, raised=1)
    assert [(each.trigger, each.level, each.state) for each in escalations(session)] == [
        (Trigger.READY, HEADS, State.TO_WORD),
        (Trigger.READY_LONG, SRO, State.TO_WORD),
    ]


def test_run_again_it_does_nothing(run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: lives(world, ward))
    first = run()
    assert first.raised > 5
    rows, lines = written(session), session.scalar(select(func.count()).select_from(AuditLine))
    for minute in range(1, 4):
        assert run(NOW + timedelta(minutes=minute)) == Swept()
    assert written(session) == rows
    assert session.scalar(select(func.count()).select_from(AuditLine)) == lines


def test_what_nobody_worded_is_closed_when_it_lapses_and_raised_anew_when_it_returns(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward, admitted_on=TODAY - 30 * DAY, edd=TODAY - 7 * DAY))
    run()

    def moved() -> None:
        second = {"stay_id": stay.id, "number": 2, "expected_on": TODAY + DAY, "reason_kind": "needs_changed"}
        world.session.add(
            ExpectedDischarge(organisation_id=stay.organisation_id, set_by="Dr Osei", set_at=NOW, **second)
        )

    arrange(moved)
    assert run(NOW + timedelta(minutes=5)) == Swept(stays=1, lapsed=1)
    (made,) = escalations(session)
    assert (made.state, made.closed_by, made.outcome) == (State.CLOSED, ClosedBy.LAPSED, "")
    kinds = session.scalars(select(EscalationStep.kind).order_by(EscalationStep.number)).all()
    assert kinds == [StepKind.TRIGGERED, StepKind.CLOSED]
    assert run(NOW + 7 * DAY) == Swept()
    assert run(NOW + 8 * DAY) == Swept(stays=1, raised=1)
    assert [each.state for each in escalations(session)] == [State.CLOSED, State.TO_WORD]


def close_by_person(session: Session) -> None:
    """As a coordinator does who says why a trigger needs no ask."""
    for each in session.scalars(select(Escalation)):
        each.state, each.closed_at, each.closed_by = State.CLOSED, NOW, ClosedBy.NOT_RAISED


def test_what_a_person_closed_stays_closed_until_it_lapsed_and_came_back(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    period: ReadyPeriod = arrange(lambda: ready(world, world.stay(ward, admitted_on=TODAY - 30 * DAY), TODAY - 7 * DAY))
    run()
    arrange(lambda: close_by_person(session))
    for day in range(1, 20):
        assert run(NOW + day * DAY) == Swept()

    def ready_again() -> None:
        session.get_one(ReadyPeriod, period.id).ended_on = TODAY + 3 * DAY
        session.flush()
        ready(world, session.get_one(Stay, period.stay_id), TODAY + 3 * DAY)

    arrange(ready_again)
    assert run(NOW + 19 * DAY) == Swept(stays=1, raised=1)  # nothing ran while they were not ready for long enough
    assert [each.state for each in escalations(session)] == [State.CLOSED, State.TO_WORD]


def test_what_was_worded_stays_when_its_condition_lapses(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    blocker = arrange(lambda: owed(world, world.stay(ward), due_on=TODAY - DAY))
    run()

    def worded_and_answered() -> None:
        made = session.scalars(select(Escalation)).one()
        made.state, made.ask = State.WAITING, "Agree interim funding by Friday"
        session.get_one(Blocker, blocker.id).is_answered = True

    arrange(worded_and_answered)
    assert run() == Swept(stays=1, lapsed=1)
    (made,) = escalations(session)
    assert made.state is State.WAITING


def test_what_another_trigger_still_holds_open_is_not_closed(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> Blocker:
        stay = world.stay(ward, admitted_on=TODAY - 30 * DAY)
        marked(world, stay, "RRRRRR")
        return owed(world, stay, reason="EXT-22", due_on=TODAY - DAY)

    blocker = arrange(people)
    run()

    def later() -> None:
        session.get_one(Blocker, blocker.id).due_on = TODAY + 5 * DAY

    arrange(later)
    assert run() == Swept(stays=1, lapsed=1)
    assert [each.state for each in escalations(session)] == [State.TO_WORD]

    def done() -> None:
        kept = session.get_one(Blocker, blocker.id)
        kept.state, kept.closed_on, kept.closed_at = BlockerState.DONE, TODAY, NOW
        kept.closed_by = BlockerClosedBy.FINISHED
        marked(world, session.get_one(Stay, blocker.stay_id), "G", until=TODAY + DAY)

    arrange(done)
    assert run(NOW + DAY) == Swept(stays=1, lapsed=1)
    assert [each.closed_by for each in escalations(session)] == [ClosedBy.LAPSED]


def test_what_somebody_raised_by_hand_is_linked_and_not_raised_twice(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    def people() -> None:
        stay = world.stay(ward)
        blocker = owed(world, stay, due_on=TODAY - DAY)
        by_hand = Escalation(
            organisation_id=stay.organisation_id,
            number=1,
            subject="stay",
            stay_id=stay.id,
            person_id=stay.person_id,
            ward_id=ward.id,
            blocker_id=blocker.id,
            state=State.WAITING,
            level=SERVICE,
            top=SRO,
            ask="Agree interim funding by Friday",
            reached_at=NOW,
            raised_on=TODAY,
            raised_at=NOW,
            raised_by="Priya Nair",
        )
        by_hand.owner = blocker.owner
        session.add(by_hand)

    arrange(people)
    assert run() == Swept(stays=1, linked=1)
    (made,) = escalations(session)
    assert made.trigger is None


def lives(world: World, ward: Ward, *, today: Any = TODAY, times: int = 1) -> None:
    """People of whom every trigger holds, or nearly."""
    old = {"admitted_on": today - 80 * DAY}
    for _ in range(times):
        for days in (6, 7, 28):
            ready(world, world.stay(ward, **old), today - days * DAY)
        for days in (6, 7):
            world.stay(ward, edd=today - days * DAY, **old)
        waits = world.stay(ward, admitted_on=today - 20 * DAY)
        marked(world, waits, "RRRRR", until=today)
        owed(world, waits, reason="EXT-22", due_on=today - DAY)
        owed(world, waits, reason="EXT-01", due_on=today - 3 * DAY)
        marked(world, world.stay(ward, admitted_on=today - 20 * DAY), "GRRRRRR", until=today)


def test_a_week_without_a_sweep_ends_as_a_sweep_each_hour(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    """Over Christmas and the New Year; the second ward lives the same life and is looked at once."""
    christmas = datetime(2026, 12, 22, 9, 30, tzinfo=UTC)
    arrange(lambda: lives(world, ward, today=christmas.date()))
    for hour in range(0, 24 * 12, 6):
        run(christmas + timedelta(hours=hour))
    often = written(session)[0]

    def forget() -> None:
        for table in (Watch, EscalationStep, Escalation):
            for row in session.scalars(select(table)):
                session.delete(row)
            session.flush()

    arrange(forget)
    run(christmas)
    run(christmas + timedelta(hours=24 * 12 - 6))
    assert written(session)[0] == often
    assert len(often) > 8


def test_a_clock_set_back_undoes_nothing(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: lives(world, ward))
    run()
    rows = written(session)
    for back in (timedelta(hours=1), timedelta(hours=12), 3 * DAY):
        assert run(NOW - back) == Swept()
    assert run() == Swept()
    assert written(session) == rows


@pytest.mark.parametrize("change", [datetime(2026, 10, 25, tzinfo=UTC), datetime(2027, 3, 28, tzinfo=UTC)])
def test_over_the_change_of_the_clocks_nothing_is_doubled(
    run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange, change: datetime
) -> None:
    arrange(lambda: ready(world, world.stay(ward, admitted_on=change.date() - 30 * DAY), change.date() - 7 * DAY))
    raised = [run(change + timedelta(minutes=20 * step)).raised for step in range(-12, 13)]
    assert sum(raised) == 1
    assert raised.index(1) == (9 if change.month == 10 else 12)  # local midnight: 23:00 UTC in summer
    assert len(escalations(session)) == 1


def test_several_at_once_raise_each_thing_once(
    app: Flask, run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: lives(world, ward, times=4))
    begin = Barrier(4)

    def work(_number: int) -> Swept:
        with app.app_context():
            begin.wait()
            return sweep(db.session, actor=SWEEPER, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, range(4)))
    assert all(each.failed == () for each in done)
    made = escalations(session)
    assert sum(each.raised for each in done) == len(made)
    assert [each.number for each in made] == list(range(1001, 1001 + len(made)))
    assert len({(each.stay_id, each.trigger, each.blocker_id) for each in made}) == len(made)
    assert run() == Swept()


def test_the_record_is_whole_afterwards(
    app: Flask, run: Sweep, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: lives(world, ward))
    run()
    answer = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert answer.exit_code == 0, answer.output


def test_what_nobody_answered_rises_the_same_each_day_or_after_weeks_over_christmas(
    run: Sweep, session: Session, raised: Callable[..., Escalation], arrange: Arrange, stay: Stay
) -> None:
    """Raised on Tuesday 22 December: the service owes an answer on 23 December, the heads on 5 January."""
    christmas = datetime(2026, 12, 22, 9, 30, tzinfo=UTC)
    daily = raised(at=christmas)
    for day in range(29):
        run(christmas + day * DAY)
    steps = select(EscalationStep.kind, EscalationStep.level, EscalationStep.answer_due_on)
    in_order = steps.order_by(EscalationStep.number)
    of_daily = session.execute(in_order.where(EscalationStep.escalation_id == daily.id)).all()
    levels = {level: due for kind, level, due in of_daily if kind in {StepKind.RAISED, StepKind.RISEN}}
    assert levels[SERVICE] == date(2026, 12, 23)
    assert levels[HEADS] == date(2027, 1, 5)  # five working days: three bank holidays lie between
    second = raised(at=christmas, cause="EXT-11")
    done = run(christmas + 28 * DAY)
    assert done.risen == len(levels) - 1
    of_second = session.execute(in_order.where(EscalationStep.escalation_id == second.id)).all()
    assert of_second == of_daily
    assert run(christmas + 28 * DAY) == Swept()
