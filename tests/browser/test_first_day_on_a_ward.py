"""A ward's first day, from a new installation to somebody's follow-up: with scripts, and its round by keys alone."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import FIRST_ADMINISTRATOR, Hospital, Reader


def test_first_day_on_a_ward(page: Page, hospital: Hospital, ward_list: Path, tmp_path: Path) -> None:
    reader, seen = Reader(page, hospital.server), steps.Seen()
    steps.open_ward_for_its_people(reader, FIRST_ADMINISTRATOR, seen)
    file = steps.short_list(ward_list, tmp_path / "birch.csv")
    steps.bring_in_first_list(reader, file, seen)
    steps.fill_grid(reader, "3", seen)
    steps.mark_day_before_red(reader, ("Okoro", "Ludkin"), seen)
    hold_round_by_keys(reader, seen)
    stay = steps.discharge(reader, "Okoro", seen)
    steps.expect_follow_up_owed(reader, "Okoro")
    steps.expect_same_list_changes_nothing(reader, hospital, file, seen)
    steps.expect_hidden_from_neighbour(reader, stay)


def hold_round_by_keys(reader: Reader, seen: steps.Seen) -> None:
    """Plan two, then everybody: green, same, red by digit, away, a green day that nobody planned, a passed EDD."""
    steps.begin_by_keys(reader)
    seen.look(reader)
    for digit in "12":
        steps.meet_passed_edd_by_keys(reader)
        steps.key(reader, digit, "g")
    steps.go_on_to_marks_by_keys(reader)
    for keys, said in (
        (("g",), "Nuttall: green day"),
        (("s",), "Okoro: red day"),
        (("r", "1"), "Featherstonehaugh-Cholmondeley-Willoughby: red day"),
        (("a", "1"), "Thirkell: home leave"),
        (("2", "g"), "green day"),
        (("s",), "Ludkin: red day"),
        (("r", "2"), "Quennell: red day"),
        (("1", "g"), "Verney: green day"),
    ):
        steps.meet_passed_edd_by_keys(reader)
        steps.key(reader, *keys)
        expect(reader.page.locator(".discharge-round__last")).to_contain_text(said)
    expect(reader.page.get_by_role("heading", name="Everybody is marked")).to_be_visible()
    seen.look(reader)
    reader.press("n")
    expect(reader.page.get_by_text("8 of 8 marked")).to_be_visible()
