"""Ten minutes before a meeting: an executive decides one, asks another executive, and returns one with a question."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from discharge import schema
from discharge.access.models import Membership, ScopeKind, User
from discharge.blockers.rules.owner import Owner
from discharge.core.clock import local_date, utc_now
from discharge.core.db import engine_options, prepare
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.models import Escalation, EscalationLook, EscalationStep, LadderPost, Watch
from discharge.escalation.rules.ladder import SRO
from discharge.escalation.rules.states import State, StepKind, Subject
from discharge.places.models import Organisation
from discharge.stays.models import Stay
from discharge.stays.models.stay import StayState
from tests.browser import steps
from tests.browser.conftest import EXECUTIVE, Reader
from tests.serving import Server, serving

TABLET = {"width": 1024, "height": 768}
ZOOMED = {"width": 320, "height": 256}  # 1280 by 1024 at 400%
ASKS = ("Pay for two weeks of support", "Agree interim funding", "Name a lead for housing", "Move the panel forward")
COUNCIL = "Westmere Council"


@pytest.fixture
def server(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration with its executive on the ladder, and four asks that reached them."""
    file = tmp_path_factory.mktemp("sro") / "demo.sqlite3"
    shutil.copyfile(loaded, file)
    address = f"sqlite:///{file}"
    engine = create_engine(**engine_options(address))
    prepare(engine)
    with Session(engine) as session, session.begin():
        _reach_the_top(session)
    engine.dispose()
    with serving(address) as started:
        yield started


def _reach_the_top(session: Session) -> None:
    assert schema.metadata.tables
    council = session.scalars(select(Organisation).where(Organisation.name == COUNCIL)).one()
    for asked_before in (EscalationLook, EscalationStep, Watch, Escalation):
        session.execute(delete(asked_before))  # what the demonstration asks already
    session.execute(delete(LadderPost).where(LadderPost.place_id != council.id))
    executive = session.scalars(select(User).where(User.email == EXECUTIVE.email)).one()
    role = session.scalars(select(Membership).where(Membership.user_id == executive.id)).one()
    now, today = utc_now(), local_date(utc_now())
    session.add(
        LadderPost(
            place_kind=role.scope_kind,
            place_id=role.scope_id,
            organisation_id=None,
            level=SRO,
            user_id=executive.id,
            from_on=today,
            set_by="Ines Marlow",
            set_at=now,
        )
    )
    assert role.scope_kind is ScopeKind.SYSTEM
    stays = session.scalars(select(Stay).where(Stay.state == StayState.OPEN).order_by(Stay.id).limit(len(ASKS))).all()
    owners = (Owner(OwnerKind.TRUST), Owner(OwnerKind.COUNCIL, council.id), *[Owner(OwnerKind.TRUST)] * 2)
    for number, (stay, ask, owner) in enumerate(zip(stays, ASKS, owners, strict=True), 9001):
        made = _ask(stay, number, ask, owner)
        session.add(made)
        session.flush()
        session.add(_raised(made))


def _ask(stay: Stay, number: int, ask: str, owner: Owner) -> Escalation:
    now, today = utc_now(), local_date(utc_now())
    made = Escalation(
        id=uuid4(),
        organisation_id=stay.organisation_id,
        number=number,
        subject=Subject.STAY,
        stay_id=stay.id,
        person_id=stay.person_id,
        ward_id=stay.last_ward_id,
        state=State.WAITING,
        level=SRO,
        top=SRO,
        ask=ask,
        due_on=today + timedelta(days=30),
        answer_due_on=today + timedelta(days=number - 9001),
        reached_at=now,
        raised_on=today,
        raised_at=now,
        raised_by="Priya Nair",
    )
    made.owner = owner
    return made


def _raised(made: Escalation) -> EscalationStep:
    where = {"escalation_id": made.id, "organisation_id": made.organisation_id, "level": SRO, "level_before": SRO}
    said = {"words": made.ask, "by": made.raised_by, "at": made.raised_at}
    return EscalationStep(number=1, kind=StepKind.RAISED, state=State.WAITING, **where, **said)


@pytest.fixture
def executive(browser: Browser, server: Server) -> Iterator[Reader]:
    context = browser.new_context(viewport=TABLET)
    reader = Reader(context.new_page(), server).sign_in(EXECUTIVE)
    yield reader
    context.close()


def open_form(reader: Reader, words: str, ask: str) -> None:
    """By keyboard alone: the link of one ask, then into the first field of the form that opened under it."""
    link = reader.page.get_by_role("main").get_by_role("link", name=re.compile(rf"^{words}\s*: {ask}"))
    link.focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("region", name=words)).to_be_visible()


def waits(reader: Reader, number: int) -> None:
    expect(reader.page.get_by_role("heading", level=1)).to_have_text(f"Waiting for you: {number}")


def test_one_is_decided_one_is_asked_of_another_executive_and_one_is_returned(executive: Reader) -> None:
    page = executive.page
    waits(executive, 4)
    executive.expect_accessible()

    open_form(executive, "Decide", ASKS[0])
    executive.expect_accessible()
    page.get_by_label("What will be done?").focus()
    page.keyboard.type("Two weeks of support are paid for")
    page.keyboard.press("Tab")
    page.keyboard.type("The head of therapies")
    day = steps.today(7)
    for part in (day.day, day.month, day.year):
        page.keyboard.press("Tab")
        page.keyboard.type(str(part))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    waits(executive, 3)
    expect(page.get_by_role("main")).to_contain_text("Decided. Whoever asked has been told")
    expect(page.get_by_role("main")).to_contain_text("Due in 7 days")

    open_form(executive, "Ask their executive", ASKS[1])
    expect(page.get_by_label("Whose executive do you ask?")).to_have_value(re.compile("."))
    expect(page.locator("select option:checked")).to_have_text(COUNCIL)
    page.get_by_label("What do you ask of them?").fill("Please agree the interim money")
    steps.press(executive, "Ask them")
    waits(executive, 2)

    open_form(executive, "Return", ASKS[2])
    page.get_by_label("Why do you return it?").fill("Which of the two places is meant?")
    steps.press(executive, "Return it")
    expect(page.get_by_role("alert").first).to_contain_text("Select")
    executive.expect_accessible()
    page.get_by_role("radio", name=re.compile("^Directors")).check()
    steps.press(executive, "Return it")
    waits(executive, 1)
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"1 decided .*, 1 returned, 1 executive asked"))

    open_form(executive, "Ask back", ASKS[3])
    page.get_by_label("What do you need to know?").fill("Which panel?")
    steps.press(executive, "Send question")
    waits(executive, 0)
    expect(page.get_by_role("main")).to_contain_text("Nothing waits for you")


def test_it_works_without_scripts_and_at_four_times_the_size(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport=ZOOMED, java_script_enabled=False)
    try:
        reader = Reader(context.new_page(), server).sign_in(EXECUTIVE)
        open_form(reader, "Ask back", ASKS[3])
        reader.expect_to_fit()
        reader.page.get_by_label("What do you need to know?").fill("Which panel?")
        steps.press(reader, "Send question")
        waits(reader, 3)
    finally:
        context.close()


def test_every_number_opens_to_references_and_none_to_a_name(executive: Reader) -> None:
    page = executive.page
    for link in ("people in", "red days"):
        executive.open("/sro")
        page.get_by_role("definition").get_by_role("link", name=re.compile(link)).click()
        expect(page.get_by_role("rowheader").first).to_have_text(re.compile("^S-[0-9A-F]{4}-[0-9A-F]{4}$"))
        executive.expect_accessible()
