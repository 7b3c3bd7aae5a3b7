"""What an executive decided, or asked of another one, and what became of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.escalation.commands import AskExecutive, Close, Decide, ask_executive, close, decide
from discharge.escalation.models import Escalation
from discharge.escalation.queries.promises import MOST_CLOSED
from discharge.places.models import Organisation, Ward
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.conftest import Clock
from tests.integration.escalation.cards import OURS, as_it_stands, cards, section
from tests.integration.escalation.conftest import People, Raise
from tests.shapes import Arrange, BrowseAs, Do

DAY = timedelta(days=1)


def test_what_was_promised_says_what_happened(
    sro: Browse, people: People, at_top: Raise, do: Do, nurse: User, session: Session
) -> None:
    before = NOW - timedelta(days=4)
    escalation = at_top(owner=OURS, at=before)

    def promise(days: int, at: Any) -> None:
        version = as_it_stands(session, escalation).version
        by_on = TODAY + timedelta(days=days)
        said = Decide(escalation_id=escalation.id, version=version, words="Fund it", done_by="Finance", by_on=by_on)
        do(decide, said, by=people.sro, at=at)

    promise(-1, before)
    assert "The day has passed" in section(sro.get("/sro"), "What I promised")
    promise(2, NOW)
    assert "Due in 2 days" in section(sro.get("/sro"), "What I promised")
    version = as_it_stands(session, escalation).version
    do(close, Close(escalation_id=escalation.id, version=version, outcome="She moved in"), by=nurse)
    assert "Closed: She moved in" in section(sro.get("/sro"), "What I promised")


def test_what_was_promised_owes_nothing_while_the_person_is_not_ready(
    sro: Browse, browse: Browse, people: People, at_top: Raise, do: Do, session: Session, arrange: Arrange
) -> None:
    escalation = at_top(owner=OURS)
    by_on = TODAY + timedelta(days=2)
    said = Decide(escalation_id=escalation.id, version=1, words="Fund it", done_by="Finance", by_on=by_on)
    do(decide, said, by=people.sro)
    assert "Still owed" in browse.get(f"/wards/{escalation.ward_id}/raised").text

    def pause() -> None:
        session.get_one(Escalation, escalation.id).paused_on = TODAY

    arrange(pause)
    promised = section(sro.get("/sro"), "What I promised")
    assert promised.endswith("Paused")
    assert "Still owed" not in browse.get(f"/wards/{escalation.ward_id}/raised").text
    page = sro.get(f"/escalations/{escalation.id}")
    assert "To be done by Once the person is clinically ready again" in page.text


def test_what_was_asked_of_another_executive_says_what_became_of_it(
    browse_as: BrowseAs,
    people: People,
    council: Organisation,
    at_top: Raise,
    do: Do,
    session: Session,
) -> None:
    escalation = at_top()
    asking = AskExecutive(escalation_id=escalation.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.sro)
    page = browse_as(people.sro).get("/sro")
    assert cards(page) == []
    said = section(page, "What I promised")
    assert "Asked of Westmere Council: Agree your half Their answer is due in 7 days" in said
    version = as_it_stands(session, escalation).version
    theirs = Decide(escalation_id=escalation.id, version=version, words="We will", done_by="Panel", by_on=TODAY + DAY)
    do(decide, theirs, by=people.council)
    said = section(browse_as(people.sro).get("/sro"), "What I promised")
    assert "They decided, to be done by Tue 24 Nov" in said


def test_an_executive_who_does_not_answer_is_said_to_have_given_it_back(
    browse_as: BrowseAs,
    people: People,
    council: Organisation,
    at_top: Raise,
    do: Do,
    risen: Callable[..., bool],
    clock: Clock,
) -> None:
    escalation = at_top()
    asking = AskExecutive(escalation_id=escalation.id, version=1, organisation_id=council.id, words="Agree your half")
    do(ask_executive, asking, by=people.sro)
    clock.now = NOW + timedelta(days=8)
    later = browse_as(people.sro)
    assert "Their day has passed" in section(later.get("/sro"), "What I promised")
    assert risen(escalation, clock.now)
    page = later.get("/sro")
    assert "Not answered in time: it came back" in section(page, "What I promised")
    (card,) = cards(page)
    assert "Not answered in time by the executive who was asked" in card


def test_what_is_still_open_is_never_forgotten_and_of_what_closed_the_newest_are_shown(
    sro: Browse, people: People, world: World, ward: Ward, at_top: Raise, do: Do, arrange: Arrange, session: Session
) -> None:
    long_ago, lately = NOW - timedelta(days=70), NOW - timedelta(days=1)

    def promise(words: str, at: Any) -> Escalation:
        stay = arrange(lambda: world.stay(ward))
        made = at_top(owner=OURS, stay_id=stay.id, at=at)
        said = Decide(escalation_id=made.id, version=1, words=words, done_by="Finance", by_on=TODAY + timedelta(days=9))
        do(decide, said, by=people.sro, at=at)
        return made

    promise("Of long ago", long_ago)
    for number in range(MOST_CLOSED + 1):
        made = promise(f"Of late {number}", lately)
        version = as_it_stands(session, made).version
        do(close, Close(escalation_id=made.id, version=version, outcome="Done"), by=people.coordinator)
    said = section(sro.get("/sro"), "What I promised")
    assert "Of long ago (Finance)" in said
    assert said.count("Of late") == MOST_CLOSED
    assert "And 1 more of the last two months that was closed." in said
