"""What may be done to a case, and what is kept of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.funding.commands.clocks import (
    PauseClock,
    ResumeClock,
    SetReceived,
    pause_clock,
    resume_clock,
    set_received,
)
from discharge.funding.commands.confirming import ConfirmAgain, confirm_again
from discharge.funding.commands.notes import (
    MoveDispute,
    RecordEnding,
    RecordNeeds,
    RecordReview,
    SetPapers,
    move_dispute,
    record_ending,
    record_needs,
    record_review,
    set_papers,
)
from discharge.funding.commands.opening import OpenCase, open_case
from discharge.funding.commands.steps import TakeStep, take_step
from discharge.funding.models import FundingDispute, FundingPause, StepKind
from discharge.funding.queries.cases import case_view, papers_of
from discharge.places.rules.policy import Key
from discharge.stays.models import LegalPeriod, Person, Stay
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, MARCH, NOVEMBER, OTHER, S117, Arrange, Funding, detain

TO_NEEDS = ("S117-ELIG", "S117-RESP", "S117-NEED")
PANEL = date(2026, 11, 12)


def test_a_case_is_taken_from_the_check_to_the_split(funding: Funding, session: Session) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-PANEL", panel_on=PANEL)
    funding.step("S117-DEFER", PANEL, words="What does the night support cost?")
    funding.step("S117-INTERIM", PANEL, agreed_by="J. Bell for the ICB, without prejudice")
    funding.step("S117-PANEL", PANEL, panel_on=date(2026, 11, 19))
    assert funding.case().interim_on == PANEL
    funding.step(
        "S117-AGREED", date(2026, 11, 19), icb_percent="66.67", council_percent="33.33", split_by="Both chairs"
    )
    case = funding.case()
    assert (case.state, case.icb_share, case.council_share) == ("S117-AGREED", 6667, 3333)
    assert (case.interim_on, case.panel_on, case.closed_on) == (None, None, None)
    assert case.entitlement == "Qualifying detention recorded: section 3 from 4 March 2026"
    assert case.entitlement_by == "Ada Quill"
    steps = funding.steps()
    assert [step.number for step in steps] == list(range(1, 10))
    assert steps[0].kind is StepKind.OPENED
    assert steps[-1].facts["Split"] == "ICB 66.67%, council 33.33%"
    assert steps[-1].panel_on == date(2026, 11, 19)
    lines = session.scalars(select(AuditLine).where(AuditLine.subject_kind == "funding_case")).all()
    assert len(lines) == len(steps)
    assert {line.person_id for line in lines} == {funding.stay.person_id}


def test_the_same_kind_is_opened_once(funding: Funding) -> None:
    assert funding.open().id == funding.open().id
    assert len(funding.steps()) == 1


@pytest.mark.parametrize("day", [date(2026, 2, 19), TODAY + timedelta(days=1)])
def test_a_case_is_opened_between_admission_and_today(funding: Funding, day: date) -> None:
    with pytest.raises(RuleBroken, match="Enter a day from the admission on 20 February 2026 to today"):
        funding.open(on=day)


def test_continuing_healthcare_is_for_adults(funding: Funding, arrange: Arrange, session: Session) -> None:
    arrange(lambda: setattr(session.get_one(Person, funding.stay.person_id), "birth_date", date(2009, 1, 1)))
    with pytest.raises(RuleBroken, match="for adults"):
        funding.open(CHC)


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


def test_bodies_are_recorded_before_they_are_confirmed(funding: Funding, arrange: Arrange, session: Session) -> None:
    arrange(lambda: setattr(session.get_one(Stay, funding.stay.id), "responsible_council_id", None))
    funding.open()
    funding.step("S117-ELIG")
    with pytest.raises(RuleBroken, match="Record the responsible ICB and council"):
        funding.step("S117-RESP")


def test_a_second_person_sees_what_the_first_saved(funding: Funding) -> None:
    case = funding.open()
    seen = case.version
    funding.step("S117-ELIG")
    with pytest.raises(Superseded) as superseded:
        funding.step("S117-NA", words="Wrong person", version=seen)
    assert superseded.value.theirs == {"This case": "Entitled: qualifying detention recorded, since 2 November 2026"}
    assert "does not apply" in superseded.value.yours["This case"]
    assert funding.case().state == "S117-ELIG"


@pytest.mark.parametrize("words", ["Alder is known to us", "born 2 January 1980", "postcode NR1 3JD"])
def test_words_that_a_panel_reads_do_not_say_who_it_is(
    funding: Funding, arrange: Arrange, session: Session, words: str
) -> None:
    def named() -> None:
        found = session.get_one(Person, funding.stay.person_id)
        found.surname, found.birth_date = "Alder", date(1980, 1, 2)

    arrange(named)
    funding.open()
    funding.to("S117-ELIG", "S117-RESP")
    with pytest.raises(RuleBroken, match="Take out"):
        funding.step("S117-NEED", words=words)


def test_a_split_that_does_not_make_a_hundred_changes_nothing(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    with pytest.raises(RuleBroken, match="The percentages make 90%"):
        funding.step("S117-AGREED", icb_percent="45", council_percent="45")
    case = funding.case()
    assert (case.state, case.icb_share) == ("S117-NEED", None)


def test_a_decision_before_its_panel_is_refused(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-PANEL", panel_on=PANEL)
    with pytest.raises(RuleBroken, match="The panel is on 12 November 2026"):
        funding.step("S117-AGREED", date(2026, 11, 11))


def test_a_panel_can_be_moved(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-PANEL", panel_on=PANEL)
    funding.step("S117-PANEL", panel_on=TODAY)
    assert funding.case().panel_on == TODAY


def test_refused_money_ends_interim_funding(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS, "S117-INTERIM")
    assert funding.case().interim_by == "J. Bell for the ICB"
    funding.step("S117-REFUSED", words="No need that section 117 covers")
    assert funding.case().interim_on is None


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


def test_two_people_tick_papers_and_neither_loses_theirs(funding: Funding, session: Session) -> None:
    case = funding.open()
    usual = {"stay_id": funding.stay.id, "kind": S117, "seen": frozenset[str]()}
    funding.do(set_papers, SetPapers(**usual, in_hand=frozenset({"plan", "costs"})))
    funding.do(set_papers, SetPapers(**usual, in_hand=frozenset({"views", "checklist"})))
    assert papers_of(session, case.id) == {"plan", "costs", "views"}
    session.rollback()
    taken = SetPapers(
        stay_id=funding.stay.id, kind=S117, seen=frozenset({"plan", "costs"}), in_hand=frozenset({"plan"})
    )
    funding.do(set_papers, taken)
    assert papers_of(session, case.id) == {"plan", "views"}


def test_needs_of_two_cases_are_compared(funding: Funding, session: Session) -> None:
    funding.open()
    funding.open(CHC)

    def shares() -> bool:
        view = case_view(session, funding.actor, funding.stay.id, CHC, now=NOW)
        session.rollback()
        return view.shares_needs

    def needs(kind: object, *codes: str) -> None:
        version = funding.case(kind).version  # type: ignore[arg-type]
        command = RecordNeeds(stay_id=funding.stay.id, kind=kind, version=version, needs=codes)  # type: ignore[arg-type]
        funding.do(record_needs, command)

    assert shares()
    needs(S117, "home", "visits")
    needs(CHC, "physical_health")
    assert not shares()
    needs(CHC, "physical_health", "visits")
    assert shares()


def test_reviews_follow_each_other_a_year_apart(
    funding: Funding, world: World, arrange: Arrange, session: Session
) -> None:
    funding.open()
    funding.to(*TO_NEEDS, "S117-AGREED")
    review = {"stay_id": funding.stay.id, "kind": S117, "on": TODAY}
    with pytest.raises(RuleBroken, match="No review is due"):
        funding.do(record_review, RecordReview(**review, version=funding.case().version))
    funding.step("S117-REVIEW", TODAY, review_on=TODAY + timedelta(days=42))
    funding.do(record_review, RecordReview(**review, version=funding.case().version))
    assert funding.case().review_due_on == date(2027, 11, 23)
    arrange(lambda: world.number(Key.REVIEW_MONTHS, 6))
    funding.do(record_review, RecordReview(**review, version=funding.case().version))
    assert funding.case().review_due_on == date(2027, 5, 23)
    with pytest.raises(RuleBroken, match="Enter a day after this review"):
        funding.do(record_review, RecordReview(**review, version=funding.case().version, next_on=TODAY))


def test_a_closed_case_is_opened_again_by_its_next_step(funding: Funding) -> None:
    funding.open(OTHER)
    funding.step("OTH-NA", words="A family pays")
    version = funding.case(OTHER).version
    command = RecordNeeds(stay_id=funding.stay.id, kind=OTHER, version=version, needs=("home",))
    with pytest.raises(RuleBroken, match="This case is closed"):
        funding.do(record_needs, command)
    funding.step("OTH-CONSID")
    assert funding.case(OTHER).closed_on is None


def test_a_case_that_is_not_there_or_not_in_sight_is_missing(
    funding: Funding, nurse_actor: Actor, world: World, arrange: Arrange
) -> None:
    with pytest.raises(NotFound):
        funding.step("S117-ELIG")
    elsewhere = arrange(lambda: world.stay(world.ward("Rowan")))
    with pytest.raises(NotFound):
        funding.do(open_case, OpenCase(stay_id=elsewhere.id, kind=S117, on=TODAY), by=nurse_actor)


def test_march_is_before_the_case(funding: Funding) -> None:
    funding.open()
    with pytest.raises(RuleBroken, match="enter that day or a later one"):
        funding.step("S117-ELIG", MARCH)
