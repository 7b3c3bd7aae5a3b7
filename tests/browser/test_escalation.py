"""What nobody answered goes up, level by level, until somebody decides; and the ward sees it. On a moved clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from discharge.demo.people import ACCOUNTS, Account
from tests.browser import steps
from tests.browser.ahead import Ahead, serving_ahead
from tests.browser.arrivals import Arrival, arrive
from tests.browser.conftest import COORDINATOR, NURSE, Reader
from tests.mail_server import MailServer, mail_server

WHO = Arrival(surname="Quill", given_name="Rosa", bed="41", days_ago=40)
OFFICER = next(account for account in ACCOUNTS if account.email == "sro@northmoor.example")
ASK = "Second a pharmacist to the ward for a month"
DECISION = "A pharmacist comes from the other site"
TABLET = {"width": 1024, "height": 768}
ANSWER_PASSED_DAYS = 21  # longer than any response time of the demonstration
WEEKEND_DAYS = 4  # mail waits for working hours
TO_THE_TOP_DAYS = 35  # heads of service 4 working days, directors 10, and bank holidays


@dataclass(frozen=True, slots=True)
class Story:
    """Each at a browser of their own; `stay` is the path of the person's page."""

    ahead: Ahead
    stay: str
    nurse: Reader
    desk: Reader
    officer: Reader
    mail: MailServer

    def days_go_by(self, days: int) -> None:
        """What runs by itself runs once at the end; everybody was signed out meanwhile."""
        self.ahead.go_on(days=days)
        self.sweep()
        for reader, account in ((self.nurse, NURSE), (self.desk, COORDINATOR), (self.officer, OFFICER)):
            reader.sign_in(account)

    def sweep(self) -> str:
        """The second run changes nothing."""
        self.ahead.run("escalation", "sweep")
        return self.ahead.run("escalation", "sweep")


@pytest.fixture
def story(browser: Browser, loaded: Path, tmp_path: Path) -> Iterator[Story]:
    contexts = [browser.new_context(viewport=size) for size in (*[{"width": 1280, "height": 900}] * 2, TABLET)]
    with mail_server() as mail:
        settings = {
            "SMTP_URL": mail.url,
            "MAIL_FROM": "discharge@northmoor.example",
            "PUBLIC_URL": "https://discharge.northmoor.example",
        }
        with serving_ahead(loaded, tmp_path, **settings) as ahead:
            stay = arrive(ahead.database, WHO)
            readers = [Reader(each.new_page(), ahead.server) for each in contexts]
            for reader, account in zip(readers, (NURSE, COORDINATOR, OFFICER), strict=True):
                reader.sign_in(account)
            yield Story(ahead, stay, *readers, mail)
    for each in contexts:
        each.close()


def owe(story: Story) -> None:
    """The trust itself owes something, by a day that nobody keeps."""
    desk = story.desk.open(f"{story.stay}/blockers/new")
    page = desk.page
    page.get_by_label("What does the person wait for?").select_option(value="INT-24")
    page.get_by_label("Who owes it?").select_option(value="trust:::")
    page.get_by_label("Next step").fill("Find cover")
    steps.press(desk, "Save blocker")
    expect(page.get_by_role("main")).to_contain_text("Find cover")


def word(story: Story) -> None:
    """The coordinator alone sees it until it has a sentence."""
    story.officer.open("/sro")
    expect(story.officer.page.get_by_role("main")).not_to_contain_text("Staff shortage: ")
    desk = story.desk.open("/")
    steps.follow(desk, re.compile("to word"))
    row = desk.page.get_by_role("row", name=re.compile(WHO.surname)).filter(has_text="An answer was not given")
    row.get_by_role("link", name=re.compile("^Word it")).click()
    desk.expect_accessible()
    page = desk.page
    page.get_by_label("What do you ask for, in one sentence?").fill(f"{WHO.given_name} needs a pharmacist")
    steps.type_date(desk, "By when is it needed?", story.ahead.today + timedelta(days=60))
    steps.press(desk, "Ask")
    expect(page.get_by_text("Take out the person’s name").first).to_be_visible()
    page.get_by_label("What do you ask for, in one sentence?").fill(ASK)
    steps.press(desk, "Ask")
    expect(page.get_by_role("heading", level=1)).to_contain_text("To word")


def decide(story: Story) -> None:
    officer, page = story.officer.open("/sro"), story.officer.page
    expect(page.get_by_role("main")).to_contain_text(ASK)
    expect(page.get_by_role("main")).not_to_contain_text(WHO.surname)
    officer.expect_accessible()
    page.get_by_role("main").locator("a", has_text=f"Decide: {ASK}").click()
    region = page.get_by_role("region", name="Decide")
    region.get_by_label("What will be done?").fill(DECISION)
    region.get_by_label("Who does it?").fill("Kim Lo")
    steps.type_date(officer, "By when?", story.ahead.today + timedelta(days=7))
    region.get_by_role("button", name="Save decision").click()
    expect(page.get_by_text("Decided. Whoever asked has been told")).to_be_visible()


def look_on_the_ward(story: Story) -> None:
    nurse, page = story.nurse, story.nurse.page
    nurse.open_ward("Birch")
    expect(page.get_by_role("row", name=re.compile(WHO.surname))).to_contain_text("Decided")
    board = page.url
    steps.follow(nurse, "What we raised")
    nurse.expect_accessible()
    told = page.locator(".discharge-raised li", has_text=WHO.surname).first
    expect(told).to_contain_text(f"Decided by {OFFICER.name}")
    expect(told).to_contain_text("Still owed: Kim Lo")
    steps.follow(nurse, f"{story.ahead.today:%B %Y}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You raised, we did")
    expect(page.get_by_role("main")).to_contain_text("Went up a level")
    page.goto(f"{board}/round?do=mark")
    page.locator(".discharge-round__people a", has_text=WHO.bed).click()
    expect(page.get_by_role("complementary")).to_contain_text("What became of it")
    expect(page.get_by_role("complementary")).to_contain_text(DECISION)


def read_mail(story: Story, to: Account) -> None:
    """At the mail server: a reference and a link, and nobody's name."""
    story.ahead.run("notices", "send")
    assert to.email in story.mail.recipients
    for mail in story.mail.mails:
        said = f"{mail['Subject']} {bytes(mail.get_payload(decode=True)).decode()}"
        assert not re.search(f"{WHO.surname}|{WHO.given_name}|pharmacist", said, re.IGNORECASE), said
        assert "https://discharge.northmoor.example/" in said


def test_what_nobody_answered_rises_to_the_sro_who_decides_and_the_ward_sees_it(story: Story) -> None:
    owe(story)
    story.days_go_by(ANSWER_PASSED_DAYS)
    word(story)
    story.days_go_by(TO_THE_TOP_DAYS)
    assert story.sweep().startswith("0 raised, 0 known already, 0 lapsed, 0 risen")
    decide(story)
    look_on_the_ward(story)
    story.days_go_by(WEEKEND_DAYS)
    read_mail(story, OFFICER)
    read_mail(story, COORDINATOR)
