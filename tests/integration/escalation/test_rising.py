"""Going up a level by the clock: once, in order, and the same however late anybody looks."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.blockers.rules.owner import Owner
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import (
    AskBack,
    AskExecutive,
    Decide,
    Rise,
    ask_back,
    ask_executive,
    decide,
    rise,
)
from discharge.escalation.models import Escalation
from discharge.escalation.queries.overdue import overdue
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO
from discharge.escalation.rules.states import State, StepKind
from discharge.places.models import Organisation
from tests.factories import NOW, TODAY
from tests.integration.escalation.conftest import FRIDAY, SWEEP, Load, People, Raise, Steps
from tests.shapes import Do

Risen = Callable[[Escalation, datetime], bool]


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def test_it_rises_the_day_after_its_last_day_and_only_once(
    raised: Raise, risen: Risen, now_is: Load, steps: Steps, people: People, told: Callable[[User], list[str]]
) -> None:
    made = raised()  # due on Tuesday
    assert not risen(made, days(1))
    assert risen(made, days(2))
    assert not risen(made, days(2))
    now = now_is(made)
    assert (now.level, now.state, now.answer_due_on) == (HEADS, State.WAITING, date(2026, 12, 2))
    last = steps(made)[-1]
    assert (last.kind, last.level_before, last.by_id) == (StepKind.RISEN, SERVICE, None)
    assert told(people.head) == ["escalation_reached"]


def test_a_week_s_gap_ends_where_seven_days_would_have(raised: Raise, risen: Risen, now_is: Load) -> None:
    daily, at_once = raised(), raised(cause="")
    for day in range(60):
        risen(daily, days(day))
    while risen(at_once, days(60)):
        pass
    found = [(each.level, each.answer_due_on, each.reached_at) for each in (now_is(daily), now_is(at_once))]
    assert found[0] == found[1]
    assert found[0][0] == SRO


def test_at_its_top_it_stays_and_is_late(raised: Raise, risen: Risen, now_is: Load, steps: Steps) -> None:
    made = raised(level=SRO)
    assert not risen(made, days(30))
    assert (now_is(made).level, now_is(made).answer_due_on) == (SRO, date(2026, 11, 30))
    assert len(steps(made)) == 1


def test_what_was_decided_and_not_done_goes_up(
    raised: Raise, risen: Risen, do: Do, people: People, now_is: Load, steps: Steps, told: Callable[[User], list[str]]
) -> None:
    made = raised(owner=Owner(OwnerKind.TRUST))
    deciding = Decide(escalation_id=made.id, version=1, words="Fund it", done_by="The panel", by_on=FRIDAY)
    do(decide, deciding, by=people.service)
    assert not risen(made, days(4))
    assert risen(made, days(5))
    assert not risen(made, days(5))
    now = now_is(made)
    assert (now.level, now.state, now.promised_on) == (HEADS, State.WAITING, None)
    assert steps(made)[-1].kind is StepKind.PROMISE_MISSED
    assert told(people.head) == ["escalation_reached"]


def test_what_the_top_decided_and_did_not_do_waits_there_again_and_is_late(
    raised: Raise, risen: Risen, do: Do, people: People, now_is: Load
) -> None:
    made = raised(owner=Owner(OwnerKind.TRUST), level=SRO)
    deciding = Decide(escalation_id=made.id, version=1, words="Fund it", done_by="The panel", by_on=FRIDAY)
    do(decide, deciding, by=people.sro)
    assert risen(made, days(7))
    assert not risen(made, days(8))
    assert (now_is(made).state, now_is(made).level, now_is(made).answer_due_on) == (State.WAITING, SRO, FRIDAY)


def test_a_question_asked_back_rises_nowhere(raised: Raise, risen: Risen, do: Do, people: People) -> None:
    made = raised()
    do(ask_back, AskBack(escalation_id=made.id, version=1, words="Since when?"), by=people.service)
    assert not risen(made, days(30))


def test_an_executive_who_does_not_answer_is_passed_by(
    raised: Raise, risen: Risen, do: Do, people: People, council: Organisation, now_is: Load
) -> None:
    made = raised(level=DIRECTORS)
    asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.director)
    assert risen(made, days(8))
    assert (now_is(made).level, now_is(made).asked_id) == (SRO, None)


def test_an_executive_asked_at_the_top_who_does_not_answer_gives_it_back_to_who_asked(
    raised: Raise,
    risen: Risen,
    do: Do,
    people: People,
    council: Organisation,
    now_is: Load,
    steps: Steps,
    told: Callable[[User], list[str]],
    session: Session,
) -> None:
    made = raised(level=SRO)
    asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.sro)
    due = now_is(made).answer_due_on
    assert due == date(2026, 11, 30)
    assert overdue(session, due) == []
    after = due + timedelta(days=1)
    assert overdue(session, after) == [made.id]
    assert risen(made, days(8))
    assert not risen(made, days(8))
    now, last = now_is(made), steps(made)[-1]
    assert (now.level, now.asked_id, now.state) == (SRO, None, State.WAITING)
    assert now.answer_due_on == date(2026, 12, 8)  # their clock begins on the day after the last in time
    assert (last.kind, last.level, last.level_before, last.is_by_clock) == (StepKind.UNANSWERED, SRO, SRO, True)
    assert told(people.sro)[-1] == "escalation_reached"
    assert overdue(session, date(2027, 1, 31)) == []  # from here on it stays, and is late


def test_what_an_executive_asked_at_the_top_decided_and_did_not_do_is_back_with_who_asked(
    raised: Raise, risen: Risen, do: Do, people: People, council: Organisation, now_is: Load, steps: Steps
) -> None:
    made = raised(level=SRO)
    asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.sro)
    said = {"words": "We pay half", "done_by": "The panel", "by_on": FRIDAY}
    do(decide, Decide(escalation_id=made.id, version=now_is(made).version, **said), by=people.council)
    assert risen(made, days(5))
    assert not risen(made, days(5))
    now = now_is(made)
    assert (now.level, now.asked_id, now.state, now.answer_due_on) == (SRO, None, State.WAITING, date(2026, 12, 4))
    assert steps(made)[-1].kind is StepKind.PROMISE_MISSED


def test_on_a_clock_that_was_set_back_nothing_rises(raised: Raise, do: Do, now_is: Load) -> None:
    made = raised()
    seen_before = Rise(escalation_id=made.id, seen_on=TODAY + timedelta(days=9))
    assert do(rise, seen_before, by=SWEEP, at=days(-9)) is False
    assert now_is(made).level == SERVICE


@pytest.mark.parametrize("hour", [0, 1, 2])
def test_the_night_the_clocks_change_rises_once(raised: Raise, risen: Risen, steps: Steps, hour: int) -> None:
    friday = datetime(2027, 3, 25, 12, tzinfo=NOW.tzinfo)
    made = raised(at=friday, due_on=date(2027, 3, 27))  # a day of the ask before the clocks go forward
    sunday = datetime(2027, 3, 28, hour, tzinfo=NOW.tzinfo)
    assert risen(made, sunday)
    assert not risen(made, sunday + timedelta(hours=1))
    assert [step.kind for step in steps(made)] == [StepKind.RAISED, StepKind.RISEN]
