"""A real browser at a real server: one database a file, copied from a demonstration that is loaded once."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from discharge.access.models import Role
from discharge.demo.people import ACCOUNTS, PASSPHRASE, Account
from tests.databases import HERE, migrate
from tests.serving import CHROMIUM_FLAGS, Server, chromium, load_demonstration, run_command, serving

AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 30_000  # how long a story waits for what must come; a busy machine takes its time
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
NURSE, BANK, MANAGER, COORDINATOR, EXECUTIVE, ADMINISTRATOR, GOVERNANCE, OTHER_NURSE, *_ANSWERS = ACCOUNTS


FIRST_ADMINISTRATOR = Account("ines.marlow@alder.example", "Ines Marlow", Role.ADMINISTRATOR, "", "administrator")


@dataclass(frozen=True, slots=True)
class Hospital:
    """A served installation, and the file of its database."""

    server: Server
    file: Path

    def rows(self, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
        """Everything in these tables at this moment."""
        with closing(sqlite3.connect(self.file)) as database:
            return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=str) for table in tables}


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demonstration: Birch is full, other wards have a person or two. Not to be written to."""
    file = tmp_path_factory.mktemp("demonstration") / "loaded.sqlite3"
    load_demonstration(f"sqlite:///{file}", people=29, days=30)
    return file


@contextmanager
def serving_copy(loaded: Path, folder: Path) -> Iterator[Server]:
    """The product on a copy of a loaded database."""
    file = folder / "demo.sqlite3"
    shutil.copyfile(loaded, file)
    with serving(f"sqlite:///{file}") as started:
        yield started


@pytest.fixture(scope="module")
def server(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on a copy of its own; what one test of a file does, the next one of that file sees."""
    with serving_copy(loaded, tmp_path_factory.mktemp("served")) as started:
        yield started


@pytest.fixture(scope="session")
def ward_list(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example list of Birch, as `make ward-list` writes it."""
    folder = tmp_path_factory.mktemp("ward-list")
    run_command(f"sqlite:///{loaded}", "demo", "ward-list", str(folder))
    return folder / "birch.csv"


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """A new installation: nobody and nothing in it but the administrator that the command line made."""
    file = tmp_path_factory.mktemp("hospital") / "new.sqlite3"
    address = f"sqlite:///{file}"
    migrate(address)
    who = ["--name", FIRST_ADMINISTRATOR.name, "--email", FIRST_ADMINISTRATOR.email, "--system", "Alder Vale"]
    run_command(address, "access", "create-admin", *who, typed=f"{PASSPHRASE}\n")
    with serving(address) as started:
        yield Hospital(started, file)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
    yield launched
    launched.close()


class Reader:
    """Somebody at a browser, with the few things that stories do again and again. `page` is Playwright's own."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.address = page, server.address
        page.set_default_timeout(PATIENCE_MS)
        self.faults: list[str] = []
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> "Reader":
        self.page.goto(f"{self.address}{path}")
        return self

    def sign_in(self, account: Account = NURSE) -> "Reader":
        self.open("/sign-in")
        self.page.get_by_label("E-mail address").fill(account.email)
        self.page.get_by_label("Password", exact=True).fill(PASSPHRASE)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_text(account.name).first).to_be_visible()
        return self

    def open_ward(self, name: str = "Birch") -> "Reader":
        """The board of a ward, by the link on the home page where home is not the board itself."""
        self.open("/")
        heading = self.page.get_by_role("heading", level=1)
        if name not in (heading.text_content() or ""):
            self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        expect(heading).to_contain_text(name)
        return self

    def press(self, *keys: str) -> "Reader":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    @property
    def heading(self) -> str:
        return " ".join((self.page.get_by_role("heading", level=1).text_content() or "").split())

    def focused(self) -> str:
        """What has the keyboard: its label, words or name."""
        said = self.page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.getAttribute('aria-label') || e.innerText || e.name || e.tagName }"
        )
        return " ".join(str(said).split())

    def expect_to_fit(self) -> "Reader":
        """Nobody has to scroll sideways."""
        self.page.wait_for_load_state()
        hidden = self.page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth")
        assert hidden <= 0, self.page.url
        return self

    def expect_accessible(self) -> "Reader":
        """No violation that axe finds, and no script that failed."""
        if not AXE.is_file():
            raise RuntimeError("axe-core is not there: run make assets")
        self.page.wait_for_load_state()
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}})", STANDARDS)[
            "violations"
        ]
        words = [f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:300]}" for each in found]
        assert words == [], f"{self.page.url}\n" + "\n".join(words)
        assert self.faults == []
        return self


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def reader(page: Page, server: Server) -> Reader:
    """Somebody who has not signed in."""
    return Reader(page, server)


@pytest.fixture
def nurse_page(reader: Reader) -> Reader:
    """The Birch ward nurse, signed in."""
    return reader.sign_in(NURSE)


@pytest.fixture
def plain_page(browser: Browser, server: Server) -> Iterator[Reader]:
    """The Birch ward nurse, signed in, in a browser without JavaScript."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield Reader(context.new_page(), server).sign_in(NURSE)
    context.close()
