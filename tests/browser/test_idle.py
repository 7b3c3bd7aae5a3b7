"""Nobody is at the screen: a warning, then signed out; what was half typed waits for the same person alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.ahead import Ahead, serving_ahead
from tests.browser.conftest import COORDINATOR, MANAGER, NURSE, Reader

ALMOST_IDLE_SECONDS = 13 * 60 + 30  # of fifteen minutes
PAUSE_SECONDS = 4  # after which what is typed is kept
HALF_TYPED = "Settle on medication, and then"
OFFER = re.compile("You had typed something here at")


@pytest.fixture
def ahead(loaded: Path, tmp_path: Path) -> Iterator[Ahead]:
    with serving_ahead(loaded, tmp_path) as served:
        yield served


def go_on(page: Page, ahead: Ahead, seconds: int) -> None:
    """Let time pass for the server and in the browser."""
    ahead.go_on(seconds=seconds)
    page.clock.fast_forward(seconds * 1000)


def purpose(reader: Reader) -> Locator:
    return reader.page.get_by_label("Purpose of admission")


def open_purpose(reader: Reader) -> str:
    """The form about why somebody of Birch is here; its path."""
    reader.open_ward("Birch")
    steps.follow(reader, re.compile("Yelland"))
    path = f"{urlsplit(reader.page.url).path}/purpose"
    reader.open(path)
    return path


def test_half_typed_words_wait_for_who_typed_them(page: Page, ahead: Ahead) -> None:
    page.clock.install()
    reader = Reader(page, ahead.server).sign_in(NURSE)
    path = open_purpose(reader)
    with page.expect_response("**/half-typed"):
        purpose(reader).fill(HALF_TYPED)
        page.clock.fast_forward(PAUSE_SECONDS * 1000)
    warning = page.get_by_role("dialog", name="You will be signed out soon")

    go_on(page, ahead, ALMOST_IDLE_SECONDS)
    expect(warning).to_contain_text("What you have typed is kept for you.")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    reader.expect_accessible()
    with page.expect_response("**/time-left"):
        page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    expect(purpose(reader)).to_have_value(HALF_TYPED)

    go_on(page, ahead, ALMOST_IDLE_SECONDS)
    expect(warning).to_be_visible()
    go_on(page, ahead, 2 * 60)
    expect(page.get_by_text("You were signed out because nothing was done for a while.")).to_be_visible()
    expect(page.get_by_text(HALF_TYPED)).to_have_count(0)

    for other in (MANAGER, COORDINATOR):
        reader.sign_in(other).open(path)
        expect(page.get_by_text(OFFER)).to_have_count(0)
        expect(page.get_by_text(HALF_TYPED)).to_have_count(0)
        steps.sign_out(reader)

    reader.sign_in(NURSE).open(path)
    expect(page.get_by_text(OFFER)).to_be_visible()
    expect(purpose(reader)).not_to_have_value(HALF_TYPED)
    steps.follow(reader, "Bring it back")
    expect(page.get_by_text("It is not saved yet.")).to_be_visible()
    expect(purpose(reader)).to_have_value(HALF_TYPED)
    page.get_by_role("main").get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_text(HALF_TYPED)).to_be_visible()
    reader.open(path)
    expect(page.get_by_text(OFFER)).to_have_count(0)
