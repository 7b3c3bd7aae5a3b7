"""What the stories of a ward do again and again, by mouse where no key is named, with and without scripts."""

import csv
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from discharge.access.models import Role
from discharge.core.clock import local_date, utc_now
from discharge.demo.people import PASSPHRASE, Account
from tests.browser.conftest import DESK, Hospital, Reader

KEYS = re.compile(r"[0-9a-f-]{36}|[0-9]{4}-[0-9]{2}-[0-9]{2}")
THE_ROUND = re.compile("^(Start|Go on with) the round")
SETTLED_MS = 550  # a person just shown in a round takes no key for half a second
TRUST = "Alder Vale NHS Foundation Trust"
MANAGER = Account("gwen.ashby@alder.example", "Gwen Ashby", Role.WARD_MANAGER, "Birch", "manager of Birch ward")
NEIGHBOUR = Account("omar.teal@alder.example", "Omar Teal", Role.WARD_MEMBER, "Rowan", "nurse of Rowan ward")


def today(offset: int = 0) -> date:
    return local_date(utc_now()) + timedelta(days=offset)


def shown(day: date) -> str:
    """As people type it into one box."""
    return f"{day.day}/{day.month}/{day.year}"


def press(reader: Reader, words: str | re.Pattern[str]) -> None:
    """Press the one button that says this in the middle of the page, and wait until what it leads to is whole."""
    reader.page.get_by_role("main").get_by_role("button", name=words, exact=isinstance(words, str)).first.click()
    reader.page.wait_for_load_state()


def follow(reader: Reader, words: str | re.Pattern[str]) -> None:
    """Follow the first link that says this in the middle of the page, until the page behind it is whole."""
    reader.page.get_by_role("main").get_by_role("link", name=words, exact=isinstance(words, str)).first.click()
    reader.page.wait_for_load_state()


def type_date(reader: Reader, legend: str, day: date) -> None:
    """Into the three boxes of a date."""
    group = reader.page.get_by_role("group", name=legend)
    for part in ("day", "month", "year"):
        group.get_by_label(part.capitalize(), exact=True).fill(str(getattr(day, part)))


def looks_right(reader: Reader) -> None:
    """It fits and, at a desk, axe finds nothing: axe needs scripts, and in these stories the phone has none."""
    reader.expect_to_fit()
    if reader.page.viewport_size == DESK:
        reader.expect_accessible()


def sign_out(reader: Reader) -> None:
    reader.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(reader.page.get_by_label("E-mail address")).to_be_visible()


@dataclass
class Seen:
    """axe looks at each kind of page once a story."""

    kinds: set[str] = field(default_factory=set)

    def look(self, reader: Reader) -> None:
        kind = KEYS.sub("*", urlsplit(reader.page.url).path)
        if kind not in self.kinds:
            self.kinds.add(kind)
            reader.expect_accessible()


def look(reader: Reader, seen: Seen | None) -> None:
    if seen is not None:
        seen.look(reader)


# -- An administrator puts up the place, and the people who work there


def put_up_ward(reader: Reader, wards: tuple[str, ...] = ("Birch", "Rowan")) -> None:
    page = reader.page
    reader.open("/administration")
    press(reader, "Add an organisation")
    page.get_by_label("NHS trust").check()
    page.get_by_label("Name", exact=True).fill(TRUST)
    page.get_by_label("ODS code").fill("RZX")
    press(reader, re.compile("^(Add|Save)"))
    follow(reader, re.compile("^Add a site"))
    page.get_by_label("Name", exact=True).fill("Alder Vale Hospital")
    page.get_by_label("ODS site code").fill("RZX01")
    press(reader, re.compile("^(Add|Save)"))
    for ward in wards:
        reader.open("/administration")
        follow(reader, re.compile("^Add a ward"))
        page.get_by_label("Name", exact=True).fill(ward)
        page.get_by_label("Code in the record system").fill(ward.upper())
        page.get_by_label("Beds", exact=True).fill("20")
        type_date(reader, "First day", today().replace(month=1, day=1) - timedelta(days=365))
        press(reader, re.compile("^(Add|Save)"))
        expect(page.get_by_text(f"{ward} added")).to_be_visible()


