"""What each level answers: who may, what stops which clock, and what two people at once are shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import (
    Acknowledge,
    AskBack,
    AskExecutive,
    Assign,
    Close,
    Decide,
    MoveDue,
    Note,
    Reply,
    ReturnTo,
    TakeUp,
    acknowledge,
    ask_back,
    ask_executive,
    assign,
    close,
    decide,
    move_due,
    note,
    reply,
    return_to,
    take_up,
)
from discharge.escalation.models import Escalation, LadderPost
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO, WARD
from discharge.escalation.rules.states import ClosedBy, State, StepKind
from discharge.places.models import ContactKind, Organisation, OrganisationKind
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import FRIDAY, Load, People, Raise, Steps, stands
from tests.shapes import Arrange, Do

Told = Callable[[User], list[str]]
TOMORROW = NOW + timedelta(days=1)


def decision(escalation: Escalation, **given: object) -> Decide:
    values: dict[str, object] = {"version": escalation.version, "words": "Fund it", "done_by": "The panel"}
    return Decide(escalation_id=escalation.id, **(values | {"by_on": FRIDAY} | given))  # type: ignore[arg-type]


@pytest.fixture
def ours(raised: Raise, people: People) -> Escalation:
    """Owed by the trust itself: whoever stands over it may decide. people: on the ladder before it was raised."""
    assert people
    return raised(owner=Owner(OwnerKind.TRUST))


def test_who_owes_the_answer_says_once_that_they_have_read_it(
    ours: Escalation, do: Do, people: People, steps: Steps, now_is: Load
) -> None:
    for _ in range(2):
        do(acknowledge, Acknowledge(escalation_id=ours.id), by=people.service)
    assert [step.kind for step in steps(ours)] == [StepKind.RAISED, StepKind.ACKNOWLEDGED]
    assert now_is(ours).answer_due_on == ours.answer_due_on  # it stops no clock


def test_a_decision_says_what_by_whom_and_by_when_and_whoever_asked_is_told(
    ours: Escalation, do: Do, people: People, nurse: User, now_is: Load, told: Told, steps: Steps
) -> None:
    do(decide, decision(ours), by=people.service)
    now = now_is(ours)
    assert (now.state, now.promised_on, now.answer_due_on) == (State.DECIDED, FRIDAY, None)
    last = steps(ours)[-1]
    assert (last.words, last.done_by, last.due_on, last.by) == ("Fund it", "The panel", FRIDAY, "Sam Service")
    assert told(nurse) == ["escalation_answered"]
    assert told(people.service) == ["escalation_reached"]


def test_somebody_at_a_higher_level_may_answer_and_somebody_lower_may_not(
    raised: Raise, do: Do, people: People
) -> None:
    made = raised(owner=Owner(OwnerKind.TRUST), level=HEADS)
    with pytest.raises(NotAllowed):
        do(decide, decision(made), by=people.service)
    do(decide, decision(made), by=people.sro)


def test_nobody_decides_over_what_is_not_their_own(
    raised: Raise, do: Do, people: People, council: Organisation
) -> None:
    made = raised()  # owed by the council
    with pytest.raises(NotAllowed):
        do(decide, decision(made), by=people.sro)
    with pytest.raises(NotAllowed):
        do(decide, decision(made), by=people.council)  # they see it, and have not been asked
    asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.service)
    do(decide, decision(made, version=2), by=people.council)


def test_an_executive_who_was_asked_has_the_clock_of_their_own_top_level(
    raised: Raise, do: Do, people: People, council: Organisation, now_is: Load, told: Told, nurse: User
) -> None:
    made = raised()
    asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.service)
    asked = now_is(made)
    assert (asked.asked_id, asked.level, asked.answer_due_on) == (council.id, SERVICE, TODAY + timedelta(days=7))
    assert told(people.council) == ["escalation_reached"]
    assert told(nurse) == ["escalation_answered"]
    with pytest.raises(RuleBroken):
        do(ask_executive, replace(asking, version=2), by=people.service)  # asked already
    do(ask_back, AskBack(escalation_id=made.id, version=2, words="Which panel?"), by=people.council)
    do(reply, Reply(escalation_id=made.id, version=3, words="The one of Friday"))
    do(return_to, ReturnTo(escalation_id=made.id, version=4, level=SERVICE, words="Not ours"), by=people.council)
    back = now_is(made)
    assert (back.asked_id, back.level, back.state) == (None, SERVICE, State.WAITING)


def test_only_an_organisation_of_the_system_is_asked(
    raised: Raise, do: Do, people: People, world: World, arrange: Arrange
) -> None:
    made = raised()

    def outside() -> Organisation:
        from_elsewhere = world.organisation(OrganisationKind.COUNCIL, "Far Council")
        from_elsewhere.system_id = None
        return from_elsewhere

    far = arrange(outside)
    for key in (far.id, made.organisation_id, made.id):
        asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=key, words="Agree it")
        with pytest.raises(RuleBroken):
            do(ask_executive, asking, by=people.service)


def test_whoever_asked_another_executive_is_told_what_they_decided(
    raised: Raise, do: Do, people: People, council: Organisation, told: Told
) -> None:
    made = raised()
    asking = AskExecutive(escalation_id=made.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.service)
    assert told(people.service) == ["escalation_reached"]
    do(decide, decision(made, version=2), by=people.council)
    assert sorted(told(people.service)) == ["escalation_answered", "escalation_reached"]


def test_an_office_outside_is_taken_up_with_and_has_a_day_of_its_own(
    raised: Raise, do: Do, people: People, world: World, arrange: Arrange, steps: Steps, now_is: Load
) -> None:
    court = arrange(lambda: world.contact("Westmere Crown Court", ContactKind.COURT))
    made = raised(owner=Owner(OwnerKind.COURTS, contact_id=court.id))
    with pytest.raises(NotAllowed):
        do(decide, decision(made), by=people.sro)
    taking = TakeUp(escalation_id=made.id, version=1, words="Rang the listing office", expected_on=FRIDAY)
    do(take_up, taking, by=people.service)
    assert (now_is(made).state, now_is(made).promised_on) == (State.DECIDED, FRIDAY)
    assert steps(made)[-1].done_by == "Westmere Crown Court"


def test_a_question_stands_the_clock_and_the_reply_lets_it_go_on_with_what_was_left(
    raised: Raise, do: Do, people: People, now_is: Load, told: Told, nurse: User
) -> None:
    made = raised(level=HEADS, owner=Owner(OwnerKind.TRUST))  # Monday; due the next Monday, five working days
    assert made.answer_due_on == date(2026, 11, 30)
    wednesday, friday = NOW + timedelta(days=2), NOW + timedelta(days=4)
    do(ask_back, AskBack(escalation_id=made.id, version=1, words="Since when?"), by=people.head, at=wednesday)
    assert now_is(made).state is State.ASKED_BACK
    assert told(nurse) == ["escalation_answered"]
    with pytest.raises(NotAllowed):
        do(reply, Reply(escalation_id=made.id, version=2, words="Since May"), by=people.director)
    do(reply, Reply(escalation_id=made.id, version=2, words="Since May"), at=friday)
    assert now_is(made).answer_due_on == date(2026, 12, 2)  # three working days were left
    with pytest.raises(RuleBroken):
        do(reply, Reply(escalation_id=made.id, version=3, words="And again"), at=friday)


def test_nobody_stands_the_clock_by_a_question_to_themselves(
    raised: Raise, do: Do, people: People, nurse: User, told: Told, now_is: Load
) -> None:
    own, other = raised(owner=Owner(OwnerKind.TRUST), by=people.service), raised(cause="")
    asking = {"version": 1, "words": "Since when?"}
    with pytest.raises(NotAllowed):
        do(ask_back, AskBack(escalation_id=own.id, **asking), by=people.service)
    assert now_is(own).state is State.WAITING
    do(ask_back, AskBack(escalation_id=other.id, **asking), by=people.service)
    assert "escalation_answered" in told(nurse)
    do(reply, Reply(escalation_id=other.id, version=2, words="Since May"), by=people.service)  # it is theirs again
    assert (now_is(other).state, now_is(other).level) == (State.WAITING, SERVICE)
    do(decide, decision(own), by=people.service)  # what they asked of their own level they may settle
    assert now_is(own).state is State.DECIDED


def test_a_clock_set_back_loses_no_reply(raised: Raise, do: Do, people: People, now_is: Load) -> None:
    made = raised(level=HEADS, owner=Owner(OwnerKind.TRUST))
    do(ask_back, AskBack(escalation_id=made.id, version=1, words="Since when?"), by=people.head, at=TOMORROW)
    do(reply, Reply(escalation_id=made.id, version=2, words="Since May"), at=NOW - timedelta(days=3))
    assert (now_is(made).state, now_is(made).answer_due_on) == (State.WAITING, made.answer_due_on)


def test_working_days_are_right_over_christmas_and_summer_time(raised: Raise) -> None:
    christmas_eve = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    made = raised(at=christmas_eve, due_on=date(2027, 3, 1))
    assert made.answer_due_on == date(2026, 12, 29)  # after Christmas, Boxing Day in lieu
    before_summer = datetime(2027, 3, 27, 23, 30, tzinfo=UTC)  # a Saturday, half an hour before Sunday in winter time
    assert raised(at=before_summer, cause="", due_on=date(2027, 6, 1)).answer_due_on == date(2027, 3, 30)
    in_summer = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)  # 00:30 on Monday in England; Good Friday was before
    assert raised(at=in_summer, cause="", due_on=date(2027, 6, 1)).answer_due_on == date(2027, 3, 30)


def test_returning_gives_a_level_below_a_clock_of_its_own(
    raised: Raise, do: Do, people: People, now_is: Load, steps: Steps, told: Told
) -> None:
    made = raised(level=DIRECTORS)
    for level in (DIRECTORS, SRO, 0):
        command = ReturnTo(escalation_id=made.id, version=1, level=level, words="Yours")
        with pytest.raises(RuleBroken):
            do(return_to, command, by=people.director)
    command = ReturnTo(escalation_id=made.id, version=1, level=WARD, words="Ask the family first")
    do(return_to, command, by=people.director, at=TOMORROW)
    now = now_is(made)
    assert (now.level, now.state, now.answer_due_on) == (WARD, State.WAITING, TOMORROW.date())
    assert (steps(made)[-1].level_before, steps(made)[-1].level) == (DIRECTORS, WARD)
    assert told(people.manager) == ["escalation_reached"]
    do(ask_back, AskBack(escalation_id=made.id, version=2, words="Which family?"), by=people.manager, at=TOMORROW)


def test_two_who_decide_at_once_are_shown_both_and_the_first_stands(
    ours: Escalation, do: Do, people: People, steps: Steps
) -> None:
    do(decide, decision(ours), by=people.service)
    do(decide, decision(ours), by=people.director)  # the same words are no conflict, and are not written twice
    with pytest.raises(Superseded) as both:
        do(decide, decision(ours, words="Refuse it"), by=people.director)
    assert both.value.theirs["What happened"] == "Decided: Fund it"
    assert both.value.yours["What happened"] == "Decided: Refuse it"
    assert len(steps(ours)) == 2


def test_a_decision_after_it_has_risen_is_refused_with_what_happened(
    ours: Escalation, do: Do, people: People, risen: Callable[..., bool]
) -> None:
    later = NOW + timedelta(days=2)
    assert risen(ours, later)
    with pytest.raises(Superseded) as refused:
        do(decide, decision(ours), by=people.service, at=later)
    assert refused.value.theirs["What happened"] == "Went up a level, to Head of service with partners"
    with pytest.raises(NotAllowed):
        do(decide, decision(ours, version=2), by=people.service, at=later)


def test_whose_role_or_place_on_the_ladder_was_taken_away_answers_no_more(
    ours: Escalation, do: Do, people: People, session: Session, world: World, arrange: Arrange
) -> None:
    def take(user: User, level: int) -> None:
        post = session.scalars(select(LadderPost).where(LadderPost.user_id == user.id, LadderPost.level == level)).one()
        post.until_on = TODAY - timedelta(days=1)

    arrange(lambda: take(people.service, SERVICE))
    with pytest.raises(NotAllowed):
        do(decide, decision(ours), by=people.service)
    nobody = arrange(lambda: world.user(None))
    arrange(lambda: stands(world, nobody, world.trust, SRO))  # on the ladder, and without a role that answers
    with pytest.raises(NotFound):
        do(decide, decision(ours), by=nobody)
    carer = arrange(lambda: world.user(Role.COORDINATOR, world.trust))
    arrange(lambda: stands(world, carer, world.trust, SRO))
    with pytest.raises(NotAllowed):
        do(decide, decision(ours), by=carer)


def test_a_deputy_answers_while_their_dates_last(ours: Escalation, do: Do, world: World, arrange: Arrange) -> None:
    deputy = arrange(lambda: world.user(Role.SERVICE_MANAGER, world.trust))
    dates = {"is_deputy": True, "from_on": TODAY, "until_on": TODAY}
    arrange(lambda: stands(world, deputy, world.trust, SERVICE, **dates))
    with pytest.raises(NotAllowed):
        do(decide, decision(ours), by=deputy, at=TOMORROW)
    do(decide, decision(ours), by=deputy)


def test_the_system_s_own_officer_answers_for_every_trust_of_it(
    ours: Escalation, do: Do, world: World, arrange: Arrange
) -> None:
    officer = arrange(lambda: world.user(Role.EXECUTIVE, world.system))
    arrange(lambda: stands(world, officer, world.system, SRO))
    do(decide, decision(ours), by=officer)


def test_the_coordinator_for_the_system_gives_it_to_somebody_and_moves_the_day(
    raised: Raise, do: Do, people: People, now_is: Load, steps: Steps, told: Told
) -> None:
    made = raised(level=HEADS, due_on=FRIDAY)
    giving = Assign(escalation_id=made.id, version=1, named_person="Hari Head", because="Knows the panel")
    with pytest.raises(NotAllowed):
        do(assign, giving, by=people.sro)
    do(assign, giving, by=people.system)
    assert now_is(made).named_person_id == people.head.id
    assert told(people.head) == ["escalation_answered", "escalation_reached"]
    moving = MoveDue(escalation_id=made.id, version=2, due_on=FRIDAY + timedelta(days=60), because="The panel moved")
    do(move_due, moving, by=people.system)
    moved = now_is(made)
    assert (moved.due_on, moved.answer_due_on) == (FRIDAY + timedelta(days=60), date(2026, 11, 30))
    with pytest.raises(Superseded):
        do(move_due, MoveDue(escalation_id=made.id, version=2, due_on=FRIDAY, because="Sooner"), by=people.system)
    assert [step.kind for step in steps(made)][1:] == [StepKind.ASSIGNED, StepKind.DUE_MOVED]


def test_a_reason_for_what_stays_as_it_is_is_never_dropped_without_a_word(
    raised: Raise, do: Do, people: People, steps: Steps
) -> None:
    made = raised(level=HEADS, due_on=FRIDAY, named_person="Hari Head")
    giving = Assign(escalation_id=made.id, version=1, named_person="Hari Head", because="Knows the panel")
    with pytest.raises(RuleBroken, match="Hari Head is to do it already"):
        do(assign, giving, by=people.system)
    moving = MoveDue(escalation_id=made.id, version=1, due_on=FRIDAY, because="The panel moved")
    with pytest.raises(RuleBroken, match="needed by that day already"):
        do(move_due, moving, by=people.system)
    for act, given in (
        (assign, replace(giving, named_person="Sam Lee")),
        (move_due, replace(moving, due_on=FRIDAY + timedelta(days=3))),
    ):
        do(act, replace(given, version=len(steps(made))), by=people.system)
        do(act, replace(given, version=len(steps(made)) - 1), by=people.system)  # another said the same
        with pytest.raises(Superseded):
            do(act, replace(given, version=len(steps(made)) - 1, because="Another reason"), by=people.system)
    assert [step.words for step in steps(made)][1:] == ["Sam Lee. Knows the panel", "The panel moved"]


def test_notes_are_all_kept_also_after_it_is_closed(
    ours: Escalation, do: Do, people: People, steps: Steps, council: Organisation
) -> None:
    do(note, Note(escalation_id=ours.id, words="Rang them"))
    do(note, Note(escalation_id=ours.id, words="Rang again"), by=people.service)
    do(close, Close(escalation_id=ours.id, version=1, outcome="Agreed"))
    do(note, Note(escalation_id=ours.id, words="Paid"))
    assert [step.words for step in steps(ours)] == [
        "Agree interim funding",
        "Rang them",
        "Rang again",
        "Agreed",
        "Paid",
    ]
    with pytest.raises(NotFound):
        do(note, Note(escalation_id=ours.id, words="Seen"), by=people.council)  # nothing of theirs


def test_who_asked_closes_and_who_answers_does_not(ours: Escalation, do: Do, people: People, now_is: Load) -> None:
    with pytest.raises(NotAllowed):
        do(close, Close(escalation_id=ours.id, version=1, outcome="Agreed"), by=people.sro)
    do(close, Close(escalation_id=ours.id, version=1, outcome="Agreed"))
    closed = now_is(ours)
    assert (closed.state, closed.closed_by, closed.outcome) == (State.CLOSED, ClosedBy.PERSON, "Agreed")
    with pytest.raises(Superseded):
        do(decide, decision(ours, version=1), by=people.service)
    with pytest.raises(RuleBroken):
        do(decide, decision(ours, version=2), by=people.service)


def test_nobody_else_s_trust_is_told_that_it_is_there(ours: Escalation, do: Do, world: World, arrange: Arrange) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Fenland Council"))
    stranger = arrange(lambda: world.user(Role.EXECUTIVE, other))
    with pytest.raises(NotFound):
        do(acknowledge, Acknowledge(escalation_id=ours.id), by=stranger)
