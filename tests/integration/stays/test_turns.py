"""What modules above hear of the turns in a stay: ready, not ready, gone, back, never here."""

from datetime import date, timedelta
from typing import Any

import pytest

from discharge.core.events import Event
from discharge.places.models import Ward
from discharge.stays.commands.admitting import CancelAdmission, cancel_admission
from discharge.stays.commands.leaving import (
    LeaveHospital,
    RecordDeath,
    ReopenStay,
    leave_hospital,
    record_death,
    reopen_stay,
)
from discharge.stays.commands.ready import EndReady, MakeReady, end_ready, make_ready
from discharge.stays.events import BecameReady, Died, Discharged, DischargeUndone, NoLongerReady, StayCancelled
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.stays.conftest import day
from tests.shapes import Arrange, Do

AN_HOUR_AGO = NOW - timedelta(hours=1)


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward))
    return made


def make(do: Do, stay: Stay, on: date) -> Any:
    decisions = dict.fromkeys(("is_clinical_decision", "is_team_decision", "is_safe", "were_person_views_heard"), True)
    who = {"were_carer_views_heard": None, "decided_by": "Dr Osei", "reason": "18", "attributable_to": "04"}
    return do(make_ready, MakeReady(stay_id=stay.id, started_on=on, **decisions, **who))


def leave(stay: Stay) -> LeaveHospital:
    who = {"receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    return LeaveHospital(stay_id=stay.id, left_at=AN_HOUR_AGO, method="1", destination="19", **who)


def test_ready_and_not_ready_are_told_with_the_day_from_which_they_hold(do: Do, stay: Stay, turns: list[Event]) -> None:
    period = make(do, stay, day(-4))
    do(end_ready, EndReady(stay_id=stay.id, period_id=period.id, ended_on=day(-1), because="unwell"))
    trust = stay.organisation_id
    assert turns == [BecameReady(stay.id, trust, day(-4)), NoLongerReady(stay.id, trust, day(-1))]


def test_a_discharge_and_its_undoing_are_told_and_the_end_of_readiness_is_not(
    do: Do, stay: Stay, turns: list[Event]
) -> None:
    make(do, stay, day(-4))
    do(leave_hospital, leave(stay))
    do(leave_hospital, leave(stay))
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    trust = stay.organisation_id
    assert turns[1:] == [Discharged(stay.id, trust, TODAY), DischargeUndone(stay.id, trust, TODAY)]


def test_a_death_is_told_once_and_one_in_hospital_is_a_discharge_first(
    do: Do, world: World, arrange: Arrange, ward: Ward, stay: Stay, turns: list[Event]
) -> None:
    gone = arrange(lambda: world.left(world.stay(ward), on=day(-3)))
    for each in (stay, stay, gone):
        do(record_death, RecordDeath(stay_id=each.id, died_at=AN_HOUR_AGO))
    trust = stay.organisation_id
    assert turns == [
        Discharged(stay.id, trust, TODAY),
        Died(stay.id, trust, TODAY, stay.person_id),
        Died(gone.id, trust, TODAY, gone.person_id),
    ]


def test_a_cancelled_admission_is_told(do: Do, stay: Stay, turns: list[Event]) -> None:
    make(do, stay, day(-4))
    do(cancel_admission, CancelAdmission(stay_id=stay.id, because="Wrong person"))
    assert turns[1:] == [StayCancelled(stay.id, stay.organisation_id, stay.admitted_on)]
