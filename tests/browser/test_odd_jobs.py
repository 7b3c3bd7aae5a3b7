"""What a ward does between two rounds: away and back, from paper, tomorrow, follow-up, a slip put right."""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Locator, expect

from tests.browser import steps
from tests.browser.conftest import MANAGER, Reader
from tests.serving import Server

CLOSED_DAYS_AGO = 7  # closed whatever weekend or holiday lies between


def open_stay(reader: Reader, surname: str) -> Reader:
    reader.open_ward("Birch")
    steps.follow(reader, re.compile(surname))
    return reader


def expect_saved(reader: Reader) -> None:
    expect(reader.page.get_by_text("Success", exact=True)).to_be_visible()


def test_paper_has_no_addresses_of_links(nurse_page: Reader) -> None:
    nurse_page.open_ward("Birch")
    links = nurse_page.page.get_by_role("main").get_by_role("link")
    assert links.count() > 2
    nurse_page.page.emulate_media(media="print")
    written = links.evaluate_all("all => all.map(link => getComputedStyle(link, '::after').content)")
    assert [words for words in written if "Link" in words] == []


def test_somebody_goes_to_a_general_hospital_and_comes_back(nurse_page: Reader) -> None:
    page = nurse_page.page
    steps.follow(open_stay(nurse_page, "Jolly"), "Absence")
    page.get_by_label("In a general hospital").check()
    steps.type_date(nurse_page, "Away from", steps.today(-1))
    page.get_by_label("Time they went").fill("18:00")
    page.get_by_label("Note").fill("With Sam Ferris, for a scan")
    nurse_page.expect_accessible()
    steps.press(nurse_page, "Save absence")
    expect_saved(nurse_page)
    expect(page.locator(".discharge-person__flags")).to_contain_text("In a general hospital since yesterday 18:00")
    nurse_page.open_ward("Birch")
    expect(page.get_by_role("row", name=re.compile("Jolly"))).to_contain_text(re.compile("[Gg]eneral hospital"))

    steps.follow(open_stay(nurse_page, "Jolly"), "Absence")
    expect(page.get_by_role("heading", name="Back on the ward")).to_be_visible()
    nurse_page.expect_accessible()
    steps.press(nurse_page, "Save return")
    expect_saved(nurse_page)
    expect(page.locator(".discharge-person__flags", has_text="hospital")).to_have_count(0)


# -- A day that has closed


def open_closed_day(reader: Reader) -> Reader:
    board = reader.open_ward("Birch").page.url
    reader.page.goto(f"{board}/days/{steps.today(-CLOSED_DAYS_AGO)}")
    return reader


def marked_rows(reader: Reader) -> Locator:
    return reader.page.locator(".discharge-dayrow", has=reader.page.get_by_role("link", name=re.compile("^Change")))


