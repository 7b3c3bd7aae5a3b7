"""The sweep over twenty thousand people in bed, five thousand of whom a trigger holds for: seconds and memory, twice.

`python -m bench.sweep DATABASE_URL` is one sweep in a process of its own; it prints what it took.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from config import from_environment
from discharge.app import create_app
from discharge.blockers.commands.keeping import owner_columns
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import process
from discharge.core.clock import local_date, utc_now
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.days.models import DayMark
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.escalation.commands.sweeping import sweep
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import ExpectedDischarge, Person, ReadyPeriod, Stay
from tests.databases import migrate
from tests.factories import World

STAYS, DUE, WARDS, MARKED_DAYS = 20_000, 5_000, 800, 14
EACH = DUE // 5  # of each of the five kinds, one for a stay: the most transactions that so many triggers can cost
READY, MISSED, SAME_REASON, EDD_PASSED, LONG_STAY = range(5)
FILLED = ("organisation", "ward", "person", "stay", "ready_period", "expected_discharge", "blocker", "day_mark")
HERE = Path(__file__).parent.parent
AT_ONCE = 5_000  # rows an insert


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One sweep. seconds: without starting the process. megabytes: the most it ever held."""

    raised: int
    seconds: float
    megabytes: float


def build_many(database_url: str) -> None:
    """Migrate and fill a database, row upon row in bulk, and count it as PostgreSQL does by itself within a minute."""
    migrate(database_url)
    with create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": database_url})).app_context():
        with write_transaction(db.session) as session:
            _fill(session, utc_now())
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in FILLED:
                connection.exec_driver_sql(f"ANALYZE {table}")
        db.session.close()
        db.engine.dispose()


def sweep_apart(database_url: str) -> Took:
    """One sweep in a process of its own."""
    words = [sys.executable, "-m", "bench.sweep", database_url]
    answer = subprocess.run(words, cwd=HERE, capture_output=True, text=True, check=True)
    return Took(**json.loads(answer.stdout))


def _fill(session: Session, now: datetime) -> None:
    world, today = World(session), local_date(now)
    council = world.organisation(OrganisationKind.COUNCIL, "Westmere Council")
    wards = [world.ward(f"Ash {number}") for number in range(WARDS)]
    owner = owner_columns(Owner(OwnerKind.COUNCIL, council.id))
    stays = [_stay(number, wards[number % WARDS], today, now) for number in range(STAYS)]
    _add(session, Person, (person for person, _ in stays))
    _add(session, Stay, (stay for _, stay in stays))
    of_stay = [{"organisation_id": stay["organisation_id"], "stay_id": stay["id"]} for _, stay in stays]
    due = [number // EACH if number < DUE else None for number in range(STAYS)]
    _add(session, ReadyPeriod, _ready(of_stay, due, today, now))
    _add(session, ExpectedDischarge, _edds(of_stay, due, today, now))
    _add(session, Blocker, _blockers(stays, due, today, now, owner))
    _add(session, DayMark, _marks(of_stay, due, today, now))


def _stay(number: int, ward: Ward, today: date, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    person_id, is_long = uuid4(), DUE > number >= EACH * LONG_STAY
    person = {
        "id": person_id,
        "organisation_id": ward.organisation_id,
        "local_number": f"B{number:06d}",
        "surname": "Alder",
        "given_name": "Ruth",
        "birth_date": date(1980, 1, 1),
    }
    stay = {
        "id": uuid4(),
        "organisation_id": ward.organisation_id,
        "person_id": person_id,
        "site_id": ward.site_id,
        "last_ward_id": ward.id,
        "admitted_at": now - timedelta(days=70 if is_long else 40),
        "admitted_on": today - timedelta(days=70 if is_long else 40),
        "changed_at": now,
    }
    return person, stay


def _ready(
    of_stay: Sequence[dict[str, Any]], due: Sequence[int | None], today: date, now: datetime
) -> Iterator[dict[str, Any]]:
    """A quarter of those not due as well, for too short a time yet."""
    decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "were_person_views_heard": True}
    for number, keys in enumerate(of_stay):
        days = 10 if due[number] == READY else 3 if due[number] is None and number % 4 == 0 else None
        if days is not None:
            yield {
                **keys,
                "started_on": today - timedelta(days=days),
                "decided_by": "Dr Osei",
                "entered_at": now,
            } | decided


def _edds(
    of_stay: Sequence[dict[str, Any]], due: Sequence[int | None], today: date, now: datetime
) -> Iterator[dict[str, Any]]:
    for number, keys in enumerate(of_stay):
        days = -9 if due[number] == EDD_PASSED else 9
        said = {"number": 1, "reason_kind": "first_set", "set_by": "Dr Osei", "set_by_id": None, "set_at": now}
        yield {**keys, "expected_on": today + timedelta(days=days), **said}


def _blockers(
    stays: Sequence[tuple[dict[str, Any], dict[str, Any]]],
    due: Sequence[int | None],
    today: date,
    now: datetime,
    owner: dict[str, Any],
) -> Iterator[dict[str, Any]]:
    for number, (person, stay) in enumerate(stays):
        keys = {"organisation_id": stay["organisation_id"], "stay_id": stay["id"], "person_id": person["id"]}
        raised = {"source": "mark", "raised_on": today - timedelta(days=9), "raised_at": now, "raised_by": "Priya Nair"}
        days = -2 if due[number] == MISSED else 5
        dates = {"due_on": today + timedelta(days=days), "soon_on": today + timedelta(days=days - 2)}
        what = {"reason": "EXT-22", "marked_owner": OwnerKind.COUNCIL}
        yield {**keys, **what, **raised, **dates, **owner}


def _marks(
    of_stay: Sequence[dict[str, Any]], due: Sequence[int | None], today: date, now: datetime
) -> Iterator[dict[str, Any]]:
    """Red days for everybody: an unbroken run of those who are due for it, every third day green of all others."""
    for number, keys in enumerate(of_stay):
        for back in range(MARKED_DAYS):
            is_red = due[number] == SAME_REASON or (back + number) % 3 != 0
            said = {"reason": "EXT-22", "owner": "council"} if is_red else {"reason": "", "owner": ""}
            by = {"further_reasons": [], "marked_by": "Priya Nair", "marked_at": now}
            colour = Colour.RED if is_red else Colour.GREEN
            yield {**keys, "day": today - timedelta(days=back), "colour": colour, **said, **by}


def _add(session: Session, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    while several := [{"id": uuid4(), **row} for row in islice(rows, AT_ONCE)]:
        session.execute(insert(model), several)


def _sweep(database_url: str) -> dict[str, float]:
    app = create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": database_url}))
    with app.app_context():
        db.session.connection()
        db.session.rollback()
        began = time.perf_counter()
        done = sweep(db.session, actor=process("Sweep", source="cli"), now=utc_now())
        seconds = time.perf_counter() - began
    most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert not done.failed
    return {"raised": done.raised, "seconds": seconds, "megabytes": int(most[1]) / 1000 if most else 0.0}


if __name__ == "__main__":
    print(json.dumps(_sweep(sys.argv[1])))
