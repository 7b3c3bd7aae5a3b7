"""A place posted, matched, offered, refused, offered again and accepted; and what turns of a stay do to it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.blockers.commands import RaiseBlocker, raise_blocker
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import process
from discharge.core.transaction import write_transaction
from discharge.days.rules.codes import OwnerKind
from discharge.housing import reactions
from discharge.housing.models import HousingCase, HousingOffer, Vacancy
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.commands.leaving import LeaveHospital, ReopenStay, leave_hospital, reopen_stay
from discharge.stays.events import BecameReady, Discharged, DischargeUndone, NoLongerReady, StayCancelled
from discharge.stays.models import LegalPeriod, Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.housing.places import at, link, offered, standing
from tests.shapes import Arrange, BrowseAs


def test_a_place_is_posted_matched_offered_refused_offered_again_and_accepted(
    session: Session, browse: Browse, desk: Browse, stay: Stay, post: Callable[..., Page], provider: Organisation,
    case: None,
) -> None:  # fmt: skip
    page = post()
    assert "Flat 2, Elm Court 🏠 posted" in page.text
    assert "Alder, Ruth Birch, looking since 23 November 2026" in page.text
    assert "Fits: Supported; Staff in the day; Ground floor or lift; Fenland District" in page.text
    assert "1 person could fit" in desk.get("/vacancies").text
    listed = browse.get(at(stay, "/places"))
    assert "Flat 2, Elm Court 🏠" in listed.text
    offering = browse.get(link(listed, "/offer"))
    page = offering.submit("Offer this place")
    assert "Flat 2, Elm Court 🏠 Offered" in page.text
    assert standing(session, stay) == [("EXT-23", "Assess the person for the place offered")]
    assert session.scalars(select(Blocker.owner_id).where(Blocker.closed_at.is_(None))).one() == provider.id
    vacancy = session.scalars(select(Vacancy)).one()
    assert "Offered to Alder, Ruth" in desk.get(f"/vacancies/{vacancy.id}").text
    form = browse.get(link(page, "/answer"))
    assert form.submit("Save the answer").errors == {"answer": "Select what became of the offer"}
    assert "whose refusal" in form.submit("Save the answer", answer="refused", because="x").errors["refused_by"]
    page = form.submit("Save the answer", answer="refused", refused_by="person", because="Too far from the college")
    assert "by the person: Too far from the college" in page.text
    assert standing(session, stay) == [("EXT-22", "Find: supported")]
    assert "refused this place before" in desk.get(f"/vacancies/{vacancy.id}").text
    page = browse.get(at(stay, f"/places/{vacancy.id}/offer")).submit("Offer this place")
    page = browse.get(link(page, "/dates")).submit("Save dates", assessed_on=TODAY, viewing_on=TODAY)
    assert standing(session, stay) == [("EXT-23", "Decide after the assessment")]
    page = browse.get(link(page, "/answer")).submit("Save the answer", answer="accepted")
    assert standing(session, stay) == [("EXT-22", "Get the tenancy or licence signed")]
    session.rollback()
    assert session.scalars(select(Vacancy.state)).one() == "taken"
    page = browse.get(link(page, "/dates")).submit("Save dates", signed_on=TODAY, move_on=TODAY + timedelta(days=3))
    assert "Date to move 26 November 2026" in page.text
    assert standing(session, stay) == []
    actions = set(session.scalars(select(AuditLine.action)))
    assert {"vacancy.posted", "vacancy.matches_shown", "housing_offer.made", "housing_offer.answered"} <= actions


def test_who_is_not_shown_for_a_place_is_not_on_its_record(
    session: Session, browse: Browse, desk: Browse, world: World, ward: Ward, stay: Stay, post: Callable[..., Page],
    arrange: Arrange, case: None,
) -> None:  # fmt: skip
    post()
    key = session.scalars(select(Vacancy.id)).one()
    other = arrange(lambda: world.stay(ward, person=world.person(surname="Okafor")))
    browse.get(at(other, "/needs")).submit("Save", need="new", route="private", support_level="waking")
    assert "Okafor" not in desk.get(f"/vacancies/{key}").text
    shown = select(AuditLine.group_digest).where(AuditLine.action == "vacancy.matches_shown")
    session.rollback()
    people = session.scalars(select(AuditGroupMember.person_id).where(AuditGroupMember.group_digest.in_(shown)))
    assert {*people} == {stay.person_id}


def test_a_place_provider_or_council_that_shares_a_name_with_the_person_is_no_obstacle(
    session: Session, browse: Browse, world: World, stay: Stay, post: Callable[..., Page], arrange: Arrange, case: None
) -> None:
    homes = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Alder Homes"))
    post(name="Alder House", provider_id=homes.id)
    vacancy = session.scalars(select(Vacancy)).one()
    page = browse.get(at(stay, f"/places/{vacancy.id}/offer")).submit("Offer this place")
    page = browse.get(link(page, "/answer")).submit("Save the answer", answer="accepted")
    assert "Alder House Accepted" in page.text
    typed = offered(browse, stay, place="Alder’s old flat", provider_words="Somebody")
    assert "Take out" in typed.errors["place"]


def test_a_wait_that_a_ward_raised_by_hand_is_the_one_that_goes_on(
    session: Session,
    browse: Browse,
    stay: Stay,
    nurse: User,
    do: Callable[..., Any],
    provider: Organisation,
    case: None,
) -> None:
    """Two of the same reason and owner would be two lists of who owes what."""
    owner = Owner(OwnerKind.HOUSING, provider.id)
    do(raise_blocker, RaiseBlocker(stay_id=stay.id, reason="EXT-23", owner=owner, next_step="Ring them"))
    offered(browse, stay, route="supported", provider_id=str(provider.id), provider_words="")
    assert standing(session, stay) == [("EXT-23", "Assess the person for the place offered")]


def test_two_who_offer_one_place_at_once(
    browse: Browse, world: World, ward: Ward, stay: Stay, post: Callable[..., Page], arrange: Arrange, session: Session,
    case: None,
) -> None:  # fmt: skip
    post()
    other = arrange(lambda: world.stay(ward))
    browse.get(at(other, "/needs")).submit("Save", need="new", route="supported")
    vacancy = session.scalars(select(Vacancy)).one()
    forms = [browse.get(at(each, f"/places/{vacancy.id}/offer")) for each in (stay, other)]
    forms[0].submit("Offer this place")
    late = forms[1].submit("Offer this place")
    assert "is not free any more: somebody else was first. Choose another place" in late.errors[""]
    session.rollback()
    assert len(session.scalars(select(HousingOffer)).all()) == 1


def test_the_same_offer_sent_twice_is_one(
    session: Session, browse: Browse, stay: Stay, post: Callable[..., Page], case: None
) -> None:
    post()
    vacancy = session.scalars(select(Vacancy)).one()
    form = browse.get(at(stay, f"/places/{vacancy.id}/offer"))
    assert form.submit("Offer this place").path == form.submit("Offer this place").path
    session.rollback()
    assert len(session.scalars(select(HousingOffer)).all()) == 1


def test_dates_that_disagree_and_a_friday_for_somebody_homeless(browse: Browse, stay: Stay, case: None) -> None:
    page = offered(browse, stay)
    dates, answer = link(page, "/dates"), link(page, "/answer")
    early = browse.get(dates).submit("Save dates", move_on=TODAY + timedelta(days=4))
    assert early.errors == {"move_on": "Accept the offer first, then enter the signature and the date to move"}
    browse.get(answer).submit("Save the answer", answer="accepted")
    before = browse.get(dates).submit("Save dates", move_on=TODAY - timedelta(days=1))
    assert "must be the same as or after the offer, 23 November 2026" in before.errors["move_on"]
    friday = browse.get(dates).submit("Save dates", move_on=date(2026, 11, 27))
    assert "27 November 2026 is a Friday" in friday.errors["move_on"]
    page = browse.get(dates).submit("Save dates", move_on=date(2026, 11, 27), is_agreed="y")
    assert "27 November 2026 is a Friday: if the place falls through" in page.text


def test_the_day_of_an_answer_is_put_right_and_agrees_with_what_followed(
    session: Session, browse: Browse, stay: Stay, case: None
) -> None:
    page = offered(browse, stay, made_on=TODAY - timedelta(days=5))
    dates, answer = link(page, "/dates"), link(page, "/answer")
    browse.get(answer).submit("Save the answer", answer="accepted", answered_on=TODAY - timedelta(days=3))
    browse.get(dates).submit("Save dates", signed_on=TODAY - timedelta(days=2))
    late = browse.get(answer).submit("Save the answer", answer="accepted", answered_on=TODAY)
    assert late.errors == {"answered_on": "Answered must be the same as or before the signature, 21 November 2026"}
    browse.get(answer).submit("Save the answer", answer="accepted", answered_on=TODAY - timedelta(days=4))
    session.rollback()
    assert session.scalars(select(HousingOffer.answered_on)).one() == TODAY - timedelta(days=4)


def test_who_accepts_what_was_paused_meanwhile_is_told_so(
    session: Session, browse: Browse, stay: Stay, case: None
) -> None:
    form = browse.get(link(offered(browse, stay), "/answer"))
    turn(session, NoLongerReady(stay.id, stay.organisation_id, TODAY))
    assert "Paused" in form.submit("Save the answer", answer="accepted", status=409).text


def test_only_one_offer_is_accepted_at_a_time(browse: Browse, stay: Stay, case: None) -> None:
    first = link(offered(browse, stay), "/answer")
    second = link(offered(browse, stay, place="Flat 10"), "/answer")
    assert first != second
    browse.get(first).submit("Save the answer", answer="accepted")
    both = browse.get(second).submit("Save the answer", answer="accepted")
    assert both.errors == {"answer": "Flat 9 is accepted already. Record what became of that offer first"}


def test_two_who_answer_one_offer_see_both(browse: Browse, stay: Stay, case: None) -> None:
    answer = link(offered(browse, stay), "/answer")
    first, second = (browse.get(answer) for _person in range(2))
    first.submit("Save the answer", answer="refused", refused_by="person", because="Too far")
    page = second.submit("Save the answer", answer="accepted", status=409)
    assert "Too far" in page.text


def test_a_case_with_an_open_offer_is_not_closed(browse: Browse, stay: Stay, case: None) -> None:
    offered(browse, stay)
    page = browse.get(at(stay, "/close")).submit("Close the case", outcome="Went to her sister")
    assert page.errors == {"": "Flat 9 is still offered. Record what became of it, then close the case"}


def turn(session: Session, event: Any) -> None:
    react = {
        NoLongerReady: reactions.on_no_longer_ready,
        BecameReady: reactions.on_became_ready,
        Discharged: reactions.on_discharged,
        DischargeUndone: reactions.on_discharge_undone,
        StayCancelled: reactions.on_stay_cancelled,
    }[type(event)]
    with write_transaction(session):
        react(session, event, actor=process("the stay", source="cli"), now=NOW)


def test_not_ready_any_more_pauses_offers_and_ready_again_resumes_them(
    session: Session, browse: Browse, stay: Stay, case: None
) -> None:
    offered(browse, stay)
    turn(session, NoLongerReady(stay.id, stay.organisation_id, TODAY))
    page = browse.get(at(stay))
    assert "Paused: the person is not clinically ready at present. Every place in a queue is kept." in page.text
    assert "Flat 9 Paused" in page.text
    assert "offers are paused until they are" in offered(browse, stay).errors[""]
    turn(session, BecameReady(stay.id, stay.organisation_id, TODAY))
    assert "Flat 9 Offered" in browse.get(at(stay)).text


def test_leaving_closes_the_case_frees_the_place_and_an_undone_discharge_brings_both_back(
    session: Session, browse: Browse, stay: Stay, post: Callable[..., Page], do: Callable[..., Any], case: None
) -> None:
    post()
    vacancy = session.scalars(select(Vacancy)).one()
    browse.get(at(stay, f"/places/{vacancy.id}/offer")).submit("Offer this place")
    how = {"method": "1", "destination": "19", "receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    do(leave_hospital, LeaveHospital(stay_id=stay.id, left_at=NOW - timedelta(hours=1), **how))
    found = session.scalars(select(HousingCase)).one()
    assert (found.state, found.outcome) == ("closed", "The person left hospital")
    assert session.scalars(select(Vacancy.state)).one() == "open"
    assert standing(session, stay) == []
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    session.expire_all()
    assert session.scalars(select(HousingCase.state)).one() == "open"
    assert session.scalars(select(HousingOffer.state)).one() == "made"
    assert session.scalars(select(Vacancy.state)).one() == "offered"
    assert standing(session, stay) == [("EXT-23", "Assess the person for the place offered")]


def test_a_place_given_away_meanwhile_stays_gone(
    session: Session, browse: Browse, desk: Browse, stay: Stay, post: Callable[..., Page], case: None
) -> None:
    post()
    vacancy = session.scalars(select(Vacancy)).one()
    browse.get(at(stay, f"/places/{vacancy.id}/offer")).submit("Offer this place")
    turn(session, Discharged(stay.id, stay.organisation_id, TODAY))
    desk.get(f"/vacancies/{vacancy.id}/withdraw").submit("Withdraw this place")
    turn(session, DischargeUndone(stay.id, stay.organisation_id, TODAY))
    assert session.scalars(select(HousingOffer.state)).one() == "withdrawn"
    assert "Not free any more: Flat 2, Elm Court" in browse.get(at(stay)).text


def test_what_is_awaited_is_told_anew_where_an_undone_discharge_brings_no_offer_back(
    session: Session, browse: Browse, desk: Browse, stay: Stay, post: Callable[..., Page], do: Callable[..., Any],
    case: None,
) -> None:  # fmt: skip
    post()
    vacancy = session.scalars(select(Vacancy)).one()
    browse.get(at(stay, f"/places/{vacancy.id}/offer")).submit("Offer this place")
    how = {"method": "1", "destination": "19", "receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    do(leave_hospital, LeaveHospital(stay_id=stay.id, left_at=NOW - timedelta(hours=1), **how))
    desk.get(f"/vacancies/{vacancy.id}/withdraw").submit("Withdraw this place")
    do(reopen_stay, ReopenStay(stay_id=stay.id, because="Wrong person"))
    assert standing(session, stay) == [("EXT-22", "Find: supported")]


def test_a_case_closed_by_hand_is_not_opened_by_an_undone_discharge(
    session: Session, browse: Browse, stay: Stay, case: None
) -> None:
    browse.get(at(stay, "/close")).submit("Close the case", outcome="Went to her sister")
    turn(session, Discharged(stay.id, stay.organisation_id, TODAY))
    turn(session, DischargeUndone(stay.id, stay.organisation_id, TODAY))
    assert session.scalars(select(HousingCase.state)).one() == "closed"


def test_a_wrong_admission_closes_the_case(session: Session, browse: Browse, stay: Stay, case: None) -> None:
    turn(session, StayCancelled(stay.id, stay.organisation_id, TODAY))
    assert session.scalars(select(HousingCase.outcome)).one() == "The admission was wrong"


def test_no_recourse_is_no_bar_to_aftercare(
    browse: Browse, world: World, stay: Stay, arrange: Arrange, session: Session, case: None
) -> None:
    browse.get(at(stay, "/needs")).submit("Save", has_no_recourse="yes")
    assert "check the whole legal history" in browse.get(at(stay)).text
    period = {"person_id": stay.person_id, "stay_id": stay.id, "kind": "detention", "code": "03"}
    dates = {"started_on": date(2026, 3, 4), "entered_at": NOW, "organisation_id": stay.organisation_id}
    arrange(lambda: world._add(LegalPeriod(**period, **dates)))
    page = browse.get(at(stay))
    assert "No recourse to public funds is not a bar to section 117 aftercare" in page.text
    assert "4 March 2026 is recorded" in page.text


def test_each_screen_for_whom_it_is(
    browse: Browse, desk: Browse, browse_as: BrowseAs, world: World, ward: Ward, stay: Stay, arrange: Arrange,
    post: Callable[..., Page], session: Session, case: None,
) -> None:  # fmt: skip
    post()
    key = session.scalars(select(Vacancy.id)).one()
    page = offered(browse, stay)
    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    southmoor = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    stranger = browse_as(arrange(lambda: world.user(Role.COORDINATOR, southmoor)))
    of_person = [at(stay, "/offers/new"), at(stay, "/places"), at(stay, f"/places/{key}/offer")]
    of_place = [f"/vacancies/{key}/change", f"/vacancies/{key}/withdraw"]
    for address in (*of_person, link(page, "/dates"), link(page, "/answer"), f"/vacancies/{key}"):
        browse.get(address)
        bank.get(address, status=403)
        stranger.get(address, status=404)
        assert "/sign-in" in browse_as(None).client.get(address).location
    for address in of_place:
        desk.get(address)
        browse.get(address, status=403)
        stranger.get(address, status=404)
    assert "Elm Court" not in stranger.get("/vacancies").text
    browse.get("/vacancies")
    browse.get("/vacancies/new", status=403)


def test_lists_cost_the_same_for_one_as_for_many(
    browse: Browse, desk: Browse, world: World, ward: Ward, stay: Stay, arrange: Arrange, post: Callable[..., Page],
    session: Session, case: None, count_queries: Callable[[Callable[[], object]], int],
) -> None:  # fmt: skip
    post()
    key = session.scalars(select(Vacancy.id)).one()
    one = [count_queries(lambda path=path: desk.get(path)) for path in ("/vacancies", f"/vacancies/{key}")]
    for number in range(3):
        other = arrange(lambda: world.stay(ward))
        browse.get(at(other, "/needs")).submit("Save", need="new", route="supported")
        post(name=f"Flat {number + 3}")
    desk.get(f"/vacancies/{key}")  # the group of people is kept once
    many = [count_queries(lambda path=path: desk.get(path)) for path in ("/vacancies", f"/vacancies/{key}")]
    assert many[0] == one[0]
    assert many[1] <= one[1]
