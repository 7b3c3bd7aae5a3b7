"""Section 117 from a section 3 to an agreed split: checked, deferred by a panel, paid for meanwhile, decided."""

import re

from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import COORDINATOR, Reader

QUESTION = "What does the night support cost?"


def answer(reader: Reader, step: str) -> None:
    """Open a next step of the case, look at it, and save it as it stands."""
    steps.follow(reader, step)
    steps.press(reader, "Save")


def send_to_panel(reader: Reader) -> None:
    steps.follow(reader, "With funding panel")
    steps.type_date(reader, "Day of the panel", steps.today())
    reader.expect_accessible()
    steps.press(reader, "Save")


def detain(reader: Reader, stay: str) -> None:
    """A section 3 from today, and both responsible bodies."""
    reader.open(f"{stay}/legal")
    reader.page.get_by_label("Legal status").select_option("03")
    steps.type_date(reader, "In force from", steps.today())
    steps.press(reader, "Save legal status")
    reader.open(f"{stay}/home-and-money")
    for body in ("responsible_icb", "responsible_council"):
        reader.page.locator(f"select[name={body}_id]").select_option(index=1)
        reader.page.locator(f"input[name={body}_basis]").fill("Lived there before the section 3")
    steps.press(reader, "Save")


def test_aftercare_is_agreed_after_a_deferral_with_interim_funding(reader: Reader) -> None:
    reader.sign_in(COORDINATOR).open_ward("Birch")
    steps.follow(reader, re.compile("Jolly"))
    stay = reader.page.url.removeprefix(reader.address)
    detain(reader, stay)
    page = reader.open(f"{stay}/funding/s117").page
    expect(page.get_by_text("A qualifying detention is recorded")).to_be_visible()
    reader.expect_accessible()
    steps.press(reader, "Open a case")
    answer(reader, "Entitled: qualifying detention recorded")
    expect(page.get_by_text("Confirmed by", exact=False)).to_be_visible()
    answer(reader, "Responsible ICB and council confirmed")

    steps.follow(reader, "Aftercare needs and plan agreed, split not agreed")
    steps.press(reader, "Save")
    expect(page.get_by_role("link", name="Select each need that the money is for")).to_be_visible()
    page.get_by_label("Somewhere to live with support").check()
    reader.expect_accessible()
    steps.press(reader, "Save")
    send_to_panel(reader)
    steps.follow(reader, "Panel list")
    reader.expect_accessible()
    page.get_by_label("Outcome for Jolly").select_option("deferred")
    page.get_by_label("Question, reason or conditions").fill(QUESTION)
    steps.press(reader, "Save outcomes")
    expect(page.get_by_text("1 outcome saved")).to_be_visible()
    expect(page.get_by_text(QUESTION)).to_be_visible()

    reader.open(f"{stay}/funding/s117")
    steps.follow(reader, "Care starting on interim funding, split to follow")
    page.get_by_label("Who agreed to pay for now?").fill("J. Bell for the ICB, without prejudice")
    steps.press(reader, "Save")
    expect(page.get_by_text("Without prejudice since")).to_be_visible()
    send_to_panel(reader)
    steps.follow(reader, "Funding split agreed")
    page.get_by_label("ICB pays, in per cent").fill("60")
    page.get_by_label("Council pays, in per cent").fill("50")
    page.get_by_label("Who decided the split?").fill("J. Bell and T. Ives")
    steps.press(reader, "Save")
    expect(page.get_by_role("link", name="The percentages make 110%")).to_be_visible()
    page.get_by_label("Council pays, in per cent").fill("40")
    steps.press(reader, "Save")
    expect(page.get_by_text("ICB 60%, council 40%").first).to_be_visible()
    reader.expect_accessible()
