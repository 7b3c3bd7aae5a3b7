"""How a meeting ends: what it came to, what was not said yet, what is struck out, and what comes too late for it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.blockers.models import Blocker, Meeting, MeetingAction, MeetingPerson
from discharge.blockers.rules.meetings import Said
from discharge.stays.models import Stay
from tests.browse import Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.meeting.conftest import (
    AGREED,
    FRIDAY,
    MORE,
    end_all_the_same,
    first_card,
    given_back,
    of_meeting,
)
from tests.shapes import Arrange, BrowseAs


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
