"""Leaving hospital: what goes on, what closes, and what a discharge undone brings back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.core.errors import RuleBroken
from discharge.funding.commands.notes import RecordNeeds, record_needs
from discharge.funding.models import FundingStep, StepKind
from discharge.places.models import Ward
from discharge.places.rules.policy import Key
from discharge.stays.commands.admitting import CancelAdmission, cancel_admission
from discharge.stays.commands.leaving import (
    LeaveHospital,
    RecordDeath,
    ReopenStay,
    UndoDeath,
    leave_hospital,
    record_death,
    reopen_stay,
    undo_death,
)
from discharge.stays.models import FollowUp, Person, Stay
from discharge.stays.models.leaving import FollowUpState
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, NOVEMBER, OTHER, S117, Funding
from tests.shapes import Arrange


def leave(funding: Funding, *, destination: str = "19") -> None:
    command = LeaveHospital(
        stay_id=funding.stay.id,
        left_at=NOW - timedelta(hours=1),
        method="1",
        destination=destination,
        receiving_team_kind="home_treatment",
        receiving_team="East team",
        follow_up_owner="R. Amin",
    )
    funding.do(leave_hospital, command)


def test_agreed_aftercare_goes_on_with_its_first_review(funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED", "S117-AGREED")
    leave(funding)
    case = funding.case()
    assert (case.state, case.since, case.review_due_on) == ("S117-REVIEW", TODAY, TODAY + timedelta(days=42))
    last = funding.steps()[-1]
    assert (last.kind, last.words) == (StepKind.LEFT, "The person left hospital")


def test_a_trust_decides_when_the_first_review_is(funding: Funding, world: World, arrange: Arrange) -> None:
    arrange(lambda: world.number(Key.REVIEW_DAYS, 28))
    funding.open()
    leave(funding)
    assert funding.case().review_due_on == TODAY + timedelta(days=28)


def test_what_nobody_decided_stays_where_it_is_or_goes_on_after_discharge(funding: Funding) -> None:
    funding.open()
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    funding.open(OTHER)
    leave(funding)
    assert funding.case(S117).state == "S117-CHK"
    assert (funding.case(CHC).state, funding.case(CHC).review_due_on) == ("CHC-AFTER", TODAY + timedelta(days=42))
    other = funding.case(OTHER)
    assert (other.state, other.closed_on) == ("OTH-NA", TODAY)


def test_a_discharge_undone_brings_each_case_back(funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    funding.step("S117-PANEL", panel_on=TODAY)
    funding.open(OTHER)
    leave(funding)
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    case, other = funding.case(), funding.case(OTHER)
    assert (case.state, case.since, case.panel_on, case.review_due_on) == ("S117-PANEL", NOVEMBER, TODAY, None)
    assert (other.state, other.closed_on) == ("OTH-CONSID", None)
    assert funding.steps()[-1].words == "The discharge was undone"


def test_what_was_worked_on_after_discharge_is_left_and_said(funding: Funding) -> None:
    funding.open()
    leave(funding)
    version = funding.case().version
    funding.do(record_needs, RecordNeeds(stay_id=funding.stay.id, kind=S117, version=version, needs=("home",)))
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    assert funding.case().review_due_on == TODAY + timedelta(days=42)
    assert (
        funding.steps()[-1].words
        == "The discharge was undone: this case was worked on since, so look through its steps"
    )


def test_leaving_again_after_an_undone_discharge_is_kept_once_more(funding: Funding, session: Session) -> None:
    funding.open()
    leave(funding)
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    leave(funding)
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong again"))
    kinds = [step.kind for step in funding.steps()]
    assert kinds == [StepKind.OPENED, StepKind.LEFT, StepKind.BACK, StepKind.LEFT, StepKind.BACK]
    assert funding.case().review_due_on is None


def test_after_a_death_nothing_is_asked_for(funding: Funding) -> None:
    funding.open()
    funding.open(CHC)
    funding.do(record_death, RecordDeath(stay_id=funding.stay.id, died_at=NOW - timedelta(hours=1)))
    assert funding.case(S117).closed_on == TODAY
    assert funding.case(CHC).state == "CHC-NA"
    assert funding.steps()[-1].words == "The person died"


def test_a_death_after_the_discharge_closes_what_went_on_and_undoing_it_brings_it_back(
    funding: Funding, session: Session
) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED", "S117-AGREED")
    leave(funding)
    funding.do(record_death, RecordDeath(stay_id=funding.stay.id, died_at=NOW))
    case = funding.case()
    assert (case.state, case.closed_on, case.review_due_on) == ("S117-NA", TODAY, None)
    assert funding.steps()[-1].words == "The person died"
    assert session.scalars(select(FollowUp.state)).one() == FollowUpState.CANCELLED
    with pytest.raises(RuleBroken, match="undo that first"):
        funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    funding.do(undo_death, UndoDeath(stay_id=funding.stay.id, because="Wrong person"))
    case = funding.case()
    assert (case.state, case.closed_on, case.review_due_on) == ("S117-REVIEW", None, TODAY + timedelta(days=42))
    assert funding.steps()[-1].words == "The death was undone"
    session.rollback()
    assert session.scalars(select(FollowUp.state)).one() == FollowUpState.OWED
    actions = set(session.scalars(select(AuditLine.action)))
    assert {"stay.death_recorded", "follow_up.cancelled", "stay.death_undone", "follow_up.owed_again"} <= actions
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    case = funding.case()
    assert (case.state, case.review_due_on) == ("S117-AGREED", None)


def test_a_case_worked_on_after_the_death_is_left_and_said(funding: Funding) -> None:
    funding.open()
    leave(funding)
    funding.do(record_death, RecordDeath(stay_id=funding.stay.id, died_at=NOW))
    funding.step("S117-CHK", on=TODAY)
    funding.do(undo_death, UndoDeath(stay_id=funding.stay.id, because="Wrong person"))
    assert funding.case().state == "S117-CHK"
    assert "this case was worked on since" in funding.steps()[-1].words


def test_a_death_in_hospital_closes_what_went_on_after_an_earlier_stay(
    funding: Funding, world: World, arrange: Arrange, ward: Ward
) -> None:
    funding.open()
    leave(funding)
    again = arrange(lambda: world.stay(ward, person=world.session.get(Person, funding.stay.person_id), admitted_at=NOW))
    funding.do(record_death, RecordDeath(stay_id=again.id, died_at=NOW))
    assert funding.case().state == "S117-NA"
    funding.do(reopen_stay, ReopenStay(stay_id=again.id, because="Wrong person"))
    assert funding.case().state == "S117-CHK"


def test_a_death_recorded_in_hospital_is_not_undone_alone(funding: Funding) -> None:
    funding.do(record_death, RecordDeath(stay_id=funding.stay.id, died_at=NOW))
    with pytest.raises(RuleBroken, match="No death was recorded after"):
        funding.do(undo_death, UndoDeath(stay_id=funding.stay.id, because="Wrong person"))


@pytest.mark.parametrize("destination", ["48", "89"])
def test_where_another_country_takes_over_every_case_closes(funding: Funding, destination: str) -> None:
    funding.open()
    funding.open(CHC)
    leave(funding, destination=destination)
    assert (funding.case(S117).state, funding.case(CHC).state) == ("S117-NA", "CHC-NA")
    assert funding.steps()[-1].words == "Another country took over their care"
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    assert funding.case(S117).state == "S117-CHK"


def test_a_wrong_admission_has_nothing_to_pay_for(
    funding: Funding, world: World, arrange: Arrange, session: Session, ward: Ward
) -> None:
    stay: Stay = arrange(lambda: world.stay(ward))
    other = Funding(session, funding.actor, stay)
    other.open(CHC, on=TODAY)
    funding.do(cancel_admission, CancelAdmission(stay_id=stay.id, because="Entered twice"))
    assert other.case(CHC).state == "CHC-NA"
    assert session.scalars(select(FundingStep.words).where(FundingStep.kind == StepKind.LEFT)).all() == [
        "The admission was entered wrongly"
    ]
    with pytest.raises(RuleBroken, match="entered wrongly"):
        other.open(OTHER, on=TODAY)
