"""The weekly meeting: who is here, two people by keys alone, the end with its counts, paper for organisations."""

import re

from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.conftest import COORDINATOR, Reader
from tests.browser.steps import key, settle
from tests.serving import Server

AGREED = "Assessor to visit, and the panel paper sent"


def begin(reader: Reader) -> None:
    """Start the meeting from home; one that is open already is the same one."""
    reader.open("/")
    steps.follow(reader, "Meetings with partners")
    steps.press(reader, "Start the meeting")
    expect(reader.page.get_by_role("heading", level=1)).to_contain_text("Who is here?")


def test_a_meeting_is_gone_through_by_keys_and_its_actions_are_printed(reader: Reader) -> None:
    page = reader.page
    reader.sign_in(COORDINATOR).open("/meeting").expect_accessible()
    begin(reader)
    reader.expect_accessible()
    body = page.locator(".discharge-meeting__body").first
    body.get_by_label("Present").check()
    body.get_by_role("textbox").fill("Jo Bell")
    steps.press(reader, "Save and go on")
    settle(reader)
    reader.expect_accessible()

    first = reader.heading
    reader.press("1", "w")
    page.keyboard.type(AGREED)
    reader.press("Tab")
    page.keyboard.type("Jo Bell")
    reader.press("Tab")
    page.keyboard.type(steps.shown(steps.today(7)))
    reader.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    settle(reader)
    expect(page.get_by_text("1 of ", exact=False).first).to_be_visible()
    second = reader.heading
    reader.press("n")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(second)
    settle(reader)
    key(reader, "ArrowLeft")
    assert reader.heading == second
    said = page.locator(".discharge-meeting__buttons span", has_text="Nothing to agree")
    expect(said).to_be_visible()
    reader.press("l")

    expect(page.get_by_role("heading", name="What was agreed, by organisation")).to_be_visible()
    reader.expect_accessible()
    steps.press(reader, "End the meeting")
    expect(page.get_by_role("alert")).to_contain_text("Not ended: nothing was said yet of")
    settle(reader)
    reader.expect_accessible()
    steps.press(reader, "End it all the same")
    expect(page.get_by_text("Meeting ended")).to_be_visible()
    late = page.get_by_role("row", name=re.compile("Things that partners owe"))
    expect(late).to_be_visible()
    person = page.locator(".discharge-meeting__actions tbody a").first.inner_text()
    steps.follow(reader, re.compile("^Print"))
    expect(page.get_by_text(AGREED)).to_be_visible()
    assert person.split(",")[0] not in page.locator("main").inner_text()
    reader.expect_accessible()


def test_it_works_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    try:
        reader = Reader(context.new_page(), server)
        begin(reader.sign_in(COORDINATOR))
        steps.press(reader, "Save and go on")
        before = reader.heading
        reader.page.get_by_label("What was agreed?").fill(AGREED)
        reader.page.get_by_label("By when?").fill(steps.shown(steps.today(7)))
        steps.press(reader, "Agreed, next person")
        heading = reader.page.get_by_role("heading", level=1)
        expect(heading).not_to_have_text(before)
        steps.follow(reader, re.compile("←"))
        expect(heading).to_have_text(before)
        expect(reader.page.get_by_text("Agreed at this meeting")).to_be_visible()
    finally:
        context.close()
