"""The SRO page over twenty thousand people in bed and two years of their wards' days, and its floor.

`python -m bench.sro DATABASE_URL TURNS` adds the days to a database that `bench.sweep` filled, and measures. The floor
is the fewest statements that return the same numbers, written by hand, and one Jinja loop over as many wards as the
page shows; it reads every ward, as the page must for its totals, and signs nobody in.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from flask import Flask
from flask_login import FlaskLoginClient
from jinja2 import Environment
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from config import from_environment
from discharge.access.models import Membership, Role, ScopeKind, User, UserSession
from discharge.app import create_app
from discharge.boards.pages.sro.places import MOST_WARDS
from discharge.core.clock import local_date, utc_now
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.places.models import Ward
from discharge.summaries.models import WardDay

HERE = Path(__file__).parent.parent
DAYS: Final = 730
TARGET: Final = 3.0
TEMPLATE = Environment(autoescape=True).from_string(
    "{% for row in rows %}<p>{% for cell in row %}{{ cell }} {% endfor %}</p>{% endfor %}"
)
FLOOR: Final = (
    """SELECT w.id, w.name, w.bed_type, o.name, c.beds - c.closed_beds FROM ward w
       JOIN organisation o ON o.id = w.organisation_id LEFT JOIN ward_capacity c ON c.ward_id = w.id
       WHERE w.closed_on IS NULL AND o.kind = 'trust' ORDER BY o.name, w.name""",
    """SELECT s.last_ward_id, count(*), count(CASE WHEN e.expected_on < :today AND r.id IS NULL THEN 1 END) FROM stay s
       LEFT JOIN ready_period r ON r.stay_id = s.id AND r.ended_on IS NULL
       LEFT JOIN expected_discharge e ON e.stay_id = s.id
         AND e.number = (SELECT max(x.number) FROM expected_discharge x WHERE x.stay_id = s.id)
       WHERE s.state = 'open' GROUP BY s.last_ward_id""",
    """SELECT s.last_ward_id, b.reason, b.owner_key, o.name, r.started_on, count(*) FROM ready_period r
       JOIN stay s ON s.id = r.stay_id LEFT JOIN (
         SELECT stay_id, reason, owner_key, owner_id,
                row_number() OVER (PARTITION BY stay_id ORDER BY raised_on, id) AS place
         FROM blocker WHERE state IN ('open', 'paused')) b ON b.stay_id = s.id AND b.place = 1
       LEFT JOIN organisation o ON o.id = b.owner_id
       WHERE r.ended_on IS NULL AND s.state = 'open'
       GROUP BY s.last_ward_id, b.reason, b.owner_key, o.name, r.started_on""",
    """SELECT ward_id, sum(CASE WHEN day >= :week AND day < :today THEN green + red ELSE 0 END),
         sum(CASE WHEN day >= :week AND day < :today THEN occupied - absent ELSE 0 END),
         sum(CASE WHEN day >= :month AND day < :today THEN ready ELSE 0 END),
         sum(CASE WHEN day = :today THEN green + red + absent ELSE 0 END)
       FROM ward_day WHERE day BETWEEN :first AND :today GROUP BY ward_id""",
    """SELECT ward_id, sum(red), sum(green) FROM (
         SELECT ward_id, red, green, row_number() OVER (PARTITION BY ward_id ORDER BY day DESC) AS place FROM ward_day
         WHERE day >= :back AND day < :today AND red + green > 0) d WHERE place <= 7 GROUP BY ward_id""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Milliseconds of each turn; statements and bytes of one page of the product."""

    ours: list[float]
    floor: list[float]
    statements: int
    bytes: int


def measure_apart(database_url: str, turns: int) -> Took:
    """In a process of its own, on a database that `bench.sweep.build_many` filled."""
    words = [sys.executable, "-m", "bench.sro", database_url, str(turns)]
    answer = subprocess.run(words, cwd=HERE, capture_output=True, text=True, check=True)
    return Took(**json.loads(answer.stdout))


def fill_days(session: Session, today: date) -> None:
    """Two years of every ward: twenty-five people, some unmarked, ready as they are now."""
    for ward in session.scalars(select(Ward).order_by(Ward.name, Ward.id)).all():
        session.execute(insert(WardDay), list(_days(ward, today)))


def _days(ward: Ward, today: date) -> Iterator[dict[str, Any]]:
    for back in range(DAYS):
        green = 8 + back % 5
        yield {
            "id": uuid4(),
            "organisation_id": ward.organisation_id,
            "ward_id": ward.id,
            "day": today - timedelta(days=back),
            "occupied": 25,
            "green": green,
            "red": 22 - green,
            "absent": 2,
            "unmarked": 1,
            "ready": 5,
            "reasons": {"EXT-22": 22 - green},
            "absences": {"home_leave": 2},
        }


def _executive(session: Session, now: datetime) -> User:
    """Of the trust that has the wards."""
    trust_id = session.scalars(select(Ward.organisation_id).limit(1)).one()
    user = User(id=uuid4(), email="executive@bench.example", name="Louise Tarrant", fs_uniquifier="bench", made_at=now)
    session.add(user)
    session.flush()
    at = {"scope_kind": ScopeKind.ORGANISATION, "scope_id": trust_id, "organisation_id": trust_id}
    session.add(Membership(user_id=user.id, role=Role.EXECUTIVE, from_at=now - timedelta(days=1), **at))
    session.add(UserSession(id=uuid4(), user_id=user.id, began_at=now))
    return user


def _signed_in(app: Flask) -> FlaskLoginClient:
    app.test_client_class = FlaskLoginClient
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == "executive@bench.example")).one()
        begun = db.session.scalars(select(UserSession.id).where(UserSession.user_id == user.id)).one()
        client: FlaskLoginClient = app.test_client(user=user)
    with client.session_transaction() as kept:
        kept["session_id"] = str(begun)
    return client


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _floor(today: date) -> None:
    week, month, back = today - timedelta(days=7), today.replace(day=1), today - timedelta(days=28)
    values = {"today": today, "week": week, "month": month, "back": back, "first": min(week, month)}
    with db.engine.connect() as connection:
        for statement in FLOOR:
            asked = text(statement)
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            TEMPLATE.render(rows=connection.execute(asked, named).all()[:MOST_WARDS])


def _measure(database_url: str, turns: int) -> Took:
    app = create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": database_url}))
    today = local_date(utc_now())
    with app.app_context():
        with write_transaction(db.session) as session:
            fill_days(session, today)
            _executive(session, utc_now())
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    client = _signed_in(app)
    sent: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *said: sent.append(said[2]))
        page = client.get("/sro")
    assert page.status_code == 200, page.text[:400]
    sent.clear()
    client.get("/sro")
    statements = len([each for each in sent if not each.startswith("BEGIN")])
    ours, floor = [], []
    for _ in range(turns):
        ours.append(_timed(lambda: client.get("/sro")))
        with app.app_context():
            floor.append(_timed(lambda: _floor(today)))
    return Took(ours=ours, floor=floor, statements=statements, bytes=len(page.data))


if __name__ == "__main__":
    took = _measure(sys.argv[1], int(sys.argv[2]))
    print(json.dumps({name: getattr(took, name) for name in Took.__slots__}))
