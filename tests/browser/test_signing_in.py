"""A nurse signs in and sees who is on her ward, and nobody else's."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OTHER_NURSE, Reader
from tests.browser.steps import sign_out


def test_a_nurse_signs_in_and_sees_her_ward(reader: Reader) -> None:
    reader.open("/sign-in").expect_accessible()
    reader.sign_in().open_ward("Birch").expect_accessible()
    expect(reader.page.get_by_text("Khan").first).to_be_visible()


def test_a_wrong_password_says_so_and_keeps_the_address(reader: Reader) -> None:
    reader.open("/sign-in")
    reader.page.get_by_label("E-mail address").fill("nurse@northmoor.example")
    reader.page.get_by_label("Password", exact=True).fill("not the passphrase")
    reader.page.get_by_role("button", name="Sign in").click()
    expect(reader.page).to_have_title(re.compile("^Error"))
    expect(reader.page.get_by_label("E-mail address")).to_have_value("nurse@northmoor.example")
    reader.expect_accessible()


def test_another_wards_nurse_does_not_find_it(nurse_page: Reader, browser: object) -> None:
    board = nurse_page.open_ward("Birch").page.url
    path = re.sub(r"https?://[^/]+", "", board)
    sign_out(nurse_page)
    nurse_page.sign_in(OTHER_NURSE)
    assert nurse_page.page.goto(board).status == 404, path


def test_the_board_is_whole_without_javascript(plain_page: Reader) -> None:
    plain_page.open_ward("Birch")
    expect(plain_page.page.get_by_text("Khan").first).to_be_visible()
    expect(plain_page.page.get_by_role("row")).to_have_count(21)
