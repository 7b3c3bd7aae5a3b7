"""Discharge, death, follow-up, and undoing what was wrong."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.core.actor import Actor, process
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.places.models import Ward
from discharge.places.rules.policy import Key
from discharge.stays.commands.absence import StartAbsence, start_absence
from discharge.stays.commands.admitting import Admit, admit
from discharge.stays.commands.follow_up import (
    ArrangeFollowUp,
    CloseFollowUp,
    FollowUpDone,
    arrange_follow_up,
    close_follow_up,
    follow_up_done,
)
from discharge.stays.commands.leaving import (
    LeaveHospital,
    RecordDeath,
    ReopenStay,
    leave_hospital,
    record_death,
    reopen_stay,
)
from discharge.stays.commands.legal import StartAuthority, start_authority
from discharge.stays.events import WardDays
from discharge.stays.models import AbsencePeriod, Discharge, FollowUp, LegalPeriod, Person, ReadyPeriod, Stay, WardStay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState
from discharge.stays.queries.leaving import NOT_LEFT, follow_up_words
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, Do

Told = list[tuple[WardDays, ...]]


def leave(stay: Stay, hours_ago: float = 1, **columns: Any) -> LeaveHospital:
    values = {
        "left_at": NOW - timedelta(hours=hours_ago),
        "method": "1",
        "destination": "19",
        "receiving_team_kind": "cmht",
        "follow_up_owner": "Dr Osei",
        **columns,
    }
    return LeaveHospital(stay_id=stay.id, **values)


def refused(do: Do, act: Any, command: Any, **rest: Any) -> tuple[str, str]:
    with pytest.raises(RuleBroken) as broken:
        do(act, command, **rest)
    return broken.value.field, broken.value.message


def ready(world: World, stay: Stay, on: date) -> ReadyPeriod:
    answers = dict.fromkeys(("is_clinical_decision", "is_team_decision", "is_safe", "were_person_views_heard"), True)
    made: ReadyPeriod = world._add(
        ReadyPeriod(
            organisation_id=stay.organisation_id,
            stay_id=stay.id,
            started_on=on,
            decided_by="Dr Osei",
            entered_at=NOW,
            **answers,
        )
    )
    return made


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="3"))
    return made


def owed(session: Session) -> FollowUp:
    return session.scalars(select(FollowUp)).one()


def test_leaving_closes_everything_and_owes_a_contact_within_72_hours(
    session: Session, do: Do, stay: Stay, ward: Ward, world: World, arrange: Arrange, told: Told
) -> None:
    period = arrange(lambda: ready(world, stay, TODAY - timedelta(days=3)))
    do(start_authority, StartAuthority(stay_id=stay.id, code="03", started_on=TODAY - timedelta(days=9)))
    do(start_absence, StartAbsence(stay_id=stay.id, kind="home_leave", from_at=NOW - timedelta(hours=5)))
    at = NOW - timedelta(days=1)
    assert refused(do, leave_hospital, leave(stay, 24))[0] == "left_at"  # before the leave began
    at = NOW - timedelta(hours=1)
    left = do(leave_hospital, leave(stay, seen=NOT_LEFT))
    assert (left.state, left.left_on) == (StayState.LEFT, TODAY)
    assert session.scalars(select(WardStay.ended_at)).one() == at
    assert session.scalars(select(AbsencePeriod.returned_at)).one() == at
    session.expire_all()
    closed = session.get_one(ReadyPeriod, period.id)
    assert (closed.ended_on, closed.ended_because) == (TODAY, "discharged")
    assert session.scalars(select(LegalPeriod.ended_on)).one() is None  # it stays with the person
    follow_up = owed(session)
    assert (follow_up.owner, follow_up.receiving_team) == ("Dr Osei", "Community mental health team")
    assert (follow_up.due_at, follow_up.due_hours) == (at + timedelta(hours=72), 72)
    assert told[-1] == (WardDays(ward.id, TODAY, TODAY),)


def test_days_after_a_backdated_discharge_are_told(do: Do, stay: Stay, ward: Ward, told: Told) -> None:
    do(leave_hospital, leave(stay, 49))
    assert told == [(WardDays(ward.id, TODAY - timedelta(days=2), TODAY),)]


@pytest.mark.parametrize(("is_risk_identified", "hours"), [(True, 36), (False, 60)])
def test_a_risk_or_a_local_number_shortens_the_follow_up(
    session: Session,
    do: Do,
    stay: Stay,
    ward: Ward,
    world: World,
    arrange: Arrange,
    is_risk_identified: bool,
    hours: int,
) -> None:
    assert refused(do, leave_hospital, leave(stay, due_hours=73))[0] == "due_hours"
    arrange(lambda: world.number(Key.FOLLOW_UP_RISK_HOURS, 36, ward=ward))
    arrange(lambda: world.number(Key.FOLLOW_UP_HOURS, 60))
    do(leave_hospital, leave(stay, is_risk_identified=is_risk_identified))
    assert owed(session).due_hours == hours


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"method": "8"}, "method"),
        ({"destination": "98"}, "destination"),
        ({"method": "4", "destination": "79"}, "method"),
        ({"destination": "79"}, "method"),
        ({"receiving_team_kind": ""}, "receiving_team_kind"),
        ({"follow_up_owner": ""}, "follow_up_owner"),
        ({"left_at": NOW + timedelta(minutes=1)}, "left_at"),
        ({"left_at": NOW - timedelta(days=11)}, "left_at"),
        ({"booked_at": NOW - timedelta(days=1)}, "booked_at"),
    ],
)
def test_a_discharge_that_cannot_be_is_refused(do: Do, stay: Stay, columns: dict[str, Any], field: str) -> None:
    assert refused(do, leave_hospital, leave(stay, **columns))[0] == field


def test_a_discharge_before_the_ready_date_is_refused(do: Do, stay: Stay, world: World, arrange: Arrange) -> None:
    arrange(lambda: ready(world, stay, TODAY))
    assert refused(do, leave_hospital, leave(stay, 30))[0] == "left_at"


def test_a_list_may_discharge_with_nobody_named(session: Session, do: Do, stay: Stay) -> None:
    feed = process("ward list", source="feed")
    do(leave_hospital, leave(stay, receiving_team_kind="", follow_up_owner=""), by=feed)
    assert (owed(session).owner, owed(session).state) == ("", FollowUpState.OWED)


def test_admitted_and_discharged_on_one_day(do: Do, ward: Ward, world: World, arrange: Arrange, told: Told) -> None:
    person = arrange(world.person)
    stay = do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=NOW - timedelta(hours=4)))
    left = do(leave_hospital, leave(stay))
    assert (left.admitted_on, left.left_on) == (TODAY, TODAY)
    assert told[-1] == (WardDays(ward.id, TODAY, TODAY),)


def test_two_who_discharge_differently_both_see_it_and_the_same_is_said_once(
    session: Session, do: Do, stay: Stay
) -> None:
    do(leave_hospital, leave(stay, seen=NOT_LEFT))
    do(leave_hospital, leave(stay, seen=NOT_LEFT))
    with pytest.raises(Superseded) as superseded:
        do(leave_hospital, leave(stay, destination="55", seen=NOT_LEFT))
    assert superseded.value.theirs["Where to"] == "Usual home"
    assert superseded.value.yours["Where to"] == "Care home with nursing"
    assert len(session.scalars(select(Discharge)).all()) == 1


def test_a_restricted_section_asks_for_consent_to_discharge(session: Session, do: Do, stay: Stay) -> None:
    do(start_authority, StartAuthority(stay_id=stay.id, code="15", started_on=TODAY - timedelta(days=9)))
    assert refused(do, leave_hospital, leave(stay))[0] == "consent"
    do(leave_hospital, leave(stay, consent=True))
    assert session.scalars(select(Discharge.is_ministry_consent_recorded)).one() is True


def test_reopening_restores_exactly_what_was_closed(
    session: Session, do: Do, stay: Stay, ward: Ward, world: World, arrange: Arrange, told: Told
) -> None:
    arrange(lambda: ready(world, stay, TODAY - timedelta(days=3)))
    do(start_absence, StartAbsence(stay_id=stay.id, kind="home_leave", from_at=NOW - timedelta(hours=5)))
    do(leave_hospital, leave(stay))
    assert refused(do, reopen_stay, ReopenStay(stay_id=stay.id, because=""))[0] == "because"
    back = do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    assert (back.state, back.left_on) == (StayState.OPEN, None)
    assert session.scalars(select(WardStay.ended_at)).one() is None
    assert session.scalars(select(AbsencePeriod.returned_at)).one() is None
    period = session.scalars(select(ReadyPeriod)).one()
    assert (period.ended_on, period.ended_because) == (None, "")
    assert owed(session).state == FollowUpState.CANCELLED
    assert told[-1] == (WardDays(ward.id, TODAY, TODAY),)
    assert refused(do, reopen_stay, ReopenStay(stay_id=stay.id, because="Again"))[0] == ""
    assert do(leave_hospital, leave(stay, 0.5)).left_on == TODAY  # and may be discharged again


def test_nobody_is_brought_back_who_was_admitted_again(do: Do, stay: Stay, ward: Ward) -> None:
    do(leave_hospital, leave(stay, 30))
    again = do(admit, Admit(ward_id=ward.id, person=stay.person_id, admitted_at=NOW - timedelta(hours=2)))
    assert "again" in refused(do, reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong"))[1]
    do(leave_hospital, leave(again))
    assert "again" in refused(do, reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong"))[1]
    assert do(reopen_stay, ReopenStay(stay_id=again.id, because="Wrong")).is_open


def test_death_ends_everything_in_one_step_and_undoing_it_brings_all_back(
    session: Session, do: Do, stay: Stay, ward: Ward, told: Told, nurse: User, acting: Callable[[User], Actor]
) -> None:
    do(leave_hospital, leave(stay, 60))
    again = do(admit, Admit(ward_id=ward.id, person=stay.person_id, admitted_at=NOW - timedelta(hours=50)))
    command = RecordDeath(stay_id=again.id, died_at=NOW - timedelta(hours=1))
    do(record_death, command)
    do(record_death, command)
    assert session.get_one(Person, stay.person_id).died_on == TODAY
    discharge = session.scalars(select(Discharge).where(Discharge.stay_id == again.id)).one()
    assert (discharge.method, discharge.destination) == ("4", "79")
    assert owed(session).state == FollowUpState.CANCELLED
    assert told[-1] == (WardDays(ward.id, TODAY, TODAY),)
    do(reopen_stay, ReopenStay(stay_id=again.id, because="Wrong person"))
    session.expire_all()
    assert session.get_one(Person, stay.person_id).died_on is None
    assert owed(session).state == FollowUpState.OWED


def test_somebody_who_left_and_died_is_owed_nothing(session: Session, do: Do, stay: Stay) -> None:
    do(leave_hospital, leave(stay, 30))
    assert refused(do, record_death, RecordDeath(stay_id=stay.id, died_at=NOW - timedelta(days=3)))[0] == "died_at"
    assert refused(do, record_death, RecordDeath(stay_id=stay.id, died_at=NOW + timedelta(days=3)))[0] == "died_at"
    do(record_death, RecordDeath(stay_id=stay.id, died_at=NOW))
    assert owed(session).state == FollowUpState.CANCELLED
    assert session.scalars(select(Discharge.method)).one() == "1"


def test_follow_ups_are_owed_soonest_first_until_done_or_closed(
    session: Session, do: Do, ward: Ward, world: World, arrange: Arrange, nurse: User, acting: Callable[[User], Actor]
) -> None:
    stays = [arrange(lambda: world.stay(ward)) for _ in range(3)]
    for number, hours in enumerate((30, 80, 1)):
        do(leave_hospital, leave(stays[number], hours))

    def owing() -> list[FollowUp]:
        still = select(FollowUp).where(FollowUp.state == FollowUpState.OWED).order_by(FollowUp.due_at)
        return list(session.scalars(still))

    late, usual, last = owing()
    assert [one.stay_id for one in (late, usual, last)] == [stays[1].id, stays[0].id, stays[2].id]
    seen = follow_up_words(late)
    done = FollowUpDone(follow_up_id=late.id, mechanism="02", done_at=NOW, seen=seen)
    do(follow_up_done, done)
    do(follow_up_done, FollowUpDone(follow_up_id=usual.id, mechanism="01", done_at=NOW - timedelta(hours=2)))
    assert [one.stay_id for one in owing()] == [last.stay_id]
    with pytest.raises(Superseded):
        do(close_follow_up, CloseFollowUp(follow_up_id=late.id, because="Moved away", seen=seen))
    assert refused(do, close_follow_up, CloseFollowUp(follow_up_id=late.id, because="Moved away"))[0] == ""


def test_what_is_said_of_a_follow_up_must_make_sense(
    session: Session, do: Do, stay: Stay, ward: Ward, world: World, arrange: Arrange, acting: Callable[[User], Actor]
) -> None:
    do(leave_hospital, leave(stay))
    key = owed(session).id
    for columns, field in (
        ({"mechanism": "05", "done_at": NOW}, "mechanism"),
        ({"mechanism": "01", "done_at": NOW + timedelta(minutes=1)}, "done_at"),
        ({"mechanism": "01", "done_at": NOW - timedelta(hours=2)}, "done_at"),
    ):
        assert refused(do, follow_up_done, FollowUpDone(follow_up_id=key, **columns))[0] == field
    assert refused(do, close_follow_up, CloseFollowUp(follow_up_id=key, because=""))[0] == "because"
    arranged = {"follow_up_id": key, "booked_at": NOW + timedelta(days=1)}
    assert refused(do, arrange_follow_up, ArrangeFollowUp(**arranged, owner=""))[0] == "owner"
    assert do(arrange_follow_up, ArrangeFollowUp(**arranged, owner="Mo Hale")).owner == "Mo Hale"
    do(close_follow_up, CloseFollowUp(follow_up_id=key, because="Abroad"))
    with pytest.raises(NotAllowed):
        do(
            close_follow_up,
            CloseFollowUp(follow_up_id=key, because="Abroad"),
            by=acting(arrange(lambda: world.user(Role.BANK_WORKER, ward))),
        )
    stranger = acting(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    with pytest.raises(NotFound):
        do(close_follow_up, CloseFollowUp(follow_up_id=key, because="Abroad"), by=stranger)
