"""The page of one escalation: acknowledged, asked back, replied to, decided and closed, with and without scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from discharge.demo.people import ACCOUNTS
from tests.browser import steps
from tests.browser.conftest import DESK, NURSE, PHONE, Reader
from tests.serving import Server

SERVICE = next(account for account in ACCOUNTS if account.email == "service@northmoor.example")
ASK = "Lend the ward a pharmacist until Friday"


@dataclass(frozen=True, slots=True)
class Two:
    """Who asks and who answers, each at a browser of their own."""

    nurse: Reader
    service: Reader


@pytest.fixture(params=["with scripts", "without scripts"])
def two(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Two]:
    has_scripts = request.param == "with scripts"
    size = DESK if has_scripts else PHONE
    contexts = [browser.new_context(viewport=size, java_script_enabled=has_scripts) for _ in range(2)]
    nurse, service = (Reader(context.new_page(), server) for context in contexts)
    yield Two(nurse.sign_in(NURSE), service.sign_in(SERVICE))
    for context in contexts:
        context.close()


def ask(reader: Reader) -> str:
    """From the page of a person who waits for nothing yet; the reference."""
    page = reader.open_ward().page
    free = page.get_by_role("row").filter(has=page.locator("a[href^='/stays/']")).filter(has_not_text="E-1")
    free.first.get_by_role("link").first.click()
    steps.follow(reader, "Ask a level above")
    page.get_by_label("What do you ask for, in one sentence?").fill(ASK)
    steps.type_date(reader, "By when is it needed?", steps.today(30))
    page.get_by_label("Who owes it?").select_option(value="trust:::")
    steps.press(reader, "Ask")
    link = page.get_by_role("listitem").filter(has_text=ASK).get_by_role("link", name=re.compile("^E-")).first
    reference = link.inner_text()
    link.click()
    return reference


def said(reader: Reader, words: str) -> None:
    """What happened is told, and the page is as it must be."""
    expect(reader.page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    steps.looks_right(reader)


def choose(reader: Reader, words: str) -> None:
    """One of the ways to answer: the first is drawn as a button."""
    ways = reader.page.get_by_role("navigation", name="Answer this")
    ways.get_by_role("link", name=words, exact=True).or_(ways.get_by_role("button", name=words, exact=True)).click()


def answer(reader: Reader, way: str, label: str, words: str, button: str) -> None:
    choose(reader, way)
    steps.looks_right(reader)
    reader.page.get_by_label(label).fill(words)
    steps.press(reader, button)


def test_an_ask_is_acknowledged_asked_back_replied_to_decided_and_closed(two: Two) -> None:
    nurse, service = two.nurse, two.service
    reference = ask(nurse)
    expect(nurse.page.get_by_role("main")).to_contain_text("Nobody who answers has opened this yet")
    steps.looks_right(nurse)

    service.open("/notices")
    steps.press(service, re.compile(rf"^Open .*\({reference}\)"))
    expect(service.page.get_by_role("heading", level=1)).to_contain_text(ASK)
    steps.press(service, "Acknowledge")
    said(service, "Acknowledged. The clock goes on until you answer")
    expect(service.page.get_by_role("main").get_by_role("button", name="Acknowledge")).to_have_count(0)
    answer(service, "Ask back", "What do you need to know?", "From which day?", "Send question")
    said(service, "Asked back. Your clock stands until the reply")
    expect(service.page.get_by_role("main")).to_contain_text("Once there is a reply")

    nurse.page.reload()
    expect(nurse.page.get_by_role("main")).to_contain_text(f"{SERVICE.name}, ")
    expect(nurse.page.get_by_role("main")).to_contain_text("Asked back: From which day?")
    answer(nurse, "Reply", "Your reply", "From Tuesday on", "Send reply")
    said(nurse, "Reply sent. The level that asked has its clock again")

    service.page.reload()
    expect(service.page.get_by_role("main")).to_contain_text("From Tuesday on")
    choose(service, "Decide")
    steps.press(service, "Save decision")
    expect(service.page.get_by_role("alert")).to_contain_text("Enter")
    service.page.get_by_label("What will be done?").fill("A pharmacist comes on Tuesday")
    service.page.get_by_label("Who does it?").fill("Kim Lo")
    steps.type_date(service, "By when?", steps.today(7))
    steps.press(service, "Save decision")
    said(service, "Decided. Whoever asked has been told")

    nurse.page.reload()
    expect(nurse.page.get_by_role("main")).to_contain_text("Decided: A pharmacist comes on Tuesday. Kim Lo, by ")
    answer(nurse, "Close", "What came of it?", "She came", "Close")
    said(nurse, "Closed. It stays readable here")
    expect(nurse.page.get_by_role("navigation", name="Answer this")).to_have_text("Add a note")
