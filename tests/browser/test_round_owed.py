"""A red day on the round becomes something that a named person owes by a date, by keys alone."""

import re
from urllib.parse import urljoin

from playwright.sync_api import expect

from tests.browser.conftest import Reader
from tests.browser.steps import key, settle


def test_a_red_day_is_handed_to_somebody_by_one_key_and_the_round_goes_on(nurse_page: Reader) -> None:
    board = nurse_page.open_ward("Birch").page.url
    nurse_page.page.goto(f"{board}/round?do=mark")
    settle(nurse_page)
    while nurse_page.page.locator("[data-round-edd], .discharge-person__flags").count():
        key(nurse_page, "ArrowRight")
    before = nurse_page.heading
    stay = nurse_page.page.get_by_role("link", name="Everything about this stay").get_attribute("href") or ""
    nurse_page.press("/")
    nurse_page.page.keyboard.type("supported accommodation place")
    nurse_page.press("Enter")
    expect(nurse_page.page.get_by_role("heading", level=1)).not_to_have_text(before)
    settle(nurse_page)
    bar = nurse_page.page.locator(".discharge-round__last")
    expect(bar).to_contain_text(re.compile("Housing, not known which.*due"))
    nurse_page.press("o")
    nurse_page.page.wait_for_url(re.compile("/blockers/.*/hand-on"))
    nurse_page.expect_accessible()
    nurse_page.page.get_by_label("Who owes it?").select_option("Trust")
    nurse_page.page.get_by_label("Who will do it?").fill("Ada Lowe")
    nurse_page.page.get_by_role("button", name="Hand on").click()
    nurse_page.page.wait_for_url(re.compile("/round"))
    nurse_page.page.goto(urljoin(board, stay))
    expect(nurse_page.page.get_by_text("Ada Lowe").first).to_be_visible()
    nurse_page.page.locator("a[href*='/blockers/']").filter(has_text=re.compile("upported")).first.click()
    expect(nurse_page.page.get_by_role("heading", level=1)).to_contain_text("Supported accommodation")
    nurse_page.expect_accessible()
