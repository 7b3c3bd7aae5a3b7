"""What stops somebody leaving, from the red day to the after-discharge list, with days going by on a moved clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import steps
from tests.browser.ahead import Ahead, serving_ahead
from tests.browser.arrivals import Arrival, arrive
from tests.browser.conftest import COORDINATOR, NURSE, Reader
from tests.browser.test_funding import answer

WHO = Arrival(surname="Bracken", given_name="Ada", bed="40", days_ago=60, legal_code="03")
PROVIDER, FLAT = "Stonebridge Supported Living", "Flat 1, Heron Court"
QUESTION = "Who pays for the night support?"


@dataclass(frozen=True, slots=True)
class Story:
    """The ward's nurse and the coordinator, each at a browser; `stay` is the path of the person's page."""

    ahead: Ahead
    stay: str
    nurse: Reader
    desk: Reader

    def days_go_by(self, days: int) -> None:
        """Everybody was signed out meanwhile, and signs in again."""
        self.ahead.go_on(days=days)
        self.nurse.sign_in(NURSE)
        self.desk.sign_in(COORDINATOR)


@pytest.fixture
def story(browser: Browser, loaded: Path, tmp_path: Path) -> Iterator[Story]:
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    with serving_ahead(loaded, tmp_path) as ahead:
        stay = arrive(ahead.database, WHO)
        nurse, desk = (Reader(each.new_page(), ahead.server) for each in contexts)
        yield Story(ahead, stay, nurse.sign_in(NURSE), desk.sign_in(COORDINATOR))
    for each in contexts:
        each.close()


def said(*words: str) -> re.Pattern[str]:
    """These words in this order, whatever stands between them."""
    return re.compile(".*".join(words), re.DOTALL | re.IGNORECASE)


def in_the_round(nurse: Reader) -> None:
    """The marks of Birch, at the person of this story."""
    board = nurse.open_ward("Birch").page.url
    nurse.page.goto(f"{board}/round?do=mark")
    nurse.page.locator(".discharge-round__people a", has_text=WHO.bed).click()
    expect(nurse.page.get_by_role("heading", level=1)).to_contain_text(WHO.surname)
    steps.settle(nurse)


def on_the_board(nurse: Reader) -> Locator:
    nurse.open_ward("Birch")
    return nurse.page.get_by_role("row", name=re.compile(WHO.surname))


def on_the_worklist(desk: Reader) -> Locator:
    """The lines of the person, found by their name."""
    desk.open("/worklist")
    desk.page.get_by_role("searchbox").fill(WHO.surname)
    steps.press(desk, "Search")
    return desk.page.locator(".discharge-worklist tbody tr")


def mark_red(nurse: Reader) -> None:
    """Two keys and a few letters, and the next person is there."""
    in_the_round(nurse)
    before = nurse.heading
    nurse.press("/")
    nurse.page.keyboard.type("supported accommodation place")
    nurse.press("Enter")
    expect(nurse.page.get_by_role("heading", level=1)).not_to_have_text(before)


def confirm_bodies(desk: Reader, stay: str) -> None:
    desk.open(f"{stay}/home-and-money")
    for body in ("responsible_icb", "responsible_council"):
        desk.page.locator(f"select[name={body}_id]").select_option(index=1)
        desk.page.locator(f"input[name={body}_basis]").fill("Lived there before the section 3")
    steps.press(desk, "Save")


def to_panel(story: Story) -> None:
    steps.follow(story.desk, "With funding panel")
    steps.type_date(story.desk, "Day of the panel", story.ahead.today)
    steps.press(story.desk, "Save")


def aftercare(story: Story) -> None:
    """Entitled by the section 3; deferred by a panel, paid for meanwhile, then agreed."""
    desk, page = story.desk, story.desk.page
    confirm_bodies(desk, story.stay)
    desk.open(f"{story.stay}/funding/s117")
    expect(page.get_by_text("A qualifying detention is recorded")).to_be_visible()
    steps.press(desk, "Open a case")
    answer(desk, "Entitled: qualifying detention recorded")
    answer(desk, "Responsible ICB and council confirmed")
    steps.follow(desk, "Aftercare needs and plan agreed, split not agreed")
    page.get_by_label("Somewhere to live with support").check()
    steps.press(desk, "Save")
    to_panel(story)
    steps.follow(desk, "Panel list")
    row = page.locator(".discharge-panel__row", has_text=WHO.surname)
    row.get_by_label(f"Outcome for {WHO.surname}").select_option("deferred")
    row.get_by_label("Question, reason or conditions").fill(QUESTION)
    steps.press(desk, "Save outcomes")
    expect(row).to_contain_text(QUESTION)
    desk.open(f"{story.stay}/funding/s117")
    steps.follow(desk, "Care starting on interim funding, split to follow")
    page.get_by_label("Who agreed to pay for now?").fill("J. Bell for the ICB, without prejudice")
    steps.press(desk, "Save")
    expect(page.get_by_text("Without prejudice since")).to_be_visible()
    to_panel(story)
    steps.follow(desk, "Funding split agreed")
    page.get_by_label("ICB pays, in per cent").fill("50")
    page.get_by_label("Council pays, in per cent").fill("50")
    page.get_by_label("Who decided the split?").fill("J. Bell and T. Ives")
    steps.press(desk, "Save")
    expect(page.get_by_text("ICB 50%, council 50%").first).to_be_visible()


def send_checklist(story: Story) -> None:
    """The 28 days of Continuing Healthcare run from today."""
    desk = story.desk.open(f"{story.stay}/funding/chc")
    steps.press(desk, "Open a case")
    steps.follow(desk, re.compile("^Checklist positive"))
    steps.type_date(desk, "When did the ICB receive it?", story.ahead.today)
    steps.press(desk, "Save")
    expect(desk.page.get_by_role("main")).to_contain_text("Look at this")  # section 117 is open for the same needs
    expect(desk.page.get_by_text("Due soon")).to_have_count(0)


def hand_on(story: Story) -> None:
    desk = story.desk
    on_the_worklist(desk).filter(has_text="Supported housing").locator(".discharge-worklist__why a").first.click()
    expect(desk.page.get_by_role("main")).to_contain_text("Red days for it 2")
    steps.follow(desk, "Hand on")
    desk.page.get_by_label("Who owes it?").select_option(label=f"Housing: {PROVIDER}")
    desk.page.get_by_label("Who will do it?").fill("Sonia Metherby")
    desk.page.get_by_label("Next step").fill("Say which flats come free")
    steps.press(desk, "Hand on")
    expect(desk.page.get_by_role("main")).to_contain_text("Sonia Metherby")


def make_ready(story: Story) -> None:
    nurse = story.nurse.open(f"{story.stay}/ready")
    page = nurse.page
    steps.type_date(nurse, "Clinically ready since", story.ahead.today)
    for decided in page.get_by_role("group", name="What was decided").get_by_role("checkbox").all():
        decided.check()
    page.get_by_label("Who decided?").fill("Dr Tolland and the ward team")
    page.get_by_role("group", name="Were the person's views heard?").get_by_label("Yes", exact=True).check()
    page.get_by_role("group", name="Were the carer's views heard?").get_by_label("No carer").check()
    page.get_by_label("Main reason the person is still here").select_option(index=1)
    page.get_by_role("group", name="Whom is the wait attributable to?").get_by_role("radio").first.check()
    steps.press(nurse, "Save as clinically ready")
    expect(page.get_by_text("Clinically ready: saved")).to_be_visible()


def not_ready_any_more(story: Story) -> None:
    nurse = story.nurse.open(f"{story.stay}/no-longer-ready")
    nurse.page.get_by_role("group", name="Why is the person no longer").get_by_role("radio").first.check()
    steps.type_date(nurse, "From which day?", story.ahead.today)
    steps.press(nurse, re.compile("^Save"))


def look_for_home(story: Story) -> None:
    desk, page = story.desk.open(f"{story.stay}/housing/needs"), story.desk.page
    page.get_by_label("They need a new home").check()
    page.get_by_label("What kind of home is looked for?").select_option(label="Supported accommodation")
    page.get_by_label("What support is needed there?").select_option(label="Staff there in the daytime")
    page.get_by_label("Access", exact=True).select_option(label="Stairs are no difficulty")
    steps.press(desk, "Save")


def post_place(desk: Reader, name: str) -> Locator:
    """The line of the person of this story among those who could live there."""
    page = desk.open("/vacancies/new").page
    page.get_by_label("For people of").select_option(label="Northmoor Mental Health")
    page.get_by_label("Who provides it?").select_option(label=PROVIDER)
    page.get_by_label("Name of the place").fill(name)
    page.get_by_label("Supported accommodation").check()
    page.get_by_label("Council area").select_option(label="Westmere Council")
    page.get_by_label("Staff there in the daytime").check()
    page.get_by_label("Stairs are no difficulty").check()
    steps.press(desk, "Post this place")
    return page.get_by_role("listitem").filter(has_text=WHO.surname)


def offer(desk: Reader, name: str) -> None:
    found = post_place(desk, name)
    expect(found).to_contain_text("Fits: Supported; Staff in the day; Stairs; Westmere Council")
    found.get_by_role("link", name=re.compile("^Offer the place")).click()
    steps.press(desk, "Offer this place")
    expect(desk.page.get_by_role("region", name="Offers")).to_contain_text(said(name, "Offered"))


def answer_offer(story: Story, place: str, said: str) -> Locator:
    desk, page = story.desk.open(f"{story.stay}/housing"), story.desk.page
    card = page.locator(".discharge-housing__card", has_text=place)
    card.get_by_role("link", name="Answer").click()
    page.get_by_label(said, exact=True).check()
    if said == "Refused":
        page.get_by_label("The person", exact=True).check()
        page.get_by_label("why?").fill("No room for a bicycle")
    steps.press(desk, "Save the answer")
    expect(card).to_contain_text(said)
    return card


def test_what_stops_somebody_is_owed_worked_on_and_closed_when_they_leave(story: Story) -> None:
    nurse, desk = story.nurse, story.desk
    mark_red(nurse)
    expect(on_the_board(nurse)).to_contain_text(said("Supported housing", "nobody named", "due"))
    owed = on_the_worklist(desk)
    expect(owed).to_have_count(1)
    expect(owed).to_contain_text(said("Supported housing", "Housing", "Nobody named"))
    aftercare(story)
    send_checklist(story)

    story.days_go_by(1)
    in_the_round(nurse)
    before = nurse.heading
    nurse.press("s")
    expect(nurse.page.get_by_role("heading", level=1)).not_to_have_text(before)
    hand_on(story)
    expect(on_the_board(nurse)).to_contain_text(said(PROVIDER, "Sonia Metherby"))
    make_ready(story)
    look_for_home(story)
    offer(desk, FLAT)
    answer_offer(story, FLAT, "Refused")
    offer(desk, "Flat 2, Heron Court")

    story.days_go_by(20)
    desk.open(f"{story.stay}/funding/chc")
    expect(desk.page.get_by_role("main")).to_contain_text("Due soon")
    desk.expect_accessible()
    not_ready_any_more(story)
    lines = on_the_worklist(desk)
    expect(lines).to_have_count(3)  # the flats, the answer to the offer, the ICB's decision
    expect(lines.filter(has_text="Paused")).to_have_count(3)
    desk.open(f"{story.stay}/housing")
    expect(desk.page.get_by_role("region", name="Offers")).to_contain_text(said("Flat 2", "Paused"))
    make_ready(story)
    expect(on_the_worklist(desk)).to_have_count(3)
    expect(lines.filter(has_text="Paused")).to_have_count(0)
    answer_offer(story, "Flat 2, Heron Court", "Accepted")

    path = steps.discharge(nurse, WHO.surname)
    nurse.open(path)
    closed = nurse.page.get_by_role("region", name="What is awaited")
    expect(closed).to_contain_text("Nothing is awaited from anybody.")
    closed.get_by_text("Not awaited any more").click()
    expect(closed).to_contain_text(said("Supported housing", "left hospital"))
    desk.open("/funding/after-discharge").expect_accessible()
    left = desk.page.get_by_role("row").filter(has_text=WHO.surname)
    review = story.ahead.today + timedelta(weeks=6)
    expect(left.filter(has_text="s117")).to_contain_text(said("Aftercare in place", f"{review.day} {review:%B %Y}"))
    expect(left.filter(has_text="CHC")).to_contain_text("after discharge")
    expect(on_the_worklist(desk)).to_have_count(0)
