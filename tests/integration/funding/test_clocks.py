"""The 28 days of Continuing Healthcare, and the hours of the Fast Track."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.errors import RuleBroken
from discharge.funding.commands.clocks import (
    PauseClock,
    ResumeClock,
    SetReceived,
    pause_clock,
    resume_clock,
    set_received,
)
from discharge.funding.models import FundingDispute, FundingPause
from discharge.funding.queries.cases import case_view
from discharge.places.rules.policy import Key
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, NOVEMBER, Funding
from tests.shapes import Arrange


def open_chc(funding: Funding, received_on: date | None = NOVEMBER) -> None:
    funding.open(CHC)
    funding.step("CHC-POS", received_on=received_on)


def clock_at(funding: Funding, session: Session, day: date) -> tuple[int, str]:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    clock = case_view(session, funding.actor, funding.stay.id, CHC, now=at).decision_clock
    session.rollback()
    assert clock is not None
    return clock.days, clock.state


def test_the_28_days_run_from_receipt(funding: Funding, session: Session) -> None:
    open_chc(funding, None)
    received = SetReceived(stay_id=funding.stay.id, version=funding.case(CHC).version, received_on=NOVEMBER)
    funding.do(set_received, received)
    assert clock_at(funding, session, NOVEMBER + timedelta(days=20)) == (20, "")
    assert clock_at(funding, session, NOVEMBER + timedelta(days=21)) == (21, "soon")
    assert clock_at(funding, session, NOVEMBER + timedelta(days=28)) == (28, "late")


def test_a_trust_may_be_told_sooner_and_sets_it_as_numbers(
    funding: Funding, session: Session, world: World, arrange: Arrange
) -> None:
    arrange(lambda: (world.number(Key.CHC_SOON_DAYS, 10), world.number(Key.CHC_LATE_DAYS, 14)))
    open_chc(funding)
    assert clock_at(funding, session, NOVEMBER + timedelta(days=10)) == (10, "soon")
    assert clock_at(funding, session, NOVEMBER + timedelta(days=14)) == (14, "late")


def test_the_clock_stands_still_for_a_reason_of_the_list(funding: Funding, session: Session) -> None:
    open_chc(funding)

    def pause(reason: str, on: date) -> None:
        command = PauseClock(stay_id=funding.stay.id, version=funding.case(CHC).version, reason=reason, from_on=on)
        funding.do(pause_clock, command)

    with pytest.raises(RuleBroken, match="Select why the clock stands still"):
        pause("busy", NOVEMBER)
    with pytest.raises(RuleBroken, match="Enter a day after the ICB received"):
        pause("person_unwell", NOVEMBER - timedelta(days=1))
    pause("person_unwell", NOVEMBER + timedelta(days=5))
    with pytest.raises(RuleBroken, match="has stood still since 7 November 2026"):
        pause("person_asked", NOVEMBER + timedelta(days=6))
    with pytest.raises(RuleBroken, match="start it again first"):
        funding.step("CHC-NA", NOVEMBER + timedelta(days=6), words="No longer asked for")
    assert clock_at(funding, session, TODAY) == (5, "paused")
    resume = ResumeClock(
        stay_id=funding.stay.id, version=funding.case(CHC).version, until_on=NOVEMBER + timedelta(days=8)
    )
    funding.do(resume_clock, resume)
    assert clock_at(funding, session, TODAY) == (18, "")
    assert session.scalars(select(FundingPause)).one().until_on == NOVEMBER + timedelta(days=8)


def test_a_decision_before_receipt_is_refused_and_one_after_stops_the_clock(funding: Funding, session: Session) -> None:
    open_chc(funding, NOVEMBER + timedelta(days=2))
    funding.step("CHC-DEC")
    with pytest.raises(RuleBroken, match="The ICB received the checklist on 4 November 2026"):
        funding.step("CHC-INEL", words="No primary health need")
    funding.step("CHC-INEL", NOVEMBER + timedelta(days=10), words="No primary health need")
    assert clock_at(funding, session, TODAY) == (8, "")
    funding.step("CHC-DISP", TODAY, dispute_about="decision", dispute_stage="local_review")
    funding.step("CHC-ELIG", TODAY, words="Overturned on review")
    assert session.scalars(select(FundingDispute)).one().outcome == "Overturned on review"


def test_fast_track_runs_in_hours(funding: Funding, session: Session) -> None:
    funding.open(CHC)
    with pytest.raises(RuleBroken, match="Enter when the ICB received the Fast Track"):
        funding.step("CHC-FAST", TODAY)
    funding.step("CHC-FAST", TODAY, received_at=NOW - timedelta(hours=2))
    clock = case_view(session, funding.actor, funding.stay.id, CHC, now=NOW + timedelta(hours=46)).fast_clock
    assert clock is not None
    assert clock.state == "late"


def test_a_trust_decides_how_fast_a_fast_track_is(
    funding: Funding, session: Session, world: World, arrange: Arrange
) -> None:
    arrange(lambda: world.number(Key.FAST_TRACK_HOURS, 24))
    funding.open(CHC)
    funding.step("CHC-FAST", TODAY, received_at=NOW)
    clock = case_view(session, funding.actor, funding.stay.id, CHC, now=NOW + timedelta(hours=24)).fast_clock
    assert clock is not None
    assert clock.state == "late"
