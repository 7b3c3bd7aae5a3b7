"""What nobody answered goes up, level by level, until somebody decides; and the ward sees it. On a moved clock."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from discharge.demo.people import ACCOUNTS, Account
from tests.browser import steps
from tests.browser.arrivals import Arrival, arrive
from tests.browser.conftest import COORDINATOR, NURSE, Reader
from tests.mail_server import MailServer, mail_server
from tests.serving import run_command, serving

WHO = Arrival(surname="Quill", given_name="Rosa", bed="41", days_ago=40)
OFFICER = next(account for account in ACCOUNTS if account.email == "sro@northmoor.example")
ASK = "Second a pharmacist to the ward for a month"
DECISION = "A pharmacist comes from the other site"
CLOCKED = "tests.browser.clocked"
DAY_SECONDS = 86_400
TABLET = {"width": 1024, "height": 768}
ANSWER_PASSED_DAYS = 21  # longer than any response time of the demonstration
WEEKEND_DAYS = 4  # mail waits for working hours
TO_THE_TOP_DAYS = 35  # heads of service 4 working days, directors 10, and bank holidays


@dataclass(frozen=True, slots=True)
class Story:
    """Each at a browser of their own; `stay` is the path of the person's page."""

    address: str
    stay: str
    clock: Path
    more: dict[str, str]
    nurse: Reader
    desk: Reader
    officer: Reader
    mail: MailServer

    def days_go_by(self, days: int) -> None:
        """What runs by itself runs once at the end; everybody was signed out meanwhile."""
        gone = int(self.clock.read_text(encoding="utf-8"))
        self.clock.write_text(str(gone + days * DAY_SECONDS), encoding="utf-8")
        self.sweep()
        for reader, account in ((self.nurse, NURSE), (self.desk, COORDINATOR), (self.officer, OFFICER)):
            reader.sign_in(account)

    def sweep(self) -> str:
        """The second run changes nothing."""
        run_command(self.address, "escalation", "sweep", module=CLOCKED, more=self.more)
        return run_command(self.address, "escalation", "sweep", module=CLOCKED, more=self.more)

    @property
    def today(self) -> date:
        return steps.today() + timedelta(seconds=int(self.clock.read_text(encoding="utf-8")))


@pytest.fixture
def story(browser: Browser, loaded: Path, tmp_path: Path) -> Iterator[Story]:
    database, clock = tmp_path / "demo.sqlite3", tmp_path / "ahead"
    shutil.copyfile(loaded, database)
    clock.write_text("0", encoding="utf-8")
    stay, address = arrive(database, WHO), f"sqlite:///{database}"
    contexts = [browser.new_context(viewport=size) for size in (*[{"width": 1280, "height": 900}] * 2, TABLET)]
    with mail_server() as mail:
        more = {
            "CLOCK_AHEAD": str(clock),
            "SMTP_URL": mail.url,
            "MAIL_FROM": "discharge@northmoor.example",
            "PUBLIC_URL": "https://discharge.northmoor.example",
        }
        with serving(address, module=f"{CLOCKED}:app", more=more) as server:
            readers = [Reader(each.new_page(), server) for each in contexts]
            for reader, account in zip(readers, (NURSE, COORDINATOR, OFFICER), strict=True):
                reader.sign_in(account)
            yield Story(address, stay, clock, more, *readers, mail)
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
    steps.type_date(desk, "By when is it needed?", story.today + timedelta(days=60))
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
    steps.type_date(officer, "By when?", story.today + timedelta(days=7))
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
    steps.follow(nurse, f"{story.today:%B %Y}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("You raised, we did")
    expect(page.get_by_role("main")).to_contain_text("Went up a level")
    page.goto(f"{board}/round?do=mark")
    page.locator(".discharge-round__people a", has_text=WHO.bed).click()
    expect(page.get_by_role("complementary")).to_contain_text("What became of it")
    expect(page.get_by_role("complementary")).to_contain_text(DECISION)


def read_mail(story: Story, to: Account) -> None:
    """At the mail server: a reference and a link, and nobody's name."""
    run_command(story.address, "notices", "send", module=CLOCKED, more=story.more)
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
