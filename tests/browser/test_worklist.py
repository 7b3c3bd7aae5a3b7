"""A coordinator's morning: the worklist by keyboard, chased in one go, copied without names, searched."""

import re

from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.conftest import COORDINATOR, Reader
from tests.serving import Server

CHASED = "Rang this morning: they answer by Friday"


def test_lines_are_found_ticked_and_chased_by_keyboard(reader: Reader) -> None:
    page = reader.sign_in(COORDINATOR).page
    reader.open("/worklist").expect_accessible()
    rows = page.locator(".discharge-worklist [name=ticked]")
    assert rows.count() > 2, "the demonstration owes too little to tell this story"
    reader.press("j", "x", "j", "x", "ArrowDown", "ArrowUp", "k")
    expect(page.get_by_text("2 lines ticked", exact=True)).to_be_visible()
    assert reader.focused() == page.locator(".discharge-worklist tbody th a").first.inner_text()
    reader.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    reader.press("x")
    expect(page.get_by_role("searchbox")).to_have_value("x")
    expect(rows.nth(0)).to_be_checked()
    steps.press(reader, "Record a chase")
    reader.expect_accessible()
    page.get_by_label("How did you chase").fill(CHASED)
    steps.press(reader, "Record the chase")
    expect(page.get_by_text("2 of 2 lines done", exact=True)).to_be_visible()
    reader.expect_accessible()
    page.locator(".discharge-worklist__why a").first.click()
    expect(page.get_by_role("main")).to_contain_text(CHASED)


def test_the_text_for_owners_is_copied_and_its_reference_leads_back(reader: Reader) -> None:
    page = reader.sign_in(COORDINATOR).page
    reader.open("/worklist?group=owner")
    name = page.locator(".discharge-worklist tbody th a").first.inner_text()
    page.locator("[name=ticked]").first.check()
    steps.press(reader, "Copy chase")
    reader.expect_accessible()
    text = page.locator("textarea").first.input_value()
    assert name.split(",")[0] not in text
    steps.press(reader, re.compile("^Copy"))
    expect(page.get_by_text(re.compile("^(Copied|The text is selected)"))).to_be_visible()
    reference = re.search(r"Reference ([0-9A-F]{4}-[0-9A-F]{4})", text)
    assert reference is not None
    reader.open("/worklist")
    page.get_by_role("searchbox").fill(reference[1])
    steps.press(reader, "Search")
    expect(page.locator(".discharge-worklist tbody th a")).to_have_text([name])
    assert reference[1] not in page.url


def test_it_works_without_scripts(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    try:
        reader = Reader(context.new_page(), server).sign_in(COORDINATOR)
        page = reader.open("/worklist").page
        page.get_by_label("Group by").select_option("owner")
        steps.press(reader, "Apply")
        expect(page.locator(".discharge-worklist__group").first).to_be_visible()
        page.locator("[name=ticked]").first.check()
        steps.press(reader, "Copy chase")
        expect(page.locator("textarea").first).to_have_value(re.compile("Reference"))
        expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    finally:
        context.close()


def test_on_a_phone_no_words_of_a_line_lie_on_others(reader: Reader) -> None:
    page = reader.sign_in(COORDINATOR).page
    page.set_viewport_size({"width": 360, "height": 740})
    reader.open("/worklist")
    lying = page.locator(".discharge-worklist__age, .discharge-worklist__red").evaluate_all(
        "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.innerText)"
    )
    assert page.locator(".discharge-worklist__red:not(.discharge-worklist__nothing)").count() > 0
    assert lying == []
