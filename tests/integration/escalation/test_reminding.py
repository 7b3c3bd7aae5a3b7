"""Who is told though nobody did anything: what opens or goes on again, what is about to rise, who came newly."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, User
from discharge.blockers.rules.owner import Owner
from discharge.core.clock import moment_of
from discharge.core.events import tell
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import AskBack, AskExecutive, Decide, ask_back, ask_executive, decide
from discharge.escalation.commands.sweeping import sweep
from discharge.escalation.models import LadderPost
from discharge.escalation.rules.ladder import HEADS, SERVICE
from discharge.notices.models import OutgoingMail, ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.places.models import Organisation
from discharge.stays.commands.leaving import LeaveHospital, ReopenStay, leave_hospital, reopen_stay
from discharge.stays.events import BecameReady, NoLongerReady
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import SWEEP, Load, People, Raise, stands
from tests.shapes import Arrange, Do

DAY = timedelta(days=1)
REACHED, RISING, WAIT = "escalation_reached", "escalation_rising", "escalations_wait"
Told = Callable[..., list[str]]


@pytest.fixture
def sweep_at(session: Session) -> Callable[[int], None]:
    """Sweep, some days from now."""

    def carry(days: int) -> None:
        session.expunge_all()
        session.rollback()
        sweep(session, actor=SWEEP, now=NOW + days * DAY)

    return carry


def turn(do: Do, stay: Stay, event: type, days: int) -> None:
    told = event(stay.id, stay.organisation_id, TODAY + timedelta(days=days))
    do(lambda session, what, *, actor, now: tell(session, what, actor=actor, now=now), told, at=NOW + days * DAY)


def leave(stay: Stay) -> LeaveHospital:
    who = {"receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    return LeaveHospital(stay_id=stay.id, left_at=NOW, method="1", destination="19", **who)


def test_whoever_owes_the_answer_is_told_once_when_it_goes_on(
    raised: Raise, do: Do, stay: Stay, people: People, told: Told
) -> None:
    raised(level=HEADS)
    turn(do, stay, NoLongerReady, 1)
    assert told(people.head) == [REACHED]
    turn(do, stay, BecameReady, 2)
    assert told(people.head) == [REACHED, REACHED]


def test_whoever_owes_the_answer_is_told_once_when_it_is_open_again(
    raised: Raise, do: Do, stay: Stay, people: People, told: Told
) -> None:
    raised(level=HEADS)
    do(leave_hospital, leave(stay))
    assert told(people.head) == [REACHED]
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Left by mistake"), at=NOW + DAY)
    assert told(people.head) == [REACHED, REACHED]
    assert told(people.service) == []


def test_what_was_asked_back_tells_those_who_owe_the_reply_and_what_was_decided_nobody(
    raised: Raise, do: Do, stay: Stay, people: People, told: Told
) -> None:
    asked = raised(level=HEADS, by=people.coordinator)
    decided = raised(level=SERVICE, by=people.coordinator, owner=Owner(OwnerKind.TRUST))
    do(ask_back, AskBack(escalation_id=asked.id, version=1, words="Which flat?"), by=people.head)
    promise = {"words": "Pay", "done_by": "Finance", "by_on": TODAY + 9 * DAY}
    do(decide, Decide(escalation_id=decided.id, version=1, **promise), by=people.director)
    before = {who: len(told(who)) for who in (people.coordinator, people.head, people.service, people.director)}
    do(leave_hospital, leave(stay))
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Left by mistake"), at=NOW + DAY)
    after = {who: len(told(who)) for who in before}
    assert after == before | {people.coordinator: before[people.coordinator] + 1}


def test_on_the_last_day_whoever_owes_it_is_told_once_that_it_rises(
    raised: Raise, people: People, told: Told, sweep_at: Callable[[int], None], session: Session
) -> None:
    raised(level=HEADS)  # Monday 23 November: the answer is due on Monday 30
    sweep_at(3)
    assert told(people.head) == [REACHED]
    sweep_at(4)  # Friday: Monday, the last day, is still a working day
    assert told(people.head) == [REACHED]
    sweep_at(7)
    sweep_at(7)
    assert told(people.head) == [REACHED, RISING]
    assert told(people.director) == []
    sweep_at(8)
    assert told(people.director) == [REACHED]
    mails = session.scalar(select(func.count()).select_from(OutgoingMail))
    assert mails == 3


def test_what_is_due_on_a_bank_holiday_is_told_on_the_working_day_before(
    raised: Raise, people: People, told: Told, sweep_at: Callable[[int], None]
) -> None:
    raised(level=HEADS, due_on=date(2026, 12, 28), at=moment_of(date(2026, 12, 22), NOW.timetz().replace(tzinfo=None)))
    sweep_at((date(2026, 12, 23) - TODAY).days)
    assert told(people.head) == [REACHED]
    sweep_at((date(2026, 12, 24) - TODAY).days)  # Christmas, a weekend, and Boxing Day's substitute follow
    assert told(people.head) == [REACHED, RISING]


def test_what_was_answered_or_stands_still_or_is_at_its_top_is_not_about_to_rise(
    raised: Raise, do: Do, stay: Stay, people: People, told: Told, sweep_at: Callable[[int], None]
) -> None:
    answered = raised(level=HEADS)
    do(ask_back, AskBack(escalation_id=answered.id, version=1, words="Which flat?"), by=people.head)
    raised(level=5)
    sweep_at(7)
    assert RISING not in told(people.head) + told(people.sro)


def test_somebody_new_at_a_level_is_told_once_of_what_waits_there(
    raised: Raise, world: World, people: People, told: Told, sweep_at: Callable[[int], None], arrange: Arrange
) -> None:
    raised(level=HEADS)
    raised(level=HEADS, ask="Find a flat")
    since = {"from_on": TODAY + DAY, "set_at": NOW + timedelta(hours=1), "is_deputy": True}
    deputy = arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Dee Deputy"))
    arrange(lambda: stands(world, deputy, world.trust, HEADS, **since))
    sweep_at(0)
    assert told(deputy) == []  # from tomorrow on
    sweep_at(1)
    sweep_at(2)
    assert told(deputy) == [WAIT]
    assert WAIT not in told(people.head)


def test_somebody_new_where_nothing_waits_or_without_the_role_is_told_nothing(
    raised: Raise, world: World, people: People, told: Told, sweep_at: Callable[[int], None], arrange: Arrange
) -> None:
    raised(level=HEADS)
    since = {"from_on": TODAY, "set_at": NOW + timedelta(hours=1)}
    idle = arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Ida Idle"))
    nurse = arrange(lambda: world.user(Role.WARD_MEMBER, world.trust, name="Nora Nurse"))
    arrange(lambda: (stands(world, idle, world.trust, 4, **since), stands(world, nurse, world.trust, HEADS, **since)))
    sweep_at(1)
    assert told(idle) == told(nurse) == []


def test_the_notice_of_somebody_new_leads_to_what_waits(
    raised: Raise,
    world: World,
    people: People,
    sweep_at: Callable[[int], None],
    arrange: Arrange,
    session: Session,
    now_is: Load,
) -> None:
    raised(level=HEADS)
    new = arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Dee Deputy"))
    arrange(lambda: stands(world, new, world.trust, HEADS, from_on=TODAY, set_at=NOW + timedelta(hours=1)))
    sweep_at(1)
    session.rollback()
    notice = session.scalars(select(ToldNotice).where(ToldNotice.user_id == new.id)).one()
    assert (notice.kind, notice.path, notice.reference) == (Kind.ESCALATIONS_WAIT, "/sro", "")


def closes_account(session: Session, who: User) -> None:
    session.get_one(User, who.id).active = False


def loses_role(session: Session, who: User) -> None:
    session.execute(delete(Membership).where(Membership.user_id == who.id))


def comes_to_last_day(session: Session, who: User) -> None:
    session.execute(update(LadderPost).where(LadderPost.user_id == who.id).values(until_on=TODAY))


@pytest.mark.parametrize("leaves", [closes_account, loses_role, comes_to_last_day])
def test_those_who_coordinate_are_told_once_where_nobody_answers_any_more(
    raised: Raise,
    people: People,
    told: Told,
    sweep_at: Callable[[int], None],
    session: Session,
    leaves: Callable[[Session, User], None],
) -> None:
    raised(level=HEADS)
    sweep_at(1)
    assert told(people.coordinator) == told(people.system) == []
    leaves(session, people.head)
    session.commit()
    sweep_at(1)
    sweep_at(2)
    assert told(people.coordinator) == told(people.system) == [REACHED]
    assert told(people.head) == [REACHED]


def test_where_an_executive_who_was_asked_has_left_those_who_coordinate_are_told(
    raised: Raise,
    do: Do,
    people: People,
    council: Organisation,
    told: Told,
    sweep_at: Callable[[int], None],
    session: Session,
) -> None:
    asked = raised(level=HEADS)
    ask = AskExecutive(escalation_id=asked.id, version=1, organisation_id=council.id, words="Decide on the panel")
    do(ask_executive, ask, by=people.head)
    closes_account(session, people.council)
    session.commit()
    sweep_at(1)
    assert told(people.coordinator) == [REACHED]


def test_nobody_is_told_of_what_somebody_still_answers_or_of_what_came_where_nobody_stood(
    raised: Raise, people: People, told: Told, sweep_at: Callable[[int], None], session: Session
) -> None:
    closes_account(session, people.service)
    session.commit()
    raised(level=SERVICE, by=people.coordinator)
    raised(level=HEADS, ask="Find a flat")
    sweep_at(0)
    sweep_at(0)
    assert told(people.system) == [REACHED]
    assert told(people.coordinator) == []
