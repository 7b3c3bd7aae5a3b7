"""The same first day in a browser that runs no scripts: buttons instead of keys."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser import steps
from tests.browser.conftest import FIRST_ADMINISTRATOR, Hospital, Reader


def test_first_day_without_scripts(browser: Browser, hospital: Hospital, ward_list: Path, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    reader = Reader(context.new_page(), hospital.server)
    steps.open_ward_for_its_people(reader, FIRST_ADMINISTRATOR)
    file = steps.short_list(ward_list, tmp_path / "birch.csv")
    steps.bring_in_first_list(reader, file)
    steps.fill_grid(reader, "3")
    steps.mark_day_before_red(reader, ("Okoro", "Ludkin"))
    hold_round_by_buttons(reader)
    stay = steps.discharge(reader, "Okoro")
    steps.expect_follow_up_owed(reader, "Okoro")
    steps.expect_same_list_changes_nothing(reader, hospital, file)
    steps.expect_hidden_from_neighbour(reader, stay)
    context.close()


def hold_round_by_buttons(reader: Reader) -> None:
    page = reader.page
    steps.begin_by_buttons(reader)
    for number in (0, 1):
        page.locator(".discharge-choices").first.get_by_role("checkbox").nth(number).check()
        steps.press_and_go_on(reader, page.get_by_role("button", name="Save the plan and go on"))
    page.get_by_role("link", name="Leave round").click()
    steps.follow(reader, steps.THE_ROUND)
    if (mark := page.get_by_role("link", name="Mark the day")).count():
        mark.click()
    page.get_by_role("list", name="Everybody in bed order").get_by_role("link").first.click()
    green = page.get_by_role("button", name="Green day")
    reasons = page.locator("#awaited + ul")
    for act, said in (
        ("green", "Nuttall: green day"),
        ("same", "Okoro: red day"),
        ("red", "Featherstonehaugh-Cholmondeley-Willoughby: red day"),
        ("away", "Thirkell: home leave"),
        ("unplanned green", "green day"),
        ("same", "Ludkin: red day"),
        ("red", "Quennell: red day"),
        ("unplanned green", "Verney: green day"),
    ):
        steps.meet_passed_edd_by_button(reader)
        if act == "same":
            button = reasons.get_by_role("button", name="Same as the last mark")
        elif act == "red":
            button = reasons.locator("button[value^='red:']").first
        elif act == "away":
            page.get_by_text("A Away from the ward").click()
            button = page.get_by_role("button", name="Home leave")
        else:
            if act != "green":
                page.locator(".discharge-choices").first.get_by_role("checkbox").nth(1).check()
            button = green
        steps.press_and_go_on(reader, button)
        expect(page.locator(".discharge-round__last")).to_contain_text(said)
    expect(page.get_by_role("heading", name="Everybody is marked")).to_be_visible()
    page.get_by_role("button", name="End the round").click()
    expect(page.get_by_text("8 of 8 marked")).to_be_visible()
