"""A home at risk until the day of the move: referred, offered, refused, offered again, accepted, signed."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from discharge.places.queries import holidays
from discharge.places.rules.calendar import is_working_day
from tests.browser import steps
from tests.browser.arrivals import Arrival, arrive
from tests.browser.conftest import COORDINATOR, DESK, NURSE, PHONE, Reader
from tests.serving import Server, serving

FLAT, ROOM = "Flat 6, Loom Court", "Room 9, Weir House"
REACH = "Ward telephone 01632 960 010, weekdays 10:00 to 16:00"


@pytest.fixture(scope="module")
def database(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("housing") / "demo.sqlite3"
    file.write_bytes(loaded.read_bytes())
    return file


@pytest.fixture(scope="module")
def server(database: Path) -> Iterator[Server]:
    with serving(f"sqlite:///{database}") as started:
        yield started


@pytest.fixture(scope="module")
def thea(database: Path) -> str:
    """The path of Thea Quill's page: eight days here, and nobody has asked about her home."""
    return arrive(database, Arrival(surname="Quill", given_name="Thea", bed="41", days_ago=8))


@pytest.fixture(scope="module")
def osric(database: Path) -> str:
    return arrive(database, Arrival(surname="Ferrar", given_name="Osric", bed="42", days_ago=8))


def regard(reader: Reader) -> None:
    """axe finds nothing, and a phone shows it without scrolling sideways."""
    reader.expect_accessible()
    reader.page.set_viewport_size(PHONE)
    reader.expect_to_fit()
    reader.page.set_viewport_size(DESK)


def offers(reader: Reader) -> Locator:
    return reader.page.get_by_role("region", name="Offers")


def duty(reader: Reader) -> Locator:
    return reader.page.get_by_role("region", name="Duty to refer")


def friday() -> date:
    """The next one that is no bank holiday."""
    day = steps.today(1)
    while day.weekday() != 4 or not is_working_day(day, holidays()):
        day += timedelta(days=1)
    return day


def save_needs(reader: Reader) -> None:
    page = reader.page
    page.get_by_label("Their home is at risk").check()
    page.get_by_label("Town or area before").fill("Westmere, mill quarter")
    page.get_by_label("What kind of home is looked for?").select_option(label="Supported accommodation")
    page.get_by_label("What support is needed there?").select_option(label="Staff there in the daytime")
    page.get_by_label("Access", exact=True).select_option(label="Stairs are no difficulty")
    page.get_by_label("Westmere Council").check()
    page.get_by_role("group", name="Does a pet come too?").get_by_label("Yes").check()
    page.get_by_label("What does the person want?").fill("A door of my own to lock, and room for the cat")
    steps.press(reader, "Save")


def check_nowhere_to_live(reader: Reader) -> None:
    reader.page.get_by_label("Nowhere to live after hospital").check()
    steps.press(reader, "Save")


def consent(reader: Reader) -> None:
    """To be referred, and to be reached: asked apart."""
    page = reader.page
    for group in ("Does the person agree to be referred?", "Do they agree that the council is told how to reach them?"):
        page.get_by_role("group", name=group).get_by_label("Given").check()
    for dates in page.get_by_role("group", name="Said or decided on").all():
        for part in ("day", "month", "year"):
            dates.get_by_label(part.capitalize(), exact=True).fill(str(getattr(steps.today(), part)))
    steps.press(reader, "Save")


def refer(reader: Reader) -> None:
    page = reader.page
    page.get_by_label("Council", exact=True).select_option(label="Westmere Council")
    page.get_by_label("The person chose this council").check()
    page.get_by_label("Homeless now or on the day of discharge").check()
    page.get_by_label("How and when the council can reach").fill(REACH)
    page.get_by_label("E-mail", exact=True).check()
    steps.press(reader, "Save the referral")