def add_colleague(reader: Reader, account: Account) -> None:
    """Add somebody, who chooses a password on the same screen; nobody is signed in afterwards."""
    page = reader.page
    reader.open("/people/add")
    page.get_by_label("Name", exact=True).fill(account.name)
    page.get_by_label("E-mail address").fill(account.email)
    page.get_by_label("Where").select_option(label=f"{account.place}, {TRUST} (ward)")
    page.locator(f"[name=role][value={account.role.value}]").check()
    press(reader, "Add this person")
    press(reader, "Sign me out and hand over")
    page.get_by_label("New password", exact=True).fill(PASSPHRASE)
    press(reader, "Set this password")


def open_ward_for_its_people(reader: Reader, administrator: Account, seen: Seen | None = None) -> None:
    """A trust with two wards, a manager of the one and a nurse of the other; the manager is signed in."""
    reader.sign_in(administrator)
    put_up_ward(reader)
    look(reader, seen)
    reader.open("/people/add")
    look(reader, seen)
    add_colleague(reader, MANAGER)
    reader.sign_in(administrator)
    add_colleague(reader, NEIGHBOUR)
    reader.sign_in(MANAGER)


# -- A ward list comes


def short_list(whole: Path, to: Path, people: int = 8) -> Path:
    """The first people of the example list, with the newcomer and the faulty row at its end: rounds stay short."""
    with whole.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows[:people], *rows[-2:]])
    return to


def send_list(reader: Reader, file: Path, kind: str) -> None:
    page = reader.page
    reader.open("/ward-lists")
    chosen = page.get_by_label("Which list is it?").locator("option", has_text=kind).first
    page.get_by_label("Which list is it?").select_option(value=chosen.get_attribute("value"))
    page.get_by_label("Ward list", exact=True).set_input_files(file)
    press(reader, "Send and look")


