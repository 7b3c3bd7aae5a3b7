"""Section 117: who is entitled, who says so, and when it ends."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.funding.commands.confirming import ConfirmAgain, confirm_again
from discharge.funding.commands.notes import (
    RecordEnding,
    record_ending,
)
from discharge.funding.commands.steps import TakeStep, take_step
from discharge.stays.models import LegalPeriod
from tests.factories import TODAY
from tests.integration.funding.conftest import NOVEMBER, S117, TO_NEEDS, Funding, detain
from tests.shapes import Arrange


def test_only_some_may_confirm_an_entitlement(funding: Funding, nurse_actor: Actor) -> None:
    funding.open()
    step = TakeStep(stay_id=funding.stay.id, kind=S117, code="S117-ELIG", on=NOVEMBER)
    with pytest.raises(NotAllowed):
        funding.do(take_step, step, by=nurse_actor)
    assert funding.do(take_step, step).state == "S117-ELIG"
    funding.do(take_step, TakeStep(stay_id=funding.stay.id, kind=S117, code="S117-RESP", on=NOVEMBER), by=nurse_actor)


def test_an_answer_against_the_history_says_why(funding: Funding, arrange: Arrange, session: Session) -> None:
    funding.open()
    with pytest.raises(RuleBroken, match="Enter why"):
        funding.step("S117-NA")
    funding.step("S117-NA", words="The section 3 was entered for somebody else")
    assert funding.case().closed_on == NOVEMBER


def test_an_entitlement_that_the_record_does_not_show_says_why(
    funding: Funding, arrange: Arrange, session: Session
) -> None:
    arrange(lambda: session.execute(update(LegalPeriod).values(struck_out_because="Wrong person")))
    funding.open()
    with pytest.raises(RuleBroken, match=r"Enter why\. The record here says: Check: no legal authority is recorded"):
        funding.step("S117-ELIG")
    funding.step("S117-ELIG", words="Section 37 in another hospital, papers seen")


def end(funding: Funding, body: str, on: date = NOVEMBER) -> None:
    command = RecordEnding(
        stay_id=funding.stay.id, version=funding.case().version, body=body, on=on, by="Care panel chair"
    )
    funding.do(record_ending, command)


def test_aftercare_ends_when_both_bodies_have_decided(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    end(funding, "icb")
    assert funding.case().state == "S117-NEED"
    end(funding, "council", TODAY)
    case = funding.case()
    assert (case.state, case.closed_on) == ("S117-ENDED", TODAY)
    assert (case.icb_ended_by, case.council_ended_on) == ("Care panel chair", TODAY)


def test_aftercare_never_ends_under_a_community_treatment_order(
    funding: Funding, arrange: Arrange, session: Session
) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    arrange(lambda: detain(session, funding.stay, "CTO", date(2026, 10, 1)))
    with pytest.raises(RuleBroken, match="cannot end under a community treatment order"):
        end(funding, "icb")


def test_a_detention_after_confirming_asks_again_and_a_new_duty_begins(
    funding: Funding, arrange: Arrange, session: Session
) -> None:
    funding.open()
    funding.to(*TO_NEEDS, "S117-AGREED")

    def again() -> None:
        arranged = detain(session, funding.stay, "03", date(2026, 10, 30))
        assert arranged.started_on

    arrange(again)
    seen = funding.case()
    command = ConfirmAgain(
        stay_id=funding.stay.id, version=seen.version, on=TODAY, is_new_duty=True, words="Readmitted"
    )
    funding.do(confirm_again, command)
    case = funding.case()
    assert (case.state, case.split, case.since) == ("S117-ELIG", None, TODAY)
    assert case.entitlement.startswith("Qualifying detention recorded: section 3 from 30 October 2026")