def refer_with_two_consents(reader: Reader, thea: str) -> None:
    """A home at risk: a case, the check, the consents, the referral and its paper."""
    page = reader.open(f"{thea}/home-and-money").page
    page.get_by_role("group", name="Is the person homeless").get_by_label("Yes").check()
    steps.press(reader, "Save")
    reader.open(f"{thea}/housing")
    expect(duty(reader)).to_contain_text("Check due. The person said that they are homeless or may soon be.")
    regard(reader)
    steps.press(reader, "Begin a housing case")
    expect(page.get_by_label("Their home is at risk")).to_be_checked()
    page.get_by_label("Their home is at risk").focus()
    steps.tab_to(reader, "Sofa surfing")  # in the list of homes
    regard(reader)
    save_needs(reader)
    expect(page.get_by_role("region", name="Needs", exact=True)).to_contain_text("Staff there in the daytime")
    regard(reader)

    steps.follow(reader, "Make the check")
    regard(reader)
    steps.press(reader, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Select what is so, or that none of these is so")
    check_nowhere_to_live(reader)
    expect(duty(reader)).to_contain_text("Nowhere to live after hospital")

    steps.follow(reader, "Refer to a council")
    regard(reader)
    refer(reader)
    expect(page.get_by_role("alert")).to_contain_text("Ask the person first whether they agree to be referred")
    reader.open(f"{thea}/housing/consent")
    regard(reader)
    consent(reader)
    expect(duty(reader).get_by_text(re.compile("^Given"))).to_have_count(2)
    steps.follow(reader, "Refer to a council")
    refer(reader)
    card = duty(reader).locator(".discharge-housing__card")
    expect(card).to_contain_text(re.compile("Westmere Council.*Sent"))
    expect(duty(reader)).to_contain_text("not a homelessness application")
    steps.follow(reader, re.compile("^Print"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Referral of somebody who may be homeless")
    expect(page.get_by_role("main")).to_contain_text(REACH)
    expect(page.get_by_role("main")).to_contain_text("Quill, Thea")
    regard(reader)


def release_what_a_place_must_know(reader: Reader, thea: str) -> None:
    """By a clinician, and nothing else."""
    page = reader.open(f"{thea}/housing").page
    safe = page.get_by_role("region", name="Needed to place safely")
    expect(safe).to_contain_text("Nothing is released")
    safe.get_by_role("link", name="Add").click()
    regard(reader)
    page.get_by_label("No lone visits").check()
    page.get_by_label("Where is this decided or written?").fill("Care plan review, Thea Quill")
    steps.type_date(reader, "Since", steps.today(-1))
    page.get_by_label("Clinician who releases this").fill("Dr Amara Osei")
    steps.press(reader, "Release this")
    expect(page.get_by_role("alert")).to_be_visible()  # a provider reads this: no name in it
    page.get_by_label("Where is this decided or written?").fill("Care plan review")
    steps.press(reader, "Release this")
    expect(safe).to_contain_text("No lone visits")
    expect(safe).to_contain_text("Released by Dr Amara Osei")
    regard(reader)


def post(reader: Reader, name: str, support: str) -> None:
    page = reader.page
    page.get_by_label("For people of").select_option(label="Northmoor Mental Health")
    page.get_by_label("Who provides it?").select_option(label="Stonebridge Supported Living")
    page.get_by_label("Name of the place").fill(name)
    page.get_by_label("Supported accommodation").check()
    page.get_by_label("Council area").select_option(label="Westmere Council")
    page.get_by_label(support).check()
    page.get_by_label("Stairs are no difficulty").check()
    page.get_by_role("group", name="Are pets welcome?").get_by_label("Yes").check()
    steps.press(reader, "Post this place")


def match(reader: Reader, name: str) -> Locator:
    return reader.page.get_by_role("main").get_by_role("listitem").filter(has_text=name)


def post_places_and_match(reader: Reader, thea: str) -> None:
    """One that fits and one that does not, each with its reasons, from the place and from the person."""
    page = reader.open("/vacancies").page
    regard(reader)
    steps.press(reader, "Post a place")
    regard(reader)
    steps.press(reader, "Post this place")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    post(reader, FLAT, "Staff there in the daytime")
    expect(page.get_by_role("heading", level=1)).to_contain_text(FLAT)
    person = match(reader, "Quill, Thea")
    expect(person).to_contain_text("Fits: Supported; Staff in the day; Stairs; Westmere Council; Pets are welcome")
    expect(person).to_contain_text("To settle: Whether the provider can meet: No lone visits")
    regard(reader)
    reader.open("/vacancies/new")
    post(reader, ROOM, "No support")
    expect(match(reader, "Quill, Thea")).to_contain_text("Does not fit: Staff in the day is needed")
    reader.open(f"{thea}/housing/places")
    expect(match(reader, FLAT)).to_contain_text("Fits: Supported; Staff in the day")
    expect(match(reader, ROOM)).to_contain_text("Does not fit: Staff in the day is needed")
    regard(reader)


def answer(reader: Reader, said: str, because: str = "") -> None:
    page = reader.page
    page.get_by_label(said, exact=True).check()
    if because:
        page.get_by_label("The person", exact=True).check()
        page.get_by_label("why?").fill(because)
    steps.press(reader, "Save the answer")


def offer_until_a_day_to_move(reader: Reader, thea: str) -> None:
    """One offer is refused; another leads to a tenancy."""
    page = reader.open(f"{thea}/housing/places").page
    match(reader, FLAT).get_by_role("link", name=re.compile("^Offer it")).click()
    regard(reader)
    steps.press(reader, "Offer this place")
    expect(offers(reader)).to_contain_text(re.compile(f"{FLAT}.*Offered"))
    offers(reader).get_by_role("link", name="Answer").click()
    regard(reader)
    page.get_by_label("Refused", exact=True).check()
    steps.press(reader, "Save the answer")
    expect(page.get_by_role("alert")).to_contain_text("Select whose refusal it was")
    answer(reader, "Refused", "Too far from college")
    expect(offers(reader)).to_contain_text("Too far from college")

    steps.follow(reader, "Another offer")
    regard(reader)
    page.get_by_label("Who offers it?").select_option(label="Stonebridge Supported Living")
    page.get_by_label("Which place is it?").fill("Flat 2, Bobbin Yard")
    steps.press(reader, "Save the offer")
    card = offers(reader).locator(".discharge-housing__card", has_text="Bobbin Yard")
    card.get_by_role("link", name="Answer").click()
    answer(reader, "Accepted")
    expect(card).to_contain_text("Accepted")

    card.get_by_role("link", name="Dates").click()
    regard(reader)
    steps.type_date(reader, "Tenancy or licence signed on", steps.today())
    steps.type_date(reader, "Date to move", friday())
    steps.press(reader, "Save dates")
    expect(page.get_by_role("alert")).to_contain_text("a Friday: if the place falls through")
    page.get_by_label("This day to move is agreed").check()
    steps.press(reader, "Save dates")
    expect(card).to_contain_text("a Friday")
    story = page.get_by_role("region", name="What happened")
    for turn in ("Need identified", "Consent", "Referred to the council", "Offer", "Refused", "Accepted", "signed"):
        expect(story).to_contain_text(turn)
    regard(reader)
    steps.follow(reader, "Close the housing case")
    regard(reader)


def test_a_home_at_risk_is_referred_matched_and_offered_until_a_day_to_move(reader: Reader, thea: str) -> None:
    reader.sign_in(NURSE)
    refer_with_two_consents(reader, thea)
    release_what_a_place_must_know(reader, thea)
    steps.sign_out(reader)
    reader.sign_in(COORDINATOR)
    post_places_and_match(reader, thea)
    offer_until_a_day_to_move(reader, thea)


def test_it_is_done_without_scripts_by_keyboard(browser: Browser, server: Server, osric: str) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    try:
        reader = Reader(context.new_page(), server).sign_in(NURSE)
        reader.open(f"{osric}/housing/check")
        check_nowhere_to_live(reader)
        reader.open(f"{osric}/housing/needs")
        save_needs(reader)
        steps.follow(reader, "Consent")
        consent(reader)
        reader.open(f"{osric}/housing/offers/new")
        reader.page.get_by_label("Name of a provider that is not listed").fill("Osier Almshouse")
        reader.page.get_by_label("Supported accommodation").check()
        reader.page.get_by_label("Which place is it?").fill("Cottage 3")
        reader.press("Enter")
        expect(offers(reader)).to_contain_text(re.compile("Cottage 3.*Offered"))
        offers(reader).get_by_role("link", name="Answer").focus()
        reader.press("Enter")
        answer(reader, "Accepted")
        expect(offers(reader)).to_contain_text(re.compile("Cottage 3.*Accepted"))
    finally:
        context.close()
