"""A board that no longer hears from the server says so, instead of showing old rows as new."""

from playwright.sync_api import expect

from tests.browser.conftest import Reader

TEN_MINUTES_MS = 10 * 60 * 1000


def test_a_board_that_stops_hearing_says_so(reader: Reader) -> None:
    reader.page.clock.install()
    reader.sign_in().open_ward("Birch")
    banner = reader.page.locator("[data-discharge-stale]")
    expect(banner).to_be_hidden()
    reader.page.route("**/wards/**", lambda route: route.abort())
    reader.page.clock.fast_forward(TEN_MINUTES_MS)
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("has not heard from the server since")
