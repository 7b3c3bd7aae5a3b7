"""Disputes have dates of their own."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.errors import RuleBroken
from discharge.funding.commands.notes import (
    MoveDispute,
    RecordEnding,
    move_dispute,
    record_ending,
)
from discharge.funding.models import FundingDispute
from tests.factories import TODAY
from tests.integration.funding.conftest import NOVEMBER, S117, TO_NEEDS, Funding


def test_a_dispute_has_dates_of_its_own(funding: Funding, session: Session) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-DISP", dispute_about="council", dispute_stage="raised")
    version = funding.case().version
    later = NOVEMBER + timedelta(days=4)
    moved = {"stay_id": funding.stay.id, "kind": S117, "on": later}
    funding.do(move_dispute, MoveDispute(**moved, version=version, stage="directors"))
    with pytest.raises(RuleBroken, match="Record what the dispute led to as the next step"):
        funding.do(move_dispute, MoveDispute(**moved, version=funding.case().version, is_settled=True, words="Agreed"))
    with pytest.raises(RuleBroken, match="Enter how the dispute was settled"):
        funding.step("S117-RESP", later)
    with pytest.raises(RuleBroken, match="The dispute moved on 6 November 2026"):
        funding.step("S117-RESP", NOVEMBER, words="Westmere accepts")
    funding.step("S117-RESP", later, words="Westmere accepts")
    dispute = session.scalars(select(FundingDispute)).one()
    assert (dispute.stage, dispute.stage_on, dispute.settled_on) == ("directors", later, later)
    assert dispute.outcome == "Westmere accepts"


def test_a_dispute_goes_on_under_interim_funding_and_holds_the_end_back(funding: Funding, session: Session) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-DISP", dispute_about="split", dispute_stage="raised")
    funding.step("S117-INTERIM")
    funding.step("S117-AGREED")
    assert session.scalars(select(FundingDispute)).one().settled_on is None
    with pytest.raises(RuleBroken, match="A dispute is open already"):
        funding.step("S117-DISP", dispute_about="split", dispute_stage="raised")
    ending = RecordEnding(
        stay_id=funding.stay.id, version=funding.case().version, body="icb", on=NOVEMBER, by="J. Bell"
    )
    with pytest.raises(RuleBroken, match="The dispute of 2 November 2026 is still open"):
        funding.do(record_ending, ending)
    settle = MoveDispute(
        stay_id=funding.stay.id,
        kind=S117,
        version=funding.case().version,
        on=TODAY,
        is_settled=True,
        words="Half each",
    )
    funding.do(move_dispute, settle)
    session.expire_all()
    assert session.scalars(select(FundingDispute)).one().settled_on == TODAY
