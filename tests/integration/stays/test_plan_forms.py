"""The forms about the plan for leaving, as a person fills them in."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import EddAsk, ExpectedDischarge, KeyDate, ReadyPeriod, ReadyReason, Stay
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.shapes import Arrange, BrowseAs

FORMS = ("edd", "edd/passed", "planned-date", "ready", "people", "carer", "purpose", "home-and-money", "key-dates")
READY = {
    "started_on": TODAY - timedelta(days=3),
    "is_clinical_decision": "y",
    "is_team_decision": "y",
    "is_safe": "y",
    "decided_by": "Dr Osei",
    "were_person_views_heard": "yes",
    "were_carer_views_heard": "none",
    "reason": "18",
    "attributable_to": "04",
}


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="3", edd=TODAY + timedelta(days=5)))
    return made


def open_form(browse: Browse, stay: Stay, form: str) -> Any:
    return browse.get(f"/stays/{stay.id}/{form}")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_for_those_who_may_edit_this_ward(
    browse: Browse,
    browse_as: BrowseAs,
    session: Session,
    world: World,
    arrange: Arrange,
    stay: Stay,
    ward: Ward,
    form: str,
) -> None:
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    rowan = arrange(lambda: world.ward("Rowan"))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, rowan))

    def bank_here_member_there() -> User:
        user = world.user(Role.BANK_WORKER, ward)
        world.give(user, Role.WARD_MEMBER, rowan)
        return user

    both = arrange(bank_here_member_there)
    path = f"/stays/{stay.id}/{form}"
    browse.get(path)
    browse_as(bank).get(path, status=403)
    browse_as(both).get(path, status=403)
    browse_as(both).post(path, {}, status=403)
    browse_as(stranger).get(path, status=404)
    assert browse_as(None).get(path).path == "/sign-in"
    opened = session.scalars(select(AuditLine).where(AuditLine.action == "stay.form_opened")).all()
    assert len(opened) == 1, "only the one who may edit has opened it"


def test_opening_a_form_is_kept_on_record_once(browse: Browse, session: Session, stay: Stay) -> None:
    form = open_form(browse, stay, "people")
    opened = select(AuditLine).where(AuditLine.action == "stay.form_opened")
    assert [line.person_id for line in session.scalars(opened)] == [stay.person_id]
    form.submit("Save")
    assert len(session.scalars(opened).all()) == 1, "what was sent has the line of its command"


def test_a_date_that_moves_says_why(browse: Browse, session: Session, stay: Stay) -> None:
    form = open_form(browse, stay, "edd")
    assert "A delay is no reason to move this date" in form.text
    assert form.follow("record what is awaited").path == f"/stays/{stay.id}/days/{TODAY}/mark"
    later = TODAY + timedelta(days=9)
    refused = form.submit("Save date", expected_on=later)
    assert refused.errors == {"reason": "Select why the estimated discharge date changes"}
    saved = refused.submit("Save date", reason="needs_changed", words="More time for medication")
    assert saved.path == f"/stays/{stay.id}"
    assert "moved once, +4 days" in saved.text
    assert len(session.scalars(select(ExpectedDischarge)).all()) == 2


def test_the_second_of_two_keeps_what_they_typed_and_can_send_it_on_top(
    browse: Browse, session: Session, stay: Stay
) -> None:
    mine, theirs = open_form(browse, stay, "edd"), open_form(browse, stay, "edd")
    theirs.submit("Save date", expected_on=TODAY + timedelta(days=7), reason="needs_changed", words="Theirs")
    shown = mine.submit(
        "Save date", expected_on=TODAY + timedelta(days=9), reason="needs_changed", words="Mine", status=409
    )
    row = [" ".join(cell.get_text(" ").split()) for cell in shown.html.select("tbody tr")[0].find_all(["th", "td"])]
    assert [cell.split()[-3:] for cell in row[1:]] == [
        ["28", "November", "2026"],
        ["30", "November", "2026"],
        ["2", "December", "2026"],
    ]
    shown.submit("Save date")
    kept = session.scalars(select(ExpectedDischarge).order_by(ExpectedDischarge.number)).all()
    assert [version.words for version in kept] == ["", "Theirs", "Mine"]


def test_a_date_sent_twice_is_one_version(browse: Browse, session: Session, stay: Stay) -> None:
    form = open_form(browse, stay, "edd")
    for _ in range(2):
        form.submit("Save date", expected_on=TODAY + timedelta(days=9), reason="needs_changed")
    assert len(session.scalars(select(ExpectedDischarge)).all()) == 2


def test_a_passed_date_is_answered(
    browse: Browse, session: Session, world: World, arrange: Arrange, ward: Ward
) -> None:
    stay = arrange(lambda: world.stay(ward, edd=TODAY - timedelta(days=1)))
    form = open_form(browse, stay, "edd/passed")
    assert form.submit("Save").errors == {"ask_whom": "Enter who will give a new date, or what is awaited"}
    page = form.submit("Save", ask_whom="Dr Osei", ask_by="16:00")
    assert "Ask Dr Osei for a new estimated discharge date by 16:00" in page.text
    assert session.scalars(select(EddAsk)).one().ask_whom == "Dr Osei"


def test_ready_is_never_one_key(browse: Browse, session: Session, stay: Stay) -> None:
    form = open_form(browse, stay, "ready")
    refused = form.submit("Save as clinically ready")
    assert set(refused.errors) >= {"started_on", "were_person_views_heard", "were_carer_views_heard"}
    for part in ("is_clinical_decision", "is_team_decision", "is_safe"):
        missing = {field: value for field, value in READY.items() if field != part}
        assert set(form.submit("Save as clinically ready", **missing).errors) == {part}
    assert session.scalars(select(ReadyPeriod)).all() == []
    session.rollback()


def test_the_usual_attribution_is_offered_and_not_forced(browse: Browse, session: Session, stay: Stay) -> None:
    form = open_form(browse, stay, "ready")
    given = {field: value for field, value in READY.items() if field != "attributable_to"} | {"reason": "03"}
    offered = form.submit("Save as clinically ready", **given)
    assert set(offered.errors) == {"attributable_to"}
    assert session.scalars(select(ReadyPeriod)).all() == []
    session.rollback()
    offered.submit("Save as clinically ready")
    assert session.scalars(select(ReadyReason)).one().attributable_to == "05"


def test_from_ready_to_no_longer_ready(browse: Browse, session: Session, stay: Stay) -> None:
    page = open_form(browse, stay, "ready").submit("Save as clinically ready", **READY)
    assert "4 days clinically ready" in page.text.replace("clinically ready 4 days", "4 days clinically ready")
    assert "Enter the planned discharge date instead" in open_form(browse, stay, "edd").text
    assert open_form(browse, stay, "ready").path.endswith("/ready/reason")
    planned = open_form(browse, stay, "planned-date").submit("Save date", planned_on=TODAY + timedelta(days=2))
    assert "25 Nov" in planned.text
    reason = open_form(browse, stay, "ready/reason").submit("Save reason", reason="09", attributable_to="06")
    assert "Care package" in reason.text
    assert "4 days" in reason.text
    ended = open_form(browse, stay, "no-longer-ready").submit("Save", because="physical_health")
    assert "No longer clinically ready: Physical health" in ended.text
    browse.get(f"/stays/{stay.id}/no-longer-ready", status=400)
    period = session.scalars(select(ReadyPeriod)).one()
    assert (period.ended_on, period.ended_because) == (TODAY, "physical_health")
    form = browse.get(f"/stays/{stay.id}/ready/{period.id}/dates")
    form.submit("Save dates", started_on=TODAY - timedelta(days=4))
    session.rollback()
    assert session.scalars(select(ReadyPeriod)).one().started_on == TODAY - timedelta(days=4)


def test_all_that_is_wrong_with_a_clinically_ready_form_is_said_at_once(browse: Browse, stay: Stay) -> None:
    page = open_form(browse, stay, "ready").submit(
        "Save as clinically ready", started_on=TODAY + timedelta(days=1), is_safe="y"
    )
    assert page.errors == {
        "started_on": "Clinically ready date must be today or in the past",
        "is_clinical_decision": "Confirm that the responsible clinician decided this",
        "is_team_decision": "Confirm that the multidisciplinary team decided this",
        "decided_by": "Enter who decided",
        "were_person_views_heard": "Select whether the person's views were heard",
        "were_carer_views_heard": "Select whether the carer's views were heard",
        "reason": "Select the main reason why the person is still here",
        "attributable_to": "Select whom the wait is attributable to",
    }


def test_a_wrong_period_is_not_there(browse: Browse, stay: Stay) -> None:
    browse.get(f"/stays/{stay.id}/ready/{stay.id}/dates", status=404)
    browse.get(f"/stays/{stay.id}/key-dates/{stay.id}", status=404)


def test_two_editors_of_one_group_lose_nothing(browse: Browse, stay: Stay) -> None:
    mine, theirs, third = (open_form(browse, stay, "people") for _ in range(3))
    theirs.submit("Save", consultant="Dr Osei", community_team="North")
    third.submit("Save", receiving_team="Westmere CMHT")
    shown = mine.submit("Save", consultant="Dr Hale", key_worker="Ann Cole", status=409)
    assert "Somebody else saved first" in shown.text
    saved = shown.submit("Save")
    for kept in ("Dr Hale", "Ann Cole", "North", "Westmere CMHT"):
        assert kept in saved.text
    assert "Dr Osei" not in saved.text


def test_every_group_is_saved_and_shown_again(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    icb = arrange(lambda: world.organisation(OrganisationKind.ICB, "Fenland ICB"))
    open_form(browse, stay, "carer").submit(
        "Save", knows_date="partly", carer="Mona Hale, sister", carer_permission="limited", is_autistic="y"
    )
    open_form(browse, stay, "purpose").submit(
        "Save", purpose="Settle on medication", formulation_done_on=TODAY, next_discharge_step="Visit the flat"
    )
    page = open_form(browse, stay, "home-and-money").submit(
        "Save", is_home_at_risk="yes", responsible_icb_id=str(icb.id), responsible_icb_basis="GP practice"
    )
    for words in ("In part", "Mona Hale, sister", "Yes, with limits", "Settle on medication", "Fenland ICB"):
        assert words in page.text
    again = open_form(browse, stay, "home-and-money")
    assert again.html.find("option", selected=True, value=str(icb.id)) is not None
    assert again.submit("Save").path == f"/stays/{stay.id}"


def test_a_form_whose_beginning_was_tampered_with_is_refused(browse: Browse, stay: Stay) -> None:
    refused = open_form(browse, stay, "people").submit("Save", seen='{"x": 1}', consultant="Dr Osei")
    assert refused.errors == {"": "Open this form again from the person's page"}


def test_a_key_date_is_added_takes_place_or_is_taken_away(browse: Browse, session: Session, stay: Stay) -> None:
    form = open_form(browse, stay, "key-dates")
    assert set(form.submit("Add date").errors) == {"on"}
    for kind in ("tribunal", "care_review"):
        page = open_form(browse, stay, "key-dates").submit("Add date", kind=kind, on=TODAY)
    assert "Tribunal" in page.text
    first, second = session.scalars(select(KeyDate).order_by(KeyDate.kind)).all()
    first_id, second_id = first.id, second.id
    done = browse.get(f"/stays/{stay.id}/key-dates/{first_id}").submit("Save")
    assert "Care review took place" in done.text
    browse.get(f"/stays/{stay.id}/key-dates/{second_id}").submit("Save", outcome="cancelled")
    browse.get(f"/stays/{stay.id}/key-dates/{second_id}", status=404)
