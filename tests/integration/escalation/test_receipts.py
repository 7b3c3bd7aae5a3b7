"""What a ward sees of what it raised: who looked, what was decided, what is still owed; and the sheet of a month."""

from datetime import timedelta

from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.blockers.rules.owner import Owner
from discharge.core.transaction import write_transaction
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import AskBack, Close, Decide, ask_back, close, decide
from discharge.escalation.commands.seeing import note_escalation_shown
from discharge.escalation.queries.one import escalation_sheet
from discharge.places.models import Organisation, Ward
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import Do, People, Raise
from tests.shapes import Arrange, BrowseAs


def test_it_says_nobody_looked_then_who_did_then_what_was_decided_and_is_owed(
    browse: Browse, people: People, raised: Raise, do: Do, acting: object, session: Session, ward: Ward
) -> None:
    asked = raised(owner=Owner(OwnerKind.TRUST))
    page = browse.get(f"/wards/{ward.id}/raised")
    assert "Nobody has looked yet" in page.text
    assert "Not opened yet" in page.text

    actor = acting(people.service)  # type: ignore[operator]
    sheet = escalation_sheet(session, actor, asked.id, now=NOW)
    with write_transaction(session):
        note_escalation_shown(session, sheet, actor=actor, now=NOW)
    assert "Sam Service looked on 23 November" in browse.get(f"/wards/{ward.id}/raised").text

    by_on = TODAY + timedelta(days=2)
    what = Decide(escalation_id=asked.id, version=1, words="A locum comes", done_by="Kim Lo", by_on=by_on)
    do(decide, what, by=people.service)
    page = browse.get(f"/wards/{ward.id}/raised")
    assert "Decided by Sam Service on 23 November: A locum comes" in page.text
    assert "Still owed: Kim Lo by 25 November" in page.text


def test_a_question_keeps_its_own_mark_and_gets_no_other(
    browse: Browse, people: People, raised: Raise, do: Do, ward: Ward
) -> None:
    asked = raised()
    do(ask_back, AskBack(escalation_id=asked.id, version=asked.version, words="Which panel?"), by=people.service)
    text = browse.get(f"/wards/{ward.id}/raised").text
    assert ": Which panel?" in text
    assert "?." not in text


def test_the_sheet_of_a_month_tells_what_was_asked_and_done(
    browse: Browse, people: People, raised: Raise, do: Do, ward: Ward
) -> None:
    asked = raised()
    do(close, Close(escalation_id=asked.id, version=asked.version, outcome="Funding agreed"))
    raised(ask="Find a place in the north", cause="")
    sheet = browse.get(f"/wards/{ward.id}/raised/2026-11")
    assert sheet.heading == "You raised, we did: Birch, November 2026"
    assert "Funding agreed" in sheet.text
    assert "Find a place in the north" in sheet.text
    assert "Nothing was asked" in browse.get(f"/wards/{ward.id}/raised/2026-10").text
    browse.get(f"/wards/{ward.id}/raised/2026-13", status=404)
    browse.get(f"/wards/{ward.id}/raised/soon", status=404)


def test_another_ward_sees_none_of_it(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> None:
    elsewhere = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Hazel"))))
    elsewhere.get(f"/wards/{ward.id}/raised", status=404)
    elsewhere.get(f"/wards/{ward.id}/raised/2026-11", status=404)


def test_a_long_list_costs_as_many_statements_as_a_short_one(
    browse: Browse, people: People, raised: Raise, ward: Ward, count_queries: object, council: Organisation
) -> None:
    raised()
    address = f"/wards/{ward.id}/raised"
    browse.get(address)
    one = count_queries(lambda: browse.get(address))  # type: ignore[operator]
    for number in range(4):
        raised(ask=f"Ask {number}", cause="")
    browse.get(address)  # a new set of people is kept once
    assert count_queries(lambda: browse.get(address)) == one  # type: ignore[operator]
