"""A board round of twenty people by keyboard in a real browser: how many keys, how many seconds."""

import time
from datetime import timedelta

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import insert

from config import from_environment
from discharge.access.models import Role
from discharge.app import create_app
from discharge.core.clock import local_date, utc_now
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.days.commands import MarkDay, mark_day
from discharge.days.models import DayPlan
from discharge.days.rules.mark import Colour
from discharge.demo.load import DEMONSTRATION
from tests.databases import migrate
from tests.factories import PASSWORD, World
from tests.serving import CHROMIUM_FLAGS, chromium, serving

NURSE = "bench@northmoor.example"
SETTLED_MS = 510  # a person just shown takes no key for half a second
IS_SETTLED = """(wait) => {
  const [page] = performance.getEntriesByType('navigation')
  return page.loadEventEnd > 0 && performance.now() > page.loadEventEnd + wait
}"""
PLANNED, UNPLANNED, RED, SAME = range(1, 11), range(11, 13), range(13, 18), range(18, 20)
PASSED_EDD = 20


def keys_for(bed: int) -> tuple[str, ...]:
    if bed in PLANNED:
        return ("g",)
    if bed in UNPLANNED:
        return ("1", "g")
    if bed in RED:
        return ("r", "1")
    return ("s",) if bed in SAME else ("d", "g")


def run_round(database_url: str) -> tuple[int, float, int]:
    """Keys pressed, seconds taken, and people marked at the end."""
    ward_id = _build(database_url)
    with serving(database_url) as server, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(base_url=server.address, viewport={"width": 1440, "height": 900})
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill(NURSE)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"/wards/{ward_id}/round?do=mark")
        began, pressed = time.monotonic(), 0
        for bed in range(1, PASSED_EDD + 1):
            for key in keys_for(bed):
                _press(page, key, leaves=key in {"g", "s"} or (key == "1" and bed in RED))
                pressed += 1
        took = time.monotonic() - began
        page.goto(f"/wards/{ward_id}")
        left = page.get_by_text("Not marked", exact=True).count()
        browser.close()
    return pressed, took, PASSED_EDD - left


def _press(page: Page, key: str, *, leaves: bool) -> None:
    """Press a key once the page takes it; wait for the next page where the key leads to one."""
    page.wait_for_function(IS_SETTLED, arg=SETTLED_MS)
    if leaves or key == "d":
        with page.expect_navigation(wait_until="load"):
            page.keyboard.press(key)
    else:
        page.keyboard.press(key)


def _build(database_url: str) -> str:
    migrate(database_url)
    app = create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": database_url}))
    now = utc_now()
    today = local_date(now)
    with app.app_context():
        with write_transaction(db.session) as session:
            world = World(session)
            ward = world.ward("Birch")
            world.user(Role.WARD_MEMBER, ward, email=NURSE, name="Priya Nair")
            for bed in range(1, PASSED_EDD + 1):
                edd = today + timedelta(days=-3 if bed == PASSED_EDD else 9)
                said = {"purpose": "Safety in a crisis", "discharge_criteria": "Sleeping", "consultant": "Dr Osei"}
                stay = world.stay(ward, bed=str(bed), edd=edd, admitted_on=today - timedelta(days=20), **said)
                about = {"organisation_id": ward.organisation_id, "stay_id": stay.id, "day": today}
                if bed in PLANNED or bed == PASSED_EDD:
                    plan = {"steps": [{"code": "GRN-01"}], "planned_by": "Priya Nair", "planned_at": now, "version": 1}
                    session.execute(insert(DayPlan), [{**about, **plan}])
                if bed in SAME:
                    yesterday = today - timedelta(days=1)
                    red = MarkDay(stay_id=stay.id, day=yesterday, seen=0, colour=Colour.RED, reason="EXT-22")
                    mark_day(session, red, actor=DEMONSTRATION, now=now - timedelta(days=1))
        db.session.close()
        db.engine.dispose()
    return str(ward.id)
