"""A meeting as its pages: begun, who came, one person a card, ended, and what was agreed taken to partners."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.blockers.models import Blocker, MeetingAction
from discharge.blockers.rules.worklist import reference_of
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Stay
from tests.awaited import owed
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.integration.boards.meeting.conftest import (
    AGREED,
    FRIDAY,
    MORE,
    end_all_the_same,
    first_card,
    of_meeting,
    owners,
)
from tests.shapes import Arrange, BrowseAs


def test_it_goes_through_the_ready_first_and_says_what_is_waited_for(begun: Page) -> None:
    assert "Westmere Council" in begun.text
    card = first_card(begun)
    assert (card.heading, "0 of 2 said" in card.text) == ("Bed 2 Ruth Alder", True)
    assert "clinically ready 3 days since Sat 21 Nov" in card.text
    assert "Westmere Council · nobody named" in card.text
    second = card.submit("Nothing to agree")
    assert (second.heading, "1 of 2 said" in second.text) == ("Bed 1 Ruth Begum", True)
    assert "clinically ready Not yet" in second.text


def test_who_came_is_asked_of_everybody_who_owes_something(session: Session, begun: Page, icb: Organisation) -> None:
    keys = [str(field["value"]) for field in begun.html.select("[name=body]")]
    names = [legend.get_text(strip=True) for legend in begun.html.select(".discharge-meeting__body legend")]
    assert names == ["Northmoor Mental Health", "Westmere Council"]
    other = begun.browse.get(begun.path)
    others = [option["value"] for option in other.html.select("[name=other] option") if "Fenland" in option.get_text()]
    fields: dict[str, Any] = {f"here-{keys[1]}": "present", f"people-{keys[1]}": "Jo Bell, Al Kay", "other": others[0]}
    typed = {str(f["name"]): str(f.get("value") or "") for f in other.html.select("input[type=hidden]")}
    body = {**typed, **fields, "other_here": "apologies", "other_people": "Di Fox", "body": keys}
    begun.browse.client.post(begun.path, data=body, follow_redirects=True)
    page = begun.browse.get(f"/meeting/{of_meeting(session).id}")
    facts = [" ".join(row.get_text(" ").split()) for row in page.html.select("#came ~ dl .discharge-facts__row")]
    assert facts == ["Westmere Council Present: Jo Bell, Al Kay", "Fenland ICB Apologies: Di Fox"]
    again = begun.browse.get(begun.path)
    people = [str(field.get("value")) for field in again.html.select("[name^=people-]")]
    assert people == ["Di Fox", "", "Jo Bell, Al Kay"]


def test_what_is_agreed_is_owed_and_the_next_person_comes(session: Session, begun: Page, people: list[Blocker]) -> None:
    card = first_card(begun)
    refused = card.submit(AGREED, named_person="Jo Bell")
    assert refused.errors == {"agreed": "Enter what was agreed"}
    name = refused.submit(AGREED, agreed="Ring Ruth Alder", named_person="Jo Bell")
    assert "Take out the person’s name" in name.errors["agreed"]
    second = name.submit(AGREED, agreed="Panel to decide on Friday", due_on="27/11", named_person="Jo Bell")
    assert second.heading == "Bed 1 Ruth Begum"
    of_meeting(session)
    blocker = session.get_one(Blocker, people[0].id)
    assert (blocker.next_step, blocker.named_person, blocker.due_on) == (
        "Panel to decide on Friday",
        "Jo Bell",
        FRIDAY,
    )
    page = begun.browse.get(f"/blockers/{blocker.id}")
    assert "Agreed at the meeting of 23 November 2026 Panel to decide on Friday" in page.text
    stay = begun.browse.get(f"/stays/{blocker.stay_id}")
    assert "agreed at the meeting of 23 November: Panel to decide on Friday" in stay.text


def test_more_to_say_stays_with_the_person_and_something_new_is_raised(
    session: Session, begun: Page, icb: Organisation
) -> None:
    card = first_card(begun).submit(MORE, agreed="Assessor to visit", due_on="27 Nov")
    assert card.heading == "Bed 2 Ruth Alder"
    assert "Agreed at this meeting Assessor to visit" in card.text
    owner = next(str(o["value"]) for o in card.html.select("[name=owner] option") if "Fenland ICB" in o.get_text())
    new = {"about": "new", "agreed": "Panel date to be set", "reason": "EXT-01", "owner": owner, "due_on": "1 Dec"}
    assert card.submit(AGREED, **{**new, "reason": ""}).errors == {"reason": "Select what the person waits for"}
    card.submit(AGREED, **new)
    meeting = of_meeting(session)
    page = begun.browse.get(f"/meeting/{meeting.id}")
    assert owners(page) == ["Fenland ICB 1 action", "Westmere Council 1 action"]
    assert "2 actions agreed" in " ".join(page.text.split()) or "actions agreed 2" in page.text


def test_two_who_agree_at_once_lose_nothing(begun: Page) -> None:
    mine = first_card(begun)
    mine.browse.get(mine.path).submit(AGREED, agreed="Theirs", due_on="27 Nov")
    shown = mine.submit(AGREED, agreed="Mine", due_on="27 Nov", status=409)
    assert "Somebody else saved first" in shown.text
    assert "Theirs" in shown.text
    kept = shown.submit(MORE)
    assert "Agreed at this meeting Theirs" in kept.text
    assert "Mine" in kept.text


def test_the_same_form_twice_is_done_once(session: Session, begun: Page) -> None:
    card = first_card(begun)
    for _ in range(2):
        card.submit(AGREED, agreed="Assessor to visit", due_on="27 Nov")
    assert len(session.scalars(select(MeetingAction)).all()) == 1


def test_somebody_who_left_meanwhile_says_so(
    session: Session, world: World, arrange: Arrange, begun: Page, people: list[Blocker]
) -> None:
    arrange(lambda: world.left(session.get_one(Stay, people[0].stay_id), on=TODAY))
    card = first_card(begun)
    assert "Has left hospital on Mon 23 Nov, after this list was made" in card.text
    assert not card.html.select("[name=agreed]")
    assert card.submit("Nothing to agree").heading == "Bed 1 Ruth Begum"


def test_paper_and_files_name_nobody(session: Session, begun: Page, people: list[Blocker]) -> None:
    first_card(begun).submit(AGREED, agreed="=SUM(A1)", due_on="27 Nov", named_person="Jo Bell")
    meeting = of_meeting(session)
    reference = reference_of(people[0].id)
    paper = begun.browse.get(f"/meeting/{meeting.id}/sheet")
    assert "Alder" not in paper.text
    assert reference in paper.text
    sent = begun.browse.client.get(f"/meeting/{meeting.id}/actions.csv")
    rows = list(csv.reader(StringIO(sent.get_data(as_text=True).removeprefix("\ufeff"))))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["Organisation"], row["Reference"], row["What was agreed"]) == (
        "Westmere Council",
        reference,
        "'=SUM(A1)",
    )
    assert "Alder" not in sent.get_data(as_text=True)
    book = begun.browse.client.get(f"/meeting/{meeting.id}/actions.xlsx").get_data()
    cells = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert cells[1][6] == "=SUM(A1)"
    assert begun.browse.client.get(f"/meeting/{meeting.id}/actions.pdf").status_code == 404


def test_two_who_owe_together_both_have_it_on_their_list(
    session: Session, begun: Page, icb: Organisation, council: Organisation
) -> None:
    card = first_card(begun)
    value = next(str(o["value"]) for o in card.html.select("[name=owner] option") if "Fenland ICB" in o.get_text())
    typed = {"agreed": "Agree the split", "due_on": "27 Nov", "owner": value, "joint": council.id.hex}
    card.submit(AGREED, **typed)
    page = begun.browse.get(f"/meeting/{of_meeting(session).id}")
    assert owners(page) == ["Fenland ICB 1 action", "Westmere Council 1 action"]
    assert "together with Fenland ICB" in page.text


def test_each_showing_is_kept_on_record(session: Session, begun: Page, people: list[Blocker]) -> None:
    card = first_card(begun)
    meeting = of_meeting(session)
    for path in ("", "/sheet", "/actions.csv"):
        begun.browse.client.get(f"/meeting/{meeting.id}{path}")
    session.rollback()
    lines = session.scalars(select(AuditLine).where(AuditLine.action.like("meeting.%")).order_by(AuditLine.number))
    kept = [(line.action, line.person_id) for line in lines]
    assert ("meeting.card_shown", people[0].person_id) in kept
    assert {"meeting.shown", "meeting.printed", "meeting.exported"} <= {action for action, _ in kept}
    assert card.heading


def test_a_card_costs_the_same_for_one_person_as_for_many(
    session: Session,
    world: World,
    arrange: Arrange,
    ward: Ward,
    desk: Browse,
    people: list[Blocker],
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    def cost() -> int:
        card = desk.get("/meeting").submit("Start the meeting").submit("Save and go on")
        many = count_queries(lambda: desk.get(card.path))
        end_all_the_same(desk.get(card.path.partition("/people")[0]))
        return many

    def more() -> None:
        for _ in range(6):
            stay = world.stay(ward)
            owed(world, stay)
            owed(world, stay, reason="EXT-01")

    few = cost()
    arrange(more)
    assert cost() == few


def test_nobody_else_opens_it(browse: Browse, begun: Page, session: Session) -> None:
    meeting = of_meeting(session)
    browse.get("/meeting", status=403)
    browse.get(f"/meeting/{meeting.id}", status=403)


def test_a_coordinator_of_another_ward_finds_nothing(
    browse_as: BrowseAs,
    world: World,
    arrange: Arrange,
    begun: Page,
    session: Session,
    people: list[Blocker],
) -> None:
    other = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.ward("Rowan"))))
    meeting = of_meeting(session)
    for path in ("", "/attendance", "/sheet", "/actions.csv", f"/people/{people[0].stay_id}"):
        other.get(f"/meeting/{meeting.id}{path}", status=404)
    other.get("/meeting")
    assert "Mon 23 Nov" not in other.get("/meeting").text
