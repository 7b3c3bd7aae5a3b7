"""The one blocker that says who owes the decision of a case."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.blockers.commands import FinishBlocker, HandOn, finish_blocker, hand_on
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source, State
from discharge.days.commands.mark import MarkDay, mark_day
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.funding.commands.confirming import ConfirmAgain, confirm_again
from discharge.places.models import Organisation, OrganisationKind, Team, TeamFunction
from discharge.stays.commands.leaving import ReopenStay, reopen_stay
from discharge.stays.commands.people import EditDetails, edit_details
from discharge.stays.models import Person, Stay
from discharge.stays.rules.details import Home
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, NOVEMBER, OTHER, TO_NEEDS, Funding
from tests.integration.funding.test_leaving import leave
from tests.shapes import Arrange


def standing(funding: Funding) -> list[Blocker]:
    found = funding.session.scalars(
        select(Blocker)
        .where(Blocker.stay_id == funding.stay.id, Blocker.state.in_((State.OPEN, State.PAUSED)))
        .order_by(Blocker.reason)
        .execution_options(populate_existing=True)
    ).all()
    funding.session.expunge_all()
    funding.session.rollback()
    return list(found)


def only(funding: Funding) -> Blocker:
    found = standing(funding)
    assert len(found) == 1
    return found[0]


def test_the_check_is_owed_by_the_trust(funding: Funding) -> None:
    funding.open()
    blocker = only(funding)
    assert (blocker.reason, blocker.owner_kind, blocker.owner_id) == (
        "INT-30",
        OwnerKind.TRUST,
        funding.stay.organisation_id,
    )
    assert (blocker.source, blocker.raised_on) == (Source.FUNDING, NOVEMBER)
    assert blocker.next_step == "s117: section 117 entitlement being checked"
    assert funding.case().blocker_id == blocker.id


def test_the_blocker_follows_the_case(funding: Funding, icb: Organisation, council: Organisation) -> None:
    funding.open()
    checked = only(funding)
    funding.step("S117-ELIG")
    assert only(funding).id == checked.id
    funding.step("S117-RESP")
    assert standing(funding) == []
    funding.step("S117-NEED")
    decision = only(funding)
    assert (decision.reason, decision.owner_id, decision.joint_owner_id) == ("EXT-01", icb.id, council.id)
    panel = TODAY + timedelta(days=3)
    funding.step("S117-PANEL", panel_on=panel)
    booked = only(funding)
    assert (booked.id, booked.due_on) == (decision.id, panel)
    assert booked.next_step == "s117: with funding panel of 26 November 2026"
    funding.step("S117-PANEL", panel_on=TODAY)
    funding.step("S117-DEFER", TODAY, words="What does the night support cost?")
    asked = only(funding)
    assert (asked.id, asked.owner_kind) == (decision.id, OwnerKind.TRUST)
    assert "What does the night support cost?" in asked.next_step
    funding.step("S117-PANEL", TODAY, panel_on=TODAY)
    assert only(funding).owner_id == icb.id
    funding.step("S117-AGREED", TODAY)
    assert standing(funding) == []
    closed = funding.session.get_one(Blocker, decision.id)
    assert (closed.state, closed.outcome) == (State.DONE, "Funding split agreed")


def test_interim_funding_ends_the_wait_until_the_money_is_refused(funding: Funding, session: Session) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED", "S117-INTERIM")
    assert standing(funding) == []
    funding.step("S117-PANEL", panel_on=TODAY)
    assert standing(funding) == []
    funding.step("S117-REFUSED", TODAY, words="Not a need that section 117 covers")
    refused = only(funding)
    assert (refused.reason, refused.owner_kind) == ("EXT-01", OwnerKind.TRUST)


def test_a_dispute_is_owed_by_the_body_it_is_about(funding: Funding, council: Organisation) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    funding.step("S117-DISP", dispute_about="council", dispute_stage="raised")
    blocker = only(funding)
    assert (blocker.reason, blocker.owner_kind, blocker.owner_id) == ("EXT-05", OwnerKind.COUNCIL, council.id)
    funding.step("S117-RESP", words="Westmere accepts")
    assert standing(funding) == []


def test_a_council_alone_owes_its_own_decision(
    funding: Funding, arrange: Arrange, session: Session, council: Organisation
) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP")
    arrange(lambda: setattr(session.get_one(Stay, funding.stay.id), "responsible_icb_id", None))
    funding.step("S117-NEED")
    blocker = only(funding)
    assert (blocker.reason, blocker.owner_kind, blocker.owner_id) == ("EXT-02", OwnerKind.COUNCIL, council.id)


def test_the_clock_of_continuing_healthcare_is_the_due_date(funding: Funding, icb: Organisation) -> None:
    funding.open(CHC)
    assert only(funding).reason == "INT-31"
    funding.step("CHC-POS", received_on=NOVEMBER)
    blocker = only(funding)
    assert (blocker.reason, blocker.owner_id, blocker.due_on) == ("EXT-03", icb.id, date(2026, 11, 30))
    funding.step("CHC-AFTER", review_on=TODAY)
    assert standing(funding) == []


def test_two_cases_of_one_stay_have_a_blocker_each(funding: Funding) -> None:
    funding.open()
    funding.open(CHC)
    funding.open(OTHER)
    assert [blocker.reason for blocker in standing(funding)] == ["EXT-04", "INT-30", "INT-31"]


def test_a_blocker_finished_by_hand_is_raised_again_by_the_next_step(funding: Funding) -> None:
    funding.open(CHC)
    blocker = only(funding)
    finish = FinishBlocker(blocker_id=blocker.id, version=blocker.version, outcome="Sent")
    funding.do(finish_blocker, finish)
    assert standing(funding) == []
    funding.step("CHC-POS", received_on=NOVEMBER)
    assert only(funding).reason == "EXT-03"


def test_a_new_duty_is_owed_by_the_trust_again(funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    command = ConfirmAgain(stay_id=funding.stay.id, version=funding.case().version, on=TODAY, is_new_duty=True)
    funding.do(confirm_again, command)
    assert only(funding).reason == "INT-30"


def test_leaving_closes_the_blocker_and_undoing_opens_it_again(funding: Funding) -> None:
    funding.open()
    before = only(funding)
    leave(funding)
    assert standing(funding) == []
    funding.do(reopen_stay, ReopenStay(stay_id=funding.stay.id, because="Wrong person"))
    assert only(funding).id == before.id
    funding.step("S117-ELIG", TODAY)
    assert only(funding).id == before.id


def test_nothing_is_raised_for_somebody_who_left(funding: Funding) -> None:
    funding.open()
    leave(funding)
    funding.step("S117-ELIG", TODAY)
    assert standing(funding) == []


def red(funding: Funding, day: date, owner: str, reason: str = "EXT-01", seen: int = 0) -> None:
    command = MarkDay(stay_id=funding.stay.id, day=day, seen=seen, colour=Colour.RED, reason=reason, owner=owner)
    funding.do(mark_day, command)


def test_a_red_day_for_the_same_decision_is_the_same_blocker(funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    before = only(funding)
    red(funding, TODAY, "icb")
    assert only(funding).id == before.id


def test_a_blocker_that_a_red_day_opened_is_gone_on_with(
    funding: Funding, icb: Organisation, council: Organisation
) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP")
    red(funding, TODAY, "icb")
    before = only(funding)
    assert (before.source, before.owner_id, before.joint_owner_id) == (Source.MARK, icb.id, None)
    funding.step("S117-NEED")
    now = only(funding)
    assert (now.id, now.owner_id, now.joint_owner_id) == (before.id, icb.id, council.id)
    funding.step("S117-AGREED", TODAY)
    assert standing(funding) == []


def test_the_one_team_that_answers_for_this_kind_is_asked(
    funding: Funding, arrange: Arrange, session: Session, icb: Organisation
) -> None:
    def teams() -> dict[str, Team]:
        functions = {"CHC": TeamFunction.CONTINUING_HEALTHCARE, "Aftercare": TeamFunction.SECTION_117}
        made = {name: Team(organisation_id=icb.id, name=name, function=does) for name, does in functions.items()}
        session.add_all(made.values())
        session.flush()
        return made

    made = arrange(teams)
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    assert only(funding).team_id == made["CHC"].id
    red(funding, TODAY, "icb", "EXT-03")
    assert only(funding).team_id == made["CHC"].id


def test_the_team_that_a_red_day_asked_goes_on(
    funding: Funding, arrange: Arrange, session: Session, icb: Organisation
) -> None:
    arrange(lambda: session.add(Team(organisation_id=icb.id, name="Funding", function=TeamFunction.SECTION_117)))
    red(funding, TODAY, "icb", "EXT-03")
    marked = only(funding)
    assert marked.team_id is not None
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    assert [(each.id, each.team_id) for each in standing(funding)] == [(marked.id, marked.team_id)]


def test_a_team_chosen_by_hand_stays_with_the_case(
    funding: Funding, arrange: Arrange, session: Session, icb: Organisation
) -> None:
    def teams() -> Team:
        made = [
            Team(organisation_id=icb.id, name=name, function=TeamFunction.CONTINUING_HEALTHCARE)
            for name in ("North", "South")
        ]
        session.add_all(made)
        session.flush()
        return made[0]

    north = arrange(teams)
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    blocker = only(funding)
    owner = Owner(OwnerKind.ICB, icb.id, team_id=north.id)
    funding.do(hand_on, HandOn(blocker_id=blocker.id, version=blocker.version, owner=owner))
    funding.step("CHC-DST")
    assert (only(funding).id, only(funding).team_id) == (blocker.id, north.id)


@pytest.mark.parametrize(("given", "surname"), [("May", "Fast"), ("November", "Panel"), ("Decided", "Needs")])
def test_a_name_that_is_also_a_month_or_a_word_of_a_step_holds_nothing_back(
    funding: Funding, arrange: Arrange, session: Session, given: str, surname: str
) -> None:
    def named() -> None:
        person = session.get_one(Person, funding.stay.person_id)
        person.given_name, person.surname = given, surname

    arrange(named)
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    funding.step("S117-PANEL", panel_on=date(2027, 5, 6))
    funding.step("S117-PANEL", panel_on=TODAY)
    assert given not in only(funding).next_step
    assert surname.lower() not in only(funding).next_step
    funding.step("S117-AGREED", TODAY)
    funding.open(CHC)
    funding.step("CHC-FAST", TODAY, received_at=NOW)
    assert only(funding).reason == "EXT-03"


def change_bodies(funding: Funding, session: Session, **typed: Any) -> None:
    stay = session.scalars(select(Stay).where(Stay.id == funding.stay.id).options(joinedload(Stay.person))).one()
    session.rollback()
    seen = Home.of(stay, stay.person)
    funding.do(edit_details, EditDetails(stay_id=stay.id, seen=seen, typed=replace(seen, **typed)))


def test_the_blocker_goes_to_the_bodies_that_became_responsible(
    funding: Funding, session: Session, world: World, arrange: Arrange, icb: Organisation, council: Organisation
) -> None:
    icb_id, council_id = icb.id, council.id
    funding.open()
    funding.to(*TO_NEEDS)
    before = only(funding)
    assert (before.owner_id, before.joint_owner_id) == (icb_id, council_id)
    other = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Fenmouth Council").id)
    change_bodies(funding, session, responsible_council_id=other)
    now = only(funding)
    assert (now.id, now.owner_id, now.joint_owner_id) == (before.id, icb_id, other)
    assert funding.case().blocker_id == now.id


def test_what_the_trust_owes_stays_with_the_trust_whoever_is_responsible(
    funding: Funding, session: Session, world: World, arrange: Arrange
) -> None:
    funding.open()
    before = only(funding)
    other = arrange(lambda: world.organisation(OrganisationKind.ICB, "Marsh ICB").id)
    change_bodies(funding, session, responsible_icb_id=other)
    now = only(funding)
    assert (now.id, now.version, now.owner_kind) == (before.id, before.version, OwnerKind.TRUST)
