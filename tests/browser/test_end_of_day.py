"""A nurse marks the ward's day from one page, by mouse, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Reader


def mark_the_first_red(reader: Reader) -> None:
    """Press the chips as a mouse does: on what is seen, not on the input behind it."""
    steps.follow(reader.open_ward("Birch"), "End of day")
    row = reader.page.locator(".discharge-dayrow", has=reader.page.get_by_text("Red day", exact=True)).filter(
        has=reader.page.locator("input[value=red]")
    )
    first, waiting = row.first, row.count()
    reasons = first.get_by_role("group", name="waited for")
    expect(reasons).to_be_hidden()
    box = first.get_by_role("radio", name="Red day", exact=True).bounding_box()
    assert box is not None
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(first.get_by_role("radio", name="Red day", exact=True)).to_be_checked()
    expect(reasons).to_be_visible()
    reasons.get_by_role("radio").first.check()
    reader.page.get_by_role("button", name="Save all that is chosen").click()
    expect(reader.page.get_by_text("1 person saved")).to_be_visible()
    expect(row).to_have_count(waiting - 1)


def test_a_day_is_marked_by_mouse(nurse_page: Reader) -> None:
    mark_the_first_red(nurse_page)
    nurse_page.expect_accessible()


def test_a_day_is_marked_without_scripts(plain_page: Reader) -> None:
    mark_the_first_red(plain_page)


@pytest.mark.parametrize("what", ["mark", "plan"])
def test_the_pages_of_one_day_are_accessible(nurse_page: Reader, what: str) -> None:
    steps.follow(nurse_page.open_ward("Birch"), "End of day")
    steps.follow(nurse_page, re.compile("More"))
    if what == "plan":
        nurse_page.page.goto(nurse_page.page.url.replace("/mark", "/plan"))
    else:
        nurse_page.page.get_by_role("radio", name="Red day", exact=True).check()
    nurse_page.expect_accessible()