def test_a_mark_of_a_closed_day_asks_why(nurse_page: Reader) -> None:
    page = nurse_page.page
    marked_rows(open_closed_day(nurse_page)).first.get_by_role("link").first.click()
    page.get_by_role("radio", name="Red day", exact=True).check()
    page.locator(".discharge-opens__red").get_by_role("radio").first.check()
    steps.press(nurse_page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("The day has closed: enter why it is marked or changed now")
    nurse_page.faults.clear()  # the refusal itself
    nurse_page.expect_accessible()
    page.get_by_label("Why is it said only now?").fill("Told at the review of the week")
    steps.press(nurse_page, "Save")
    expect_saved(nurse_page)
    marked_rows(open_closed_day(nurse_page)).first.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("Said late: Told at the review of the week")


def test_one_reason_covers_a_batch_entered_from_paper(nurse_page: Reader) -> None:
    page = nurse_page.page
    names = [row.get_by_role("heading").inner_text() for row in marked_rows(open_closed_day(nurse_page)).all()[2:4]]
    for name in names:
        row = page.locator(".discharge-dayrow", has=page.get_by_role("heading", name=name))
        row.get_by_role("link", name=re.compile("^Change")).first.click()
        page.get_by_label("Why is it undone only now?").fill("Marked on the wrong day")
        steps.press(nurse_page, "Undo the last change")
        expect_saved(nurse_page)
        open_closed_day(nurse_page)
    late = "Entered from paper"
    page.get_by_label("Why is this day marked only now?").fill(late)
    for name in names:
        row = page.locator(".discharge-dayrow", has=page.get_by_role("heading", name=name))
        row.get_by_role("radio", name="Red day", exact=True).check()
        row.get_by_role("group", name="waited for").get_by_role("radio").first.check()
    nurse_page.expect_accessible()
    steps.press(nurse_page, "Save all that is chosen")
    expect(page.get_by_text("2 people saved")).to_be_visible()
    for name in names:
        row = page.locator(".discharge-dayrow", has=page.get_by_role("heading", name=name))
        row.get_by_role("link", name=re.compile("^Change")).first.click()
        expect(page.get_by_role("main")).to_contain_text(f"Said late: {late}")
        open_closed_day(nurse_page)


def test_tomorrow_is_planned_beside_todays_mark(nurse_page: Reader) -> None:
    page = nurse_page.page
    nurse_page.open_ward("Birch").page.get_by_role("link", name="End of day").first.click()
    row = page.locator(".discharge-dayrow", has=page.get_by_label("Plan for")).first
    name = row.get_by_role("heading").inner_text()
    row.get_by_label("Plan for").fill("See the new flat")
    steps.press(nurse_page, "Save all that is chosen")
    expect(page.get_by_text("1 person saved")).to_be_visible()
    planned = page.locator(".discharge-dayrow", has=page.get_by_role("heading", name=name))
    expect(planned.locator(".discharge-dayrow__next")).to_contain_text("See the new flat")
    planned.locator(".discharge-dayrow__next").get_by_role("link").click()
    nurse_page.expect_accessible()
    expect(page.get_by_role("checkbox", name="See the new flat")).to_be_checked()


# -- Somebody leaves


def test_a_wrong_discharge_is_reopened_and_a_right_one_followed_up(nurse_page: Reader) -> None:
    page = nurse_page.page
    wrong = steps.discharge(nurse_page, "Thirkell")
    nurse_page.open(wrong)
    steps.follow(nurse_page, "Reopen a wrong discharge")
    page.get_by_role("main").get_by_role("textbox").first.fill("The wrong person was chosen")
    nurse_page.faults.clear()  # the discharge that was refused on the way
    nurse_page.expect_accessible()
    steps.press(nurse_page, "Reopen the stay")
    expect_saved(nurse_page)
    nurse_page.open_ward("Birch")
    expect(page.get_by_role("row", name=re.compile("Thirkell"))).to_have_count(1)

    steps.discharge(nurse_page, "Fenwick")
    steps.expect_follow_up_owed(nurse_page, "Fenwick")
    owed = page.get_by_role("region", name=re.compile("^Left, follow-up owed"))
    expect(owed.get_by_role("listitem", name=re.compile("Thirkell"))).to_have_count(0)
    owed.get_by_role("link", name=re.compile("^Record contact.*Fenwick")).click()
    page.get_by_label("Face to face").check()
    steps.press(nurse_page, "Save contact")
    expect_saved(nurse_page)
    nurse_page.open_ward("Birch")
    expect(page.get_by_role("main").get_by_text("Fenwick")).to_have_count(0)


# -- Two at once, and what a list could not say


def move_edd(reader: Reader, day: date, words: str) -> None:
    steps.type_date(reader, "Estimated discharge date", day)
    reader.page.get_by_label("needs", exact=False).first.check()
    reader.page.get_by_label("What changed? (optional)").fill(words)
    steps.press(reader, "Save date")


def test_an_edd_moved_by_two_shows_both_and_loses_neither(nurse_page: Reader, browser: Browser, server: Server) -> None:
    page = nurse_page.page
    context = browser.new_context()
    manager = Reader(context.new_page(), server).sign_in(MANAGER)
    for reader in (nurse_page, manager):
        steps.follow(open_stay(reader, "Verney"), "Estimated discharge date")
    move_edd(manager, steps.today(30), "Waits for a second course")
    expect_saved(manager)
    context.close()

    move_edd(nurse_page, steps.today(20), "Better than was thought")
    expect(page.get_by_role("heading", name="Somebody else saved first")).to_be_visible()
    both = page.locator(".discharge-difference")
    expect(both).to_contain_text("Waits for a second course")
    expect(both).to_contain_text("Better than was thought")
    expect(page.get_by_label("What changed? (optional)")).to_have_value("Better than was thought")
    nurse_page.faults.clear()  # the refusal itself
    nurse_page.expect_accessible()
    steps.press(nurse_page, "Save date")
    expect_saved(nurse_page)
    steps.follow(nurse_page, "Estimated discharge date")
    versions = page.get_by_role("table")
    expect(versions).to_contain_text("Waits for a second course")
    expect(versions).to_contain_text("Better than was thought")


def test_a_row_kept_back_is_fixed(reader: Reader, ward_list: Path) -> None:
    page = reader.page
    reader.sign_in(MANAGER)
    steps.send_list(reader, ward_list, "Hourly list")
    steps.press(reader, "Apply the list")
    expect(page.get_by_text("The list has been applied")).to_be_visible()
    steps.follow(reader, "Rows kept back")
    reader.expect_accessible()
    row = page.get_by_role("link", name=re.compile("Row .*Ellery"))
    row.click()
    expect(page.get_by_text("A spreadsheet rounded this NHS number").first).to_be_visible()
    reader.expect_accessible()
    steps.press(reader, "Fix and apply this row")
    expect(page.get_by_role("alert")).to_contain_text("A spreadsheet rounded this NHS number")
    page.get_by_label("NHS number").fill("")
    steps.press(reader, "Fix and apply this row")
    expect(page.get_by_text("has been fixed and applied")).to_be_visible()
    expect(row).to_have_count(0)
