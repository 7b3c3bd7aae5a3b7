"""The duty to refer as a ward lives it, with the blocker that waits for the council."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.blockers.models import Blocker
from discharge.days.rules.codes import OwnerKind
from discharge.housing.models import DutyConsent
from discharge.places.models import Organisation, TeamFunction, Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.shapes import Arrange, BrowseAs

REACH = "Ward telephone 01632 960 010, weekdays 10:00 to 16:00"


def at(stay: Stay, rest: str = "") -> str:
    return f"/stays/{stay.id}/housing{rest}"


@pytest.fixture
def case(browse: Browse, stay: Stay) -> None:
    browse.get(at(stay, "/check")).submit("Save", risks=["nowhere"])


def agree(browse: Browse, stay: Stay, **typed: object) -> Page:
    given = {"refer_state": "given", "refer_on": TODAY, "contact_state": "given", "contact_on": TODAY}
    return browse.get(at(stay, "/consent")).submit("Save", **{**given, **typed})


def send(browse: Browse, stay: Stay, council: Organisation, **typed: object) -> Page:
    given = {"authority_id": str(council.id), "is_choice": "y", "reason": "homeless", "reach": REACH, "route": "email"}
    return browse.get(at(stay, "/refer")).submit("Save the referral", **{**given, **typed})


def waits(session: Session, stay: Stay) -> list[tuple[str, str, str]]:
    session.rollback()
    rows = session.scalars(select(Blocker).where(Blocker.stay_id == stay.id).order_by(Blocker.raised_at, Blocker.id))
    return [(row.reason, row.state.value, row.next_step) for row in rows]


def test_the_check_is_asked_for_and_with_no_risk_the_case_is_closed(browse: Browse, stay: Stay) -> None:
    page = browse.get(at(stay))
    assert "Check due. EDD is 23 November 2026, within 56 days" in page.text
    form = browse.get(at(stay, "/check"))
    assert "Select what is so" in form.submit("Save").errors["risks"]
    assert "not both" in form.submit("Save", risks=["arrears"], is_none="y").errors["risks"]
    page = form.submit("Save", is_none="y")
    assert "Closed: Checked: no risk of homelessness was found" in page.text
    assert "Check due" not in page.text
    page = browse.get(at(stay, "/check")).submit("Save", risks=["notice"], is_none=None)
    assert "Their home is at risk" in page.text


def test_from_check_to_answer_with_the_blocker_that_waits(
    session: Session, browse: Browse, stay: Stay, district: Organisation, world: World, arrange: Arrange, case: None
) -> None:
    arrange(lambda: world.team(district, TeamFunction.SECTION_117))
    team = arrange(lambda: world.team(district, TeamFunction.HOUSING_OPTIONS))
    refused = send(browse, stay, district)
    assert "Ask the person first whether they agree to be referred" in refused.errors[""]
    page = agree(browse, stay, contact_state="refused")
    assert "Refused, 23 November 2026" in page.text
    assert "recorded as “refused”" in send(browse, stay, district).errors[""]
    agree(browse, stay)
    assert "must be in England" in send(browse, stay, district, authority_id="").errors["authority_id"]
    assert "which council they choose" in send(browse, stay, district, is_choice=None).errors["is_choice"]
    page = send(browse, stay, district)
    assert "sent 23 November 2026, chase on 30 November 2026" in page.text
    assert "is not a homelessness application" in page.text
    assert waits(session, stay) == [("EXT-27", "open", "Answer the duty to refer")]
    blocker = session.scalars(select(Blocker)).one()
    assert (blocker.owner_id, blocker.team_id) == (district.id, team.id)
    again = send(browse, stay, district)
    assert "has had a referral since 23 November 2026" in again.errors["authority_id"]
    answered = next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith("/answered"))
    early = browse.get(answered).submit("Save the answer", outcome="relief", answered_on=TODAY - timedelta(days=1))
    assert "same as or after sent" in early.errors["answered_on"]
    page = browse.get(answered).submit("Save the answer", outcome="relief", words="Interview on Friday")
    assert "Relief duty accepted" in page.text
    assert [state for _reason, state, _step in waits(session, stay)] == ["done"]
    actions = set(session.scalars(select(AuditLine.action)).all())
    assert {"housing.checked", "duty_consent.recorded", "duty_referral.sent", "duty_referral.answered"} <= actions


def test_every_word_of_consent_is_kept_and_a_withdrawal_says_what_to_do(
    session: Session, browse: Browse, stay: Stay, district: Organisation, case: None
) -> None:
    wrong = agree(browse, stay, refer_state="best_interests")
    assert wrong.errors == {"refer_by": "Enter who decided in the person's best interests"}
    agree(browse, stay, refer_state="best_interests", refer_by="Dr Osei")
    send(browse, stay, district)
    page = agree(browse, stay, refer_state="withdrawn", refer_by="")
    assert "Tell Fenland District to stop" in page.text
    said = session.scalars(select(DutyConsent.state).where(DutyConsent.subject == "refer").order_by(DutyConsent.number))
    assert said.all() == ["best_interests", "withdrawn"]
    back = agree(browse, stay, refer_state="not_asked", refer_by="")
    assert "asked already" in back.errors["refer_state"]


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (0, "received 23 November 2026, chase on 30 November 2026"),
        (7, "Due soon received 16 November 2026, chase now, it rises after 30 November 2026"),
        (17, "Late received 6 November 2026, no answer by 20 November 2026: raise it with a manager of the council"),
    ],
)
def test_the_clock_runs_from_receipt(
    browse: Browse, stay: Stay, district: Organisation, case: None, days: int, says: str
) -> None:
    day = TODAY - timedelta(days=days)
    agree(browse, stay, refer_on=day, contact_on=day)
    before = send(browse, stay, district, sent_on=day - timedelta(days=1))
    assert "same as or after consent" in before.errors["sent_on"]
    page = send(browse, stay, district, sent_on=day)
    received = next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith("/received"))
    wrong = browse.get(received).submit("Save", received_on=day - timedelta(days=1))
    assert "same as or after sent" in wrong.errors["received_on"]
    page = browse.get(received).submit("Save", reference="FD/77", received_on=day)
    assert says in page.text
    assert "FD/77" in page.text


def test_a_trust_may_agree_another_time(
    browse: Browse, stay: Stay, district: Organisation, world: World, arrange: Arrange, case: None
) -> None:
    arrange(lambda: world.number(Key.DUTY_CHASE_DAYS, 2))
    agree(browse, stay)
    assert "chase on 25 November 2026" in send(browse, stay, district).text


def test_a_later_decision_does_not_rewrite_a_clock(
    browse: Browse, stay: Stay, district: Organisation, world: World, arrange: Arrange, case: None
) -> None:
    agree(browse, stay)
    send(browse, stay, district)

    def decide() -> None:
        world.number(Key.DUTY_CHASE_DAYS, 2).from_on = TODAY + timedelta(days=1)

    arrange(decide)
    assert "chase on 30 November 2026" in browse.get(at(stay)).text


def test_the_sheet_says_who_and_what_it_is_not_and_that_it_was_printed(
    session: Session, browse: Browse, stay: Stay, district: Organisation, case: None
) -> None:
    browse.get(at(stay, "/safe-placing")).submit(
        "Release this", since_on=TODAY, code="no_lone_visits", basis="Care plan review", released_by="Dr Osei"
    )
    agree(browse, stay)
    page = send(browse, stay, district)
    sheet = next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith("/sheet"))
    printed = browse.get(sheet)
    for words in ("Alder, Ruth", "Fenland District", REACH, "Nowhere to live after hospital", "No lone visits",
                  "not a homelessness application", "Printed by Priya Nair", "Care plan review"):  # fmt: skip
        assert (words in printed.text) is (words != "Care plan review")
    assert "duty_referral.printed" in set(session.scalars(select(AuditLine.action)))


def test_somebody_under_18_goes_to_childrens_services(
    session: Session, browse: Browse, world: World, ward: Ward, arrange: Arrange, district: Organisation,
    county: Organisation,
) -> None:  # fmt: skip
    born = date(2010, 1, 1)
    young = arrange(lambda: world.stay(ward, person=world.person(birth_date=born), is_home_at_risk=True))
    page = browse.get(at(young, "/check")).submit("Save", risks=["nowhere"])
    assert "The person is under 18: children's services" in page.text
    assert "under 18" in send(browse, young, district).errors[""]
    form = browse.get(at(young, "/refer-children"))
    assert "Fenland District" in form.text
    page = form.submit("Save the referral", authority_id=str(county.id))
    assert "Westmere County, children's services" in page.text
    assert waits(session, young) == [("EXT-17", "open", "Answer the referral to children's services")]
    blocker = session.scalars(select(Blocker)).one()
    assert (blocker.owner_kind, blocker.owner_id, blocker.team_id) == (OwnerKind.COUNCIL, county.id, None)
    assert blocker.due_on is not None
    answered = next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith("/answered"))
    browse.get(answered).submit("Save the answer", outcome="advice")
    assert [state for _reason, state, _step in waits(session, young)] == ["done"]


def test_a_case_is_not_closed_while_a_council_has_the_referral(
    session: Session, browse: Browse, stay: Stay, district: Organisation, case: None
) -> None:
    agree(browse, stay)
    page = send(browse, stay, district)
    closing = browse.get(at(stay, "/close")).submit("Close the case", outcome="Went to her sister")
    says = "Fenland District has not answered the referral. Record its answer, or that it was stopped"
    assert closing.errors == {"": says}
    answered = next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith("/answered"))
    browse.get(answered).submit("Save the answer", outcome="stopped")
    page = browse.get(at(stay, "/close")).submit("Close the case", outcome="Went to her sister")
    assert "Closed: Went to her sister" in page.text
    assert [state for _reason, state, _step in waits(session, stay)] == ["done"]


def test_two_who_answer_one_referral_see_both(browse: Browse, stay: Stay, district: Organisation, case: None) -> None:
    agree(browse, stay)
    page = send(browse, stay, district)
    answered = next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith("/answered"))
    first, second = (browse.get(answered) for _person in range(2))
    first.submit("Save the answer", outcome="relief")
    page = second.submit("Save the answer", outcome="advice", status=409)
    assert "Relief duty accepted" in page.text
    assert "Advice only" in page.text


def test_each_screen_for_whom_it_is(
    browse: Browse, browse_as: BrowseAs, world: World, ward: Ward, stay: Stay,
    district: Organisation, arrange: Arrange, case: None,
) -> None:  # fmt: skip
    agree(browse, stay)
    page = send(browse, stay, district)
    links = [str(a["href"]) for a in page.html.find_all("a") if "/referrals/" in str(a.get("href"))]
    assert len(links) == 3

    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    other = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Cedar"))))
    for address in (*links, at(stay, "/check"), at(stay, "/consent"), at(stay, "/refer")):
        browse.get(address)
        bank.get(address, status=403)
        other.get(address, status=404)
        assert "/sign-in" in browse_as(None).client.get(address).location


def test_a_kind_of_home_looked_for_keeps_one_blocker_and_a_change_hands_it_on(
    session: Session, browse: Browse, stay: Stay, district: Organisation
) -> None:
    browse.get(at(stay, "/needs")).submit("Save", need="new", route="supported")
    assert waits(session, stay) == [("EXT-22", "open", "Find: supported")]
    browse.get(at(stay, "/needs")).submit("Save", route="social", council_ids=[str(district.id)])
    found = {reason: state for reason, state, _step in waits(session, stay)}
    assert found == {"EXT-22": "done", "EXT-24": "open"}
    browse.get(at(stay, "/close")).submit("Close the case", outcome="Went to her sister")
    assert {state for _reason, state, _step in waits(session, stay)} == {"done"}
