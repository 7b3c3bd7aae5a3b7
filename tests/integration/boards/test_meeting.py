"""A meeting as its pages: begun, who came, one person a card, ended, and what was agreed taken to partners."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.blockers.models import Blocker, Meeting, MeetingAction, MeetingPerson
from discharge.blockers.rules.meetings import Said
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.worklist import reference_of
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.awaited import owed
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs

FRIDAY = TODAY + timedelta(days=4)
AGREED, MORE = "Agreed, next person", "Agreed, more to say"


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    return made


@pytest.fixture
def icb(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.ICB, "Fenland ICB"))
    return made


@pytest.fixture
def desk(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    """The coordinator of the trust."""
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Asha Reed")))


@pytest.fixture
def people(world: World, arrange: Arrange, here: Here, ward: Ward, council: Organisation) -> list[Blocker]:
    """Alder is clinically ready; Begum is not, and has waited longer. Both wait for Westmere Council."""

    def make() -> list[Blocker]:
        found = []
        for surname, bed, raised_on in (
            ("Alder", "2", TODAY - timedelta(days=3)),
            ("Begum", "1", TODAY - timedelta(9)),
        ):
            stay = world.stay(ward, bed=bed, person=world.person(surname=surname, given_name="Ruth"))
            found.append(owed(world, stay, owner=Owner(OwnerKind.COUNCIL, council.id), raised_on=raised_on))
            if surname == "Alder":
                here.ready(stay, TODAY - timedelta(days=2))
        return found

    made: list[Blocker] = arrange(make)
    return made


@pytest.fixture
def begun(desk: Browse, people: list[Blocker]) -> Page:
    """Begun, and on the page that asks who is here."""
    return desk.get("/meeting").submit("Start the meeting")


def first_card(begun: Page) -> Page:
    return begun.submit("Save and go on")


def end_all_the_same(page: Page) -> Page:
    return page.submit("End the meeting").submit("End it all the same")


def given_back(page: Page) -> list[str]:
    return [item.get_text(strip=True) for item in page.html.select(".nhsuk-inset-text bdi")]


def of_meeting(session: Session) -> Meeting:
    session.rollback()
    session.expunge_all()
    return session.scalars(select(Meeting)).one()


def owners(page: Page) -> list[str]:
    return [" ".join(head.get_text(" ").split()) for head in page.html.select("h3[id^=owner-]")]


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


def test_the_end_says_what_it_came_to_and_the_next_meeting_begins_with_it(session: Session, begun: Page) -> None:
    second = first_card(begun).submit(AGREED, agreed="Panel on Friday", due_on="27 Nov", named_person="Jo Bell")
    page = second.submit("Pass over")
    ended = page.submit("End the meeting")
    assert "Meeting ended" in ended.text
    counts = [" ".join(row.get_text(" ").split()) for row in ended.html.select(".discharge-meeting__counts tbody tr")]
    assert counts == [
        "People on the list, still in hospital 2 2 the same",
        "Things that partners owe about them 2 2 the same",
        "of these, nobody named 2 1 −1",
        "of these, late 0 0 the same",
        "Clinically ready 1 1 the same",
        "Clinically ready days so far, together 3 3 the same",
    ]
    said = session.scalars(select(MeetingPerson.said).order_by(MeetingPerson.number)).all()
    assert said == [Said.AGREED, Said.PASSED]
    closed = begun.browse.get(second.path)
    assert not closed.html.select("form[data-round-form]")


def test_it_says_of_whom_nothing_was_said_and_ends_on_a_second_press(session: Session, begun: Page) -> None:
    second = first_card(begun).submit("Nothing to agree")
    page = second.browse.get(f"/meeting/{of_meeting(session).id}")
    told = page.submit("End the meeting")
    assert told.errors == {"": "Not ended: nothing was said yet of 1 person"}
    links = told.html.select("section[aria-labelledby=left] a")
    assert [(link.get_text(), link["href"]) for link in links] == [("2 Begum, Ruth: not said yet", second.path)]
    assert of_meeting(session).is_open
    assert "Meeting ended" in told.submit("End it all the same").text
    assert not of_meeting(session).is_open


def test_who_was_told_of_fewer_people_than_are_left_is_asked_again(session: Session, begun: Page) -> None:
    card = first_card(begun).submit(MORE, agreed="Viewing on Thursday", due_on="27 Nov")
    meeting = of_meeting(session)
    told = card.browse.get(f"/meeting/{meeting.id}").submit("End the meeting")
    struck = card.browse.get(f"/meeting/{meeting.id}/actions/1/strike-out")
    struck.submit("Strike out", why="Meant for the person before")
    again = told.submit("End it all the same")
    assert again.errors == {"": "Not ended: nothing was said yet of 2 people"}
    assert "Meeting ended" in again.submit("End it all the same").text


def test_what_was_written_about_somebody_after_the_end_is_given_back(session: Session, begun: Page) -> None:
    card, here = first_card(begun), begun.browse.get(begun.path)
    end_all_the_same(card.browse.get(f"/meeting/{of_meeting(session).id}"))
    late = card.submit(AGREED, agreed="Panel on Friday", named_person="Jo", due_on="27 Nov")
    assert "This meeting has ended" in late.errors[""]
    assert given_back(late) == ["Panel on Friday", "Jo", "27/11/2026"]
    key = str(here.html.select("[name=body]")[1]["value"])
    typed = {f"here-{key}": "present", f"people-{key}": "Bell", "other_people": "Di Fox"}
    assert given_back(here.submit("Save and go on", **typed)) == ["Westmere Council: Bell", "Di Fox"]
    assert given_back(card.browse.get(card.path)) == []


def test_what_was_written_about_somebody_who_left_meanwhile_is_given_back(
    session: Session, world: World, arrange: Arrange, begun: Page, people: list[Blocker]
) -> None:
    card = first_card(begun)
    arrange(lambda: world.left(session.get_one(Stay, people[0].stay_id), on=TODAY))
    late = card.submit(AGREED, agreed="Panel on Friday")
    assert late.errors == {"": "This person has left hospital: nothing more can be agreed here"}
    assert given_back(late) == ["Panel on Friday"]


def test_why_it_was_struck_out_is_given_back_where_somebody_else_did_it_first(session: Session, begun: Page) -> None:
    card = first_card(begun).submit(MORE, agreed="Viewing on Thursday", due_on="27 Nov")
    ask = card.browse.get(f"/meeting/{of_meeting(session).id}/actions/1/strike-out")
    ask.browse.get(ask.path).submit("Strike out", why="Theirs")
    assert given_back(ask.submit("Strike out", why="Mine")) == ["Mine"]


def test_the_next_meeting_begins_with_what_was_agreed_and_what_came_of_it(
    session: Session, arrange: Arrange, begun: Page
) -> None:
    second = first_card(begun).submit(AGREED, agreed="Panel on Friday", due_on="27 Nov", named_person="Jo Bell")
    end_all_the_same(second.browse.get(f"/meeting/{of_meeting(session).id}"))

    def a_week_ago() -> None:
        week = timedelta(days=7)
        meeting, action = session.scalars(select(Meeting)).one(), session.scalars(select(MeetingAction)).one()
        meeting.on, meeting.began_at, action.due_on = TODAY - week, NOW - week, FRIDAY - week

    arrange(a_week_ago)
    again = begun.browse.get("/meeting").submit("Start the meeting").submit("Save and go on")
    assert "Agreed on Mon 16 Nov Panel on Friday Westmere Council, Jo Bell, by Fri 20 Nov" in again.text
    assert "Not done: was due Fri 20 Nov" in again.text


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


def test_what_was_entered_wrongly_leaves_the_list_the_paper_and_the_counts(
    session: Session, begun: Page, people: list[Blocker]
) -> None:
    card = first_card(begun).submit(MORE, agreed="Viewing on Thursday", due_on="27 Nov", named_person="Jo Bell")
    ask = card.browse.get(str(card.html.select_one("a[href$='strike-out']")["href"]))  # type: ignore[index]
    rows = [" ".join(row.get_text(" ").split()) for row in ask.html.select("tbody tr")]
    assert rows[0] == "What Who will do it Before nothing Agreed Jo Bell Now Jo Bell"
    assert "What Next step Before nothing Agreed Viewing on Thursday" in rows[1]
    assert ask.submit("Strike out").errors == {"why": "Enter why it is struck out"}
    page = ask.submit("Strike out", why="Meant for the person before")
    assert "Nothing was agreed yet" in page.text
    struck = " ".join(page.html.select_one("#struck ~ table tbody").get_text(" ").split())  # type: ignore[union-attr]
    assert "Meant for the person before Struck out by Asha Reed" in struck
    assert "Who will do it: from nothing to Jo Bell" in struck
    assert (page.html.select_one("del").get_text(), page.html.select("h3[id^=owner-]")) == ("Viewing on Thursday", [])  # type: ignore[union-attr]
    meeting = of_meeting(session)
    assert "Viewing on Thursday" not in page.browse.get(f"/meeting/{meeting.id}/sheet").text
    sent = page.browse.client.get(f"/meeting/{meeting.id}/actions.csv").get_data(as_text=True)
    assert "Viewing on Thursday" not in sent
    assert "Gone through 0 of 2 people Agreed 0 actions" in page.browse.get("/meeting").text
    again = page.browse.get(card.path)
    assert "Struck out Viewing on Thursday" in again.text
    assert "Agreed at this meeting" not in again.text
    told = page.browse.get(f"/blockers/{people[0].id}").text
    assert "Struck out “Viewing on Thursday”, agreed at the meeting of 23 November 2026." in told
    assert "struck out: “Viewing on Thursday”" in page.browse.get(f"/stays/{people[0].stay_id}").text
    assert "Struck out by Asha Reed" in page.browse.get(f"/meeting/{meeting.id}/actions/1/strike-out").text


def test_a_coordinator_of_another_ward_strikes_out_nothing(
    browse_as: BrowseAs, world: World, arrange: Arrange, begun: Page, session: Session
) -> None:
    first_card(begun).submit(AGREED, agreed="Viewing on Thursday", due_on="27 Nov")
    other = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.ward("Rowan"))))
    other.get(f"/meeting/{of_meeting(session).id}/actions/1/strike-out", status=404)
