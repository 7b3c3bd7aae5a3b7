"""A board or a wall that no longer hears from the server says so, instead of showing old rows as new."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import MANAGER, Reader
from tests.browser.steps import press
from tests.serving import Server

TEN_MINUTES_MS = 10 * 60 * 1000
TWO_MINUTES_MS = 2 * 60 * 1000


def test_a_board_that_stops_hearing_says_so(reader: Reader) -> None:
    reader.page.clock.install()
    reader.sign_in().open_ward("Birch")
    banner = reader.page.locator("[data-discharge-stale]")
    expect(banner).to_be_hidden()
    reader.page.route("**/wards/**", lambda route: route.abort())
    reader.page.clock.fast_forward(TEN_MINUTES_MS)
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("has not heard from the server since")


def pair(browser: Browser, server: Server, wall: Page) -> None:
    """A ward manager types the code that the screen shows."""
    wall.goto(f"{server.address}/wall")
    code = wall.locator("[data-code]").inner_text()
    manager = Reader(browser.new_context().new_page(), server).sign_in(MANAGER).open("/wall-screens")
    manager.page.get_by_label("Code on the screen").fill(code)
    manager.page.get_by_label("Where the screen hangs").fill("Corridor")
    manager.page.get_by_role("radio").first.check()
    press(manager, "Pair this screen")
    expect(manager.page.get_by_role("listitem").filter(has_text="Corridor")).to_be_visible()
    manager.expect_accessible()
    manager.page.context.close()
    wall.goto(f"{server.address}/wall")
    expect(wall.get_by_role("heading", name="Birch ward")).to_be_visible()


def test_a_wall_says_when_it_stops_hearing_and_when_it_hears_again(
    browser: Browser, page: Page, server: Server
) -> None:
    page.clock.install()
    wall = Reader(page, server)
    pair(browser, server, page)
    banner = page.locator("[data-discharge-stale]")
    expect(banner).to_be_hidden()
    wall.expect_accessible()
    page.route("**/wall", lambda route: route.abort())

    page.clock.fast_forward(TWO_MINUTES_MS)
    expect(banner).to_contain_text("This screen does not hear from the server: what it shows may be old.")
    expect(banner).to_be_in_viewport()
    expect(page.get_by_role("listitem")).to_have_count(20)

    page.unroute("**/wall")
    page.clock.fast_forward(TWO_MINUTES_MS)
    expect(banner).to_be_hidden()
    assert page.locator("main a").count() == 0