def bring_in_first_list(reader: Reader, file: Path, seen: Seen | None = None) -> None:
    """Map the columns once, look at what would change, apply it; eight people then stand on the board."""
    page = reader.page
    reader.open("/ward-lists")
    look(reader, seen)
    send_list(reader, file, "a new kind of list")
    expect(page.get_by_role("heading", level=1)).to_contain_text("columns")
    look(reader, seen)
    press(reader, "Save and look")
    expect(page.get_by_role("heading", level=2, name="New people (8)")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Rows kept back (2)")).to_be_visible()
    expect(page.get_by_role("cell", name="Quennell, Xenia (N099001)")).to_be_visible()
    look(reader, seen)
    preview = page.url
    reader.open_ward("Birch")
    expect(page.get_by_text("Nobody is on this ward")).to_be_visible()  # nothing is changed by looking
    page.goto(preview)
    press(reader, "Apply the list")
    expect(page.get_by_text("The list has been applied")).to_be_visible()
    reader.open_ward("Birch")
    expect(page.get_by_text("0 of 8 marked")).to_be_visible()
    look(reader, seen)


# -- The day-one grid


def fill_grid(reader: Reader, ready_bed: str, seen: Seen | None = None) -> None:
    """What the list did not say about everybody; and that the person in one bed is clinically ready."""
    page = reader.page
    reader.open_ward("Birch")
    follow(reader, "Set up people")
    for row in page.locator(".discharge-grid__row").all():
        edd, purpose = row.get_by_label("EDD"), row.get_by_label("Purpose of admission")
        if not edd.input_value():  # what the list said stays
            edd.fill(shown(today(14)))
        purpose.fill("Settle on medication and agree a plan for home")
        row.get_by_label("Key worker").fill("Ann Cole")
    ready = _grid_row(reader, ready_bed)
    ready.get_by_label("Clinically ready since").fill(f"{today(-2):%-d %b}")
    ready.get_by_label("Main reason still here").select_option(index=3)
    press(reader, "Save all rows")
    expect(page.get_by_text("1 not saved")).to_be_visible()
    look(reader, seen)
    asked = page.locator(".discharge-grid__asks")
    for decided in asked.get_by_role("checkbox").all():
        decided.check()
    asked.get_by_role("group", name="Were the person's views heard?").get_by_label("Yes", exact=True).check()
    asked.get_by_role("group", name="Were the carer's views heard?").get_by_label("No carer").check()
    asked.get_by_label("Who decided?").fill("Dr Tolland")
    asked.get_by_label("Attributable to").select_option(index=1)
    press(reader, "Save all rows")
    expect(page.get_by_text("1 row saved")).to_be_visible()


def _grid_row(reader: Reader, bed: str) -> Locator:
    cell = reader.page.locator(".discharge-grid__bed", has_text=re.compile(rf"\b{bed}\s*$"))
    return reader.page.locator(".discharge-grid__row", has=cell)


# -- The day before, from paper


def mark_day_before_red(reader: Reader, names: tuple[str, ...], seen: Seen | None = None) -> None:
    """From paper; where the day is closed already, one reason for being late covers all."""
    page = reader.page
    reader.open_ward("Birch")
    follow(reader, "End of day")
    follow(reader, "Day before")
    look(reader, seen)
    if (late := page.get_by_label("Why is this day marked only now?")).count():
        late.fill("Entered from paper")
    rows = [page.locator(".discharge-dayrow", has_text=name) for name in names]
    for row in rows:
        row.get_by_role("radio", name="Red day", exact=True).check()
        row.get_by_role("group", name="waited for").get_by_role("radio").first.check()
    press(reader, "Save all that is chosen")
    expect(page.get_by_text(re.compile(r"(person|people) saved"))).to_be_visible()


# -- The round: by keys alone, or by its buttons


def tab_to(reader: Reader, words: str) -> None:
    """Move with the Tab key until what says this has the keyboard."""
    for _ in range(120):
        if words in reader.focused() and reader.page.evaluate("document.activeElement !== document.body"):
            return
        reader.press("Tab")
    raise AssertionError(f"the Tab key never came to {words!r}")


def key(reader: Reader, *keys: str) -> None:
    """Press keys on one person, and wait until the next is there and takes keys."""
    before = reader.heading
    reader.press(*keys)
    expect(reader.page.get_by_role("heading", level=1)).not_to_have_text(before)
    settle(reader)


def settle(reader: Reader) -> None:
    """Wait until the page of one person takes keys."""
    reader.page.wait_for_load_state()
    reader.page.wait_for_timeout(SETTLED_MS)


def begin_by_keys(reader: Reader) -> None:
    """From the ward board to the first person of the plan, and no mouse."""
    reader.open_ward("Birch")
    tab_to(reader, "the round")
    reader.press("Enter")
    expect(reader.page.get_by_role("heading", name="Start the round")).to_be_visible()
    tab_to(reader, "Start the round")
    reader.press("Enter")
    expect(reader.page.get_by_role("navigation", name="Round")).to_be_visible()
    reader.page.wait_for_load_state()
    if reader.page.get_by_role("link", name="Plan the day").count():  # in the afternoon a round begins with marks
        tab_to(reader, "Plan the day")
        reader.press("Enter")
    expect(reader.page.get_by_role("button", name="Save the plan and go on")).to_be_visible()
    settle(reader)


def go_on_to_marks_by_keys(reader: Reader) -> None:
    """Leave the plan, and come back to mark; arrows lead to the first person."""
    reader.press("l")
    expect(reader.page.get_by_role("heading", name="Birch ward")).to_be_visible()
    tab_to(reader, "the round")
    reader.press("Enter")
    expect(reader.page.get_by_role("navigation", name="Round")).to_be_visible()
    reader.page.wait_for_load_state()
    if reader.page.get_by_role("link", name="Mark the day").count():
        tab_to(reader, "Mark the day")
        reader.press("Enter")
    expect(reader.page.get_by_role("button", name="Green day")).to_be_visible()
    settle(reader)
    while not reader.heading.startswith("Bed 1 "):
        key(reader, "ArrowLeft")


def begin_by_buttons(reader: Reader) -> None:
    reader.open_ward("Birch")
    follow(reader, THE_ROUND)
    press(reader, "Start the round")
    plan = reader.page.get_by_role("link", name="Plan the day")
    if plan.count():
        plan.click()
    expect(reader.page.get_by_role("button", name="Save the plan and go on")).to_be_visible()


def meet_passed_edd_by_keys(reader: Reader) -> None:
    """Where an EDD has passed: W, what is awaited, Enter."""
    if reader.page.locator("[data-round-edd]").count():
        reader.press("w")
        expect(reader.page.locator("#awaits")).to_be_focused()
        reader.page.locator("#awaits").press("Control+a")
        reader.page.keyboard.type("Answer from the housing team")
        reader.press("Enter")
        expect(reader.page.locator("[data-round-edd]")).to_have_count(0)
        settle(reader)


def meet_passed_edd_by_button(reader: Reader) -> None:
    if reader.page.locator("[data-round-edd]").count():
        reader.page.locator("#awaits").fill("Answer from the housing team")
        reader.page.get_by_role("button", name="Keep what is awaited").click()
        expect(reader.page.locator("[data-round-edd]")).to_have_count(0)


def press_and_go_on(reader: Reader, button: Locator) -> None:
    """Press a button of one person, and wait until the next is there."""
    before = reader.heading
    button.click()
    expect(reader.page.get_by_role("heading", level=1)).not_to_have_text(before)
    reader.page.wait_for_load_state()


# -- Somebody leaves


def discharge(reader: Reader, surname: str, seen: Seen | None = None) -> str:
    """Through the form, with who takes over and who sees them; the path of their page."""
    page = reader.page
    reader.open_ward("Birch")
    follow(reader, re.compile(surname))
    path = urlsplit(page.url).path
    look(reader, seen)
    follow(reader, "Discharge")
    press(reader, "Discharge")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    look(reader, seen)
    page.get_by_role("group", name="How did the stay end?").get_by_role("radio").first.check()
    page.get_by_label("Where did they go?").select_option(index=1)
    page.get_by_label("Who takes over?").select_option(index=1)
    page.get_by_label("Name of the team").fill("Westmere community team")
    page.get_by_label("Who will see them?").fill("Ann Cole")
    press(reader, "Discharge")
    expect(page.get_by_text("Success", exact=True)).to_be_visible()
    return path


def expect_follow_up_owed(reader: Reader, surname: str) -> None:
    reader.open_ward("Birch")
    owed = reader.page.get_by_role("region", name=re.compile("^Left, follow-up owed"))
    expect(owed.get_by_role("listitem")).to_contain_text([surname])
    expect(owed).to_contain_text("Ann Cole · Westmere community team")
    expect(reader.page.get_by_role("row", name=re.compile(surname))).to_have_count(0)


CHANGED_BY_LISTS = (
    "stay", "person", "ward_stay", "expected_discharge", "edd_ask", "ready_period", "ready_reason",
    "absence_period", "discharge", "follow_up", "day_mark", "day_plan", "quarantined_row",
)  # fmt: skip


def expect_same_list_changes_nothing(reader: Reader, hospital: Hospital, file: Path, seen: Seen | None = None) -> None:
    before = hospital.rows(*CHANGED_BY_LISTS)
    assert before["stay"]
    assert before["expected_discharge"]
    send_list(reader, file, "Hourly list")
    expect(reader.page.get_by_text("Nothing would change.")).to_be_visible()
    expect(reader.page.get_by_text("This is the file that was applied last.")).to_be_visible()
    press(reader, "Apply the list")
    expect(reader.page.get_by_text("The list has been applied")).to_be_visible()
    look(reader, seen)
    assert hospital.rows(*CHANGED_BY_LISTS) == before


def expect_hidden_from_neighbour(reader: Reader, stay: str) -> None:
    """A nurse of another ward gets the page of what is not there, whether it is there or not."""
    page = reader.page
    reader.open_ward("Birch")
    board = urlsplit(page.url).path
    sign_out(reader)
    reader.sign_in(NEIGHBOUR)
    missing = page.goto(f"{reader.address}/stays/00000000-0000-4000-8000-000000000000")
    assert missing is not None
    assert missing.status == 404
    words = page.get_by_role("main").inner_text()
    for path in (stay, board, f"{board}/grid", f"{stay}/discharge"):
        answer = page.goto(f"{reader.address}{path}")
        assert answer is not None
        assert answer.status == 404, path
        assert page.get_by_role("main").inner_text() == words
