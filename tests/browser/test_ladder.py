"""An administrator puts somebody on the ladder for some days, and takes them off: by keyboard and without scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import steps
from tests.browser.conftest import ADMINISTRATOR, DESK, EXECUTIVE, PHONE, Reader
from tests.serving import Server

NOBODY = "Nobody answers at Directors"


@pytest.fixture(params=["by keyboard", "without scripts"])
def administrator(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """At the ladder of Fenland, on whose levels nobody stands in the demonstration."""
    has_scripts = request.param == "by keyboard"
    context = browser.new_context(viewport=DESK if has_scripts else PHONE, java_script_enabled=has_scripts)
    reader = Reader(context.new_page(), server).sign_in(ADMINISTRATOR).open("/administration")
    enter(reader.page.get_by_role("link", name="Who answers escalations"))
    places = reader.page.get_by_role("navigation", name="Places")
    enter(places.get_by_role("link", name="Fenland Partnership"))
    yield reader
    context.close()


def enter(control: Locator) -> None:
    """By its key, until the page behind it is whole: whoever has no mouse comes to it by the Tab key."""
    control.focus()
    with control.page.expect_navigation():
        control.press("Enter")


def level(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("row", name=re.compile(rf"^Level \d\. {name}|^\d\. {name}")).first


def name_somebody(reader: Reader) -> None:
    """First without saying whom; then the executive of the system, as a deputy until tomorrow."""
    page = reader.page
    enter(page.get_by_role("link", name="Add somebody at Directors"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who answers at level 4?")
    steps.looks_right(reader)
    enter(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("alert")).to_contain_text("Select who answers")
    who = page.get_by_role("radio", name=re.compile(EXECUTIVE.name))
    who.focus()
    who.press("Space")
    deputy = page.get_by_role("radio", name="Deputy")
    deputy.focus()
    deputy.press("Space")
    steps.type_date(reader, "Last day (optional)", steps.today(1))
    enter(page.get_by_role("button", name="Save"))


def test_somebody_is_named_for_some_days_and_nobody_named_is_a_fault(administrator: Reader) -> None:
    page = administrator.page
    faults = page.get_by_role("region", name="To put right")
    expect(faults).to_contain_text(NOBODY)
    expect(level(administrator, "Directors")).to_contain_text("Nobody is named")
    steps.looks_right(administrator)

    name_somebody(administrator)
    expect(page.get_by_role("main")).to_contain_text("Saved who answers")
    expect(level(administrator, "Directors")).to_contain_text(re.compile(rf"{EXECUTIVE.name} \(deputy, .*until "))
    expect(faults).not_to_contain_text(NOBODY)
    steps.looks_right(administrator)

    enter(level(administrator, "Directors").get_by_role("link", name=f"Set last day of {EXECUTIVE.name}"))
    steps.looks_right(administrator)
    steps.type_date(administrator, "What is the last day on which they answer?", steps.today(-1))
    enter(page.get_by_role("button", name="Save last day"))
    expect(page.get_by_role("main")).to_contain_text(f"Saved the last day of {EXECUTIVE.name}")
    expect(faults).to_contain_text(NOBODY)
