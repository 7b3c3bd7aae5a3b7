"""The pictures of the documentation, from the demonstration by a real browser: `make screens`.

Writes docs/pictures/*.png: the ward board, round mode, the wall screen, one stay, a coordinator's worklist, the page an
executive decides from, and what a ward raised.
"""

import re
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from discharge.core.clock import local_date, utc_now
from discharge.demo.people import ACCOUNTS, PASSPHRASE, Account
from discharge.demo.wards import PEOPLE
from tests.databases import HERE
from tests.serving import CHROMIUM_FLAGS, chromium, load_demonstration, serving

PICTURES = HERE / "docs" / "pictures"
DAYS = 60  # marks enough for every strip
DESK, WALL = {"width": 1440, "height": 900}, {"width": 1920, "height": 1080}
MARKED = 13
MARKS = ("green", "EXT-11", "green", "green", "EXT-01", "INT-05", "green", "EXT-22", "green")
NURSE, MANAGER, COORDINATOR = ACCOUNTS[0], ACCOUNTS[2], ACCOUNTS[3]
OFFICER = next(account for account in ACCOUNTS if account.email == "sro@northmoor.example")


def sign_in(browser: Browser, address: str, account: Account, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size, base_url=address).new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(re.compile(r"/(?!sign-in)"))
    return page


def ward_path(page: Page) -> str:
    """Where the board of Birch is."""
    page.goto("/")
    found = re.search(r"/wards/[0-9a-f-]{36}", page.url) or re.search(r"/wards/[0-9a-f-]{36}", page.content())
    if found is None:
        raise RuntimeError("home leads to no ward")
    return found[0]


def mark_half(page: Page) -> None:
    """The afternoon's round as far as bed 14: green days, red days, and those who are away."""
    page.goto(ward_path(page))
    paths = page.locator("a[href^='/stays/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    today = local_date(utc_now())
    for number, path in enumerate(dict.fromkeys(path.split("?")[0] for path in paths)):
        if number == MARKED:
            break
        page.goto(f"{path}/days/{today}/mark")
        mark(page, MARKS[number % len(MARKS)])


def mark(page: Page, said: str) -> None:
    away = page.locator("[name=absence_kind]:checked")
    if away.count():
        page.locator("[name=colour][value=absent]").check()
    elif said == "green":
        page.locator("[name=colour][value=green]").check()
        if not page.locator("[name=interventions]:checked").count():
            page.locator("[name=own_words]").fill("Visit to the new flat")
    else:
        page.locator("[name=colour][value=red]").check()
        page.locator("[name=other_reason]").select_option(said)
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    page.wait_for_load_state()


def show_board(page: Page) -> None:
    page.goto(ward_path(page))


def show_round(page: Page) -> None:
    page.goto(f"{ward_path(page)}/round")
    begin = page.get_by_role("button", name=re.compile("(begin|start|join).*round", re.IGNORECASE))
    if begin.count():
        lead = page.get_by_label("Who leads the round?")
        if lead.count() and not lead.input_value():
            lead.fill("Priya Nair")
        begin.first.click()
        page.wait_for_load_state()


def show_stay(page: Page) -> None:
    """Somebody who has been here long, with much to tell."""
    page.goto(ward_path(page))
    row = page.get_by_role("row").filter(has_text="Khan").first
    row.get_by_role("link").first.click()
    page.wait_for_load_state()


def show_worklist(page: Page) -> None:
    page.goto("/worklist")


def show_sro(page: Page) -> None:
    page.goto("/sro")


def show_raised(page: Page) -> None:
    page.goto(f"{ward_path(page)}/raised")


def paired_by(manager: Page) -> Callable[[Page], None]:
    """A wall screen, once the ward manager has typed its code."""

    def show(wall: Page) -> None:
        wall.goto("/wall")
        code = wall.locator("[data-code]").inner_text()
        manager.goto("/wall-screens")
        manager.locator("[name=code]").fill(code)
        manager.locator("[name=name]").fill("Nurses’ office")
        manager.locator("[name=level]").last.check()
        manager.get_by_role("button", name="Pair this screen").click()
        manager.wait_for_load_state()
        wall.goto("/wall")
        wall.wait_for_load_state("networkidle")

    return show


def save(page: Page, name: str, show: Callable[[Page], None]) -> None:
    show(page)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file, animations="disabled")
    width, height = struct.unpack(">II", file.read_bytes()[16:24])
    print(f"{file.relative_to(HERE)}  {width} x {height}, {file.stat().st_size // 1000} kB")


def main() -> int:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="discharge-screens-") as folder:
        database = f"sqlite:///{Path(folder) / 'demo.sqlite3'}"
        load_demonstration(database, people=PEOPLE, days=DAYS)
        with serving(database) as server, sync_playwright() as started:
            browser = started.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
            nurse = sign_in(browser, server.address, NURSE, DESK)
            save(nurse, "round-mode", show_round)
            mark_half(nurse)
            save(nurse, "ward-board", show_board)
            save(nurse, "stay", show_stay)
            save(sign_in(browser, server.address, COORDINATOR, DESK), "worklist", show_worklist)
            save(sign_in(browser, server.address, OFFICER, DESK), "sro", show_sro)
            save(nurse, "raised", show_raised)
            manager = sign_in(browser, server.address, MANAGER, DESK)
            save(browser.new_context(viewport=WALL, base_url=server.address).new_page(), "wall", paired_by(manager))
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
