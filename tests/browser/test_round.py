"""The round in a real browser: by keyboard, safely, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.steps import key, settle


def begin(reader: Reader) -> None:
    """Open the round of Birch, marking, at the first person who is not marked."""
    board = reader.open_ward("Birch").page.url
    reader.page.goto(f"{board}/round?do=mark")
    settle(reader)


def last(reader: Reader) -> str:
    return reader.page.locator(".discharge-round__last").inner_text()


@pytest.fixture
def nurse(nurse_page: Reader) -> Reader:
    """The nurse in the round; a passed EDD, where somebody has one, is left for its own story."""
    begin(nurse_page)
    while nurse_page.page.locator("[data-round-edd]").count():
        key(nurse_page, "ArrowRight")
    return nurse_page


def test_a_red_day_is_two_keys_and_undone_by_one(nurse: Reader) -> None:
    nurse.expect_accessible()
    first = nurse.heading
    key(nurse, "r", "1")
    assert "red day" in last(nurse)
    key(nurse, "u")
    assert nurse.heading == first
    nurse.expect_accessible()


def test_a_second_press_does_not_mark_the_next_person(nurse: Reader) -> None:
    marked, first = nurse.page.locator("nav[aria-label=Round]").inner_text(), nurse.heading
    nurse.press("r", "1", "r", "1")
    expect(nurse.page.get_by_role("heading", level=1)).not_to_have_text(first)
    settle(nurse)
    after = nurse.page.locator("nav[aria-label=Round]").inner_text()
    count = re.compile(r"(\d+) of")
    assert int(count.search(after)[1]) == int(count.search(marked)[1]) + 1  # type: ignore[index]
    nurse.press("u")
    settle(nurse)


def test_a_reason_is_found_by_its_words(nurse: Reader) -> None:
    nurse.press("/")
    nurse.page.keyboard.type("second opinion")
    before = nurse.heading
    nurse.press("Enter")
    expect(nurse.page.get_by_role("heading", level=1)).not_to_have_text(before)
    assert "red day" in last(nurse)


def test_b_blanks_the_screen_and_brings_it_back(nurse: Reader) -> None:
    blank = nurse.page.locator("[data-round-blank]")
    nurse.press("b")
    expect(blank).to_be_visible()
    nurse.press("g")
    expect(blank).to_be_visible()
    nurse.press("b")
    expect(blank).to_be_hidden()


def test_a_round_without_scripts_marks_and_goes_on(plain_page: Reader) -> None:
    board = plain_page.open_ward("Birch").page.url
    plain_page.page.goto(f"{board}/round?do=mark")
    first = plain_page.heading
    plain_page.page.locator("ul.discharge-round__reasons button[value^='red:']").first.click()
    expect(plain_page.page.get_by_role("heading", level=1)).not_to_have_text(first)
    assert "red day" in last(plain_page)
    plain_page.page.get_by_role("button", name="undoes").click()
    expect(plain_page.page.get_by_role("heading", level=1)).to_have_text(first)


def test_the_keys_are_listed_over_the_round_and_none_of_them_marks_behind_the_list(nurse: Reader) -> None:
    who, keys = nurse.heading, nurse.page.get_by_role("dialog", name="Keys: Board round")
    nurse.press("?")
    expect(keys).to_be_visible()
    nurse.expect_accessible()
    nurse.press("r", "1", "ArrowRight")
    expect(keys).to_be_visible()
    nurse.press("Escape")
    expect(keys).to_be_hidden()
    assert nurse.heading == who
    nurse.page.get_by_role("link", name="? Keys").click()
    expect(keys).to_be_visible()
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()
