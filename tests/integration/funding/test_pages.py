"""Screens of funding, as a person works through them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.funding.models import FundingCase, FundingStep
from discharge.places.models import Ward
from discharge.stays.models import LegalPeriod, Person, Stay
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.integration.funding.conftest import CHC, NOVEMBER, S117, Funding, detain
from tests.integration.funding.test_lists import ready
from tests.shapes import Arrange, BrowseAs

SCREENS = (
    "funding/s117",
    "funding/s117/steps/S117-RESP",
    "funding/s117/needs",
    "funding/s117/ending",
    "funding/s117/review",
)


@pytest.fixture
def desk(browse_as: BrowseAs, coordinator: User) -> Browse:
    return browse_as(coordinator)


@pytest.mark.parametrize("screen", SCREENS)
def test_each_screen_is_for_those_who_work_on_funding_here(
    browse: Browse, browse_as: BrowseAs, funding: Funding, world: World, arrange: Arrange, ward: Ward, screen: str
) -> None:
    funding.open()
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    path = f"/stays/{funding.stay.id}/{screen}"
    browse.get(path)
    browse_as(bank).get(path, status=403)
    browse_as(stranger).get(path, status=404)
    assert browse_as(None).get(path).path == "/sign-in"


def test_a_case_is_opened_and_shows_why_somebody_is_entitled(desk: Browse, stay: Stay) -> None:
    page = desk.get(f"/stays/{stay.id}/funding/s117")
    assert "A qualifying detention is recorded: section 3 from 4 March 2026" in page.text
    assert "Nobody has confirmed this yet" in page.text
    case = page.submit("Open a case", on=NOVEMBER)
    assert "Case opened" in case.text
    assert "Section 117 entitlement being checked, since 2 November 2026. Waiting for the trust" in case.text
    assert _next(case) == [
        "Entitled: qualifying detention recorded",
        "Section 117 does not apply (no qualifying detention found)",
    ]


def _next(page: object) -> list[str]:
    return [link.get_text(strip=True) for link in page.html.select(".discharge-funding__next a")]  # type: ignore[attr-defined]


def test_each_view_of_a_case_is_kept_on_record(desk: Browse, funding: Funding, session: Session) -> None:
    funding.open()
    desk.get(f"/stays/{funding.stay.id}/funding/s117")
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "funding.shown")).all()
    assert [line.person_id for line in lines] == [funding.stay.person_id]


def test_a_ward_member_works_on_a_case_and_does_not_confirm(browse: Browse, funding: Funding) -> None:
    funding.open()
    page = browse.get(f"/stays/{funding.stay.id}/funding/s117")
    assert _next(page) == []
    browse.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-ELIG", status=403)


def test_steps_ask_for_what_they_need_and_say_what_is_missing(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-AGREED")
    refused = page.submit("Save", on=TODAY, icb_percent="60", council_percent="50", split_by="Both chairs")
    assert refused.errors == {
        "council_percent": "The percentages make 110%: change one so that they make 100% together"
    }
    unreadable = refused.submit("Save", icb_percent="half")
    assert unreadable.errors == {"icb_percent": "Enter a percentage, for example 66.67"}
    saved = unreadable.submit("Save", icb_percent="50%", council_percent="50,0")
    assert "Agreed: saved" in saved.text
    assert "ICB 50%, council 50%" in saved.text


def test_the_words_field_says_who_reads_it_and_refuses_a_number(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP")
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-NEED")
    assert "Others will read this" in page.text
    number = re.search(r"D\d{6}", desk.get(f"/stays/{funding.stay.id}").text)
    assert number
    refused = page.submit("Save", on=TODAY, needs=["home"], words=f"Known as {number[0]}")
    assert "Take out the person’s hospital number" in refused.errors["words"]


def test_an_answer_against_the_record_is_announced(desk: Browse, funding: Funding) -> None:
    funding.open()
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-NA")
    assert "Your answer is not what the record here shows: say why." in page.text
    refused = page.submit("Save", on=TODAY)
    assert refused.errors == {"words": "Enter why"}
    assert "does not apply" in refused.submit("Save", words="Entered for somebody else").text


def test_a_wrong_s117_flag_is_noticed_after_confirming(
    desk: Browse, funding: Funding, arrange: Arrange, session: Session
) -> None:
    funding.open()
    funding.step("S117-ELIG")
    arrange(lambda: session.execute(update(LegalPeriod).values(struck_out_because="Entered for somebody else")))
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117")
    assert "The legal history has changed since the entitlement was confirmed" in page.text
    form = desk.get(f"/stays/{funding.stay.id}/funding/s117/confirm")
    assert "Now: Check: no legal authority is recorded." in form.text
    refused = form.submit("Save", on=TODAY)
    assert "Enter why" in refused.errors["words"]
    again = refused.submit("Save", words="Papers of the other hospital seen")
    assert "has changed since" not in again.text


def test_the_second_of_two_sees_both_and_nothing_is_lost(desk: Browse, funding: Funding) -> None:
    funding.open()
    form = desk.get(f"/stays/{funding.stay.id}/funding/s117/needs")
    funding.step("S117-ELIG")
    conflict = form.submit("Save", needs=["home"], words="Ground floor", status=409)
    assert "Somebody else saved first" in conflict.text
    assert "Entitled: qualifying detention recorded" in conflict.text
    assert "Ground floor" in conflict.text
    assert "Needs saved" in conflict.submit("Save").text


def test_the_same_post_twice_takes_one_step(desk: Browse, funding: Funding, session: Session) -> None:
    funding.open()
    form = desk.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-ELIG")
    form.submit("Save", on=TODAY)
    again = form.submit("Save", on=TODAY)
    assert "Entitled: qualifying detention recorded" in again.text
    assert len(session.scalars(select(FundingStep)).all()) == 2


def test_both_kinds_open_for_the_same_needs_warn(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.open(CHC)
    for kind in (S117, CHC):
        assert "may be for the same needs" in desk.get(f"/stays/{funding.stay.id}/funding/{kind}").text


def test_the_clock_is_shown_with_the_reason_it_stands_still(desk: Browse, funding: Funding) -> None:
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    here = f"/stays/{funding.stay.id}/funding/chc"
    assert "Due soon day 21, decision due by 30 November 2026" in desk.get(here).text
    paused = desk.get(f"{here}/pause").submit("Save", reason="person_unwell", from_on=NOVEMBER + timedelta(days=10))
    assert "stands still at day 10" in paused.text
    assert "The person is not well enough to take part in the assessment, since 12 November 2026" in paused.text
    resumed = desk.get(f"{here}/resume").submit("Save", until_on=NOVEMBER + timedelta(days=12))
    assert "day 19, decision due by 2 December 2026" in resumed.text
    moved = desk.get(f"{here}/received").submit("Save", received_on=NOVEMBER + timedelta(days=1))
    assert "day 18" in moved.text


def test_papers_are_ticked_on_the_case(desk: Browse, funding: Funding) -> None:
    funding.open()
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117")
    ticked = page.submit("Save papers", papers=["plan", "costs"])
    assert "In hand: Plan, Costs" in ticked.text or "In hand: Costs, Plan" in ticked.text
    assert [box["value"] for box in ticked.html.select("input[name=papers][checked]")] == ["plan", "costs"]


def test_a_dispute_is_moved_on_and_settled(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    form = desk.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-DISP")
    refused = form.submit("Save", on=NOVEMBER)
    assert refused.errors == {"dispute_about": "Select what the dispute is about"}
    page = refused.submit("Save", dispute_about="council", dispute_stage="raised")
    assert "Waiting for the council" in page.text
    here = f"/stays/{funding.stay.id}/funding/s117/dispute"
    assert "With directors of both bodies since" in desk.get(here).submit("Save", stage="directors").text
    settled = desk.get(f"/stays/{funding.stay.id}/funding/s117/steps/S117-RESP")
    assert "How was the dispute settled?" in settled.text
    assert "Bodies confirmed: saved" in settled.submit("Save", words="Westmere accepts").text
    desk.get(here, status=400)


def test_ending_is_hidden_and_refused_under_a_community_treatment_order(
    desk: Browse, funding: Funding, arrange: Arrange, session: Session
) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    arrange(lambda: detain(session, funding.stay, "CTO", NOVEMBER))
    page = desk.get(f"/stays/{funding.stay.id}/funding/s117")
    assert "A community treatment order is in force" in page.text
    assert "Both bodies decided aftercare no longer needed" not in _next(page)
    form = desk.get(f"/stays/{funding.stay.id}/funding/s117/ending")
    refused = form.submit("Save", body="icb", on=TODAY, by="Chair of the panel")
    assert "cannot end under a community treatment order" in refused.errors[""]


def test_one_body_deciding_leaves_the_duty_open(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    here = f"/stays/{funding.stay.id}/funding/s117/ending"
    page = desk.get(here).submit("Save", body="icb", on=TODAY, by="Chair of the panel")
    assert "ICB decided; the council has yet to" in page.text
    assert "The ICB decided on 23 November 2026." in desk.get(here).text
    ended = desk.get(here).submit("Save", body="council", on=TODAY, by="Head of service")
    assert "Both bodies decided aftercare no longer needed, since 23 November 2026" in ended.text


@pytest.mark.parametrize("path", ["funding/nonsense", "funding/s117/steps/NEVER", "funding/s117/steps/CHC-POS"])
def test_an_address_of_nothing_is_missing(desk: Browse, funding: Funding, path: str) -> None:
    funding.open()
    desk.get(f"/stays/{funding.stay.id}/{path}", status=404)


def test_a_step_of_a_case_that_is_not_open_is_missing(desk: Browse, stay: Stay) -> None:
    desk.get(f"/stays/{stay.id}/funding/s117/steps/S117-ELIG", status=404)


def test_an_open_case_of_an_earlier_stay_is_announced(
    desk: Browse, funding: Funding, world: World, arrange: Arrange, session: Session, ward: Ward
) -> None:
    funding.open()

    def readmitted() -> Stay:
        world.left(session.get_one(Stay, funding.stay.id), on=TODAY - timedelta(days=5))
        person = session.get_one(Person, funding.stay.person_id)
        return world.stay(ward, person=person, admitted_on=TODAY)

    later = arrange(readmitted)
    page = desk.get(f"/stays/{later.id}/funding/s117").submit("Open a case", on=TODAY)
    assert "A section 117 case of an earlier stay is open" in page.text
    assert len(session.scalars(select(FundingCase)).all()) == 2


def test_the_case_leads_to_the_blocker_that_is_awaited(desk: Browse, funding: Funding) -> None:
    funding.open()
    case = desk.get(f"/stays/{funding.stay.id}/funding/s117")
    assert case.follow("Waiting for the trust").path == f"/blockers/{funding.case().blocker_id}"


def test_somebody_no_longer_ready_is_announced_where_a_decision_is_awaited(
    desk: Browse, funding: Funding, arrange: Arrange, session: Session
) -> None:
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    here = f"/stays/{funding.stay.id}/funding/chc"
    assert "no longer clinically ready" not in desk.get(here).text
    arrange(lambda: ready(session, funding.stay, NOVEMBER, TODAY))
    page = desk.get(here)
    assert "so what is awaited is paused. Let the clock stand still if the assessment cannot go on" in page.text
    paused = desk.get(f"{here}/pause").submit("Save", reason="not_ready", from_on=TODAY)
    assert "The person is no longer clinically ready, so what is awaited is paused." in paused.text
    assert "Let the clock stand still" not in paused.text
