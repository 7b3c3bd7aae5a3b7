"""The floor: what the same database and the same Flask need at the least, with nothing of the product in between.

One joined statement and one Jinja loop for a page; for a mark the same reads and inserts in hand-written SQL. It leaves
out what any safe application has to do: the check against forgery, how long the session has lasted, the reading and
checking of what was typed, and the headers of the answer.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from jinja2 import Environment
from sqlalchemy import Connection, Engine, create_engine

from bench.lists import MATCH_SQL, PANEL_SQL, PEOPLE_SQL, PLACES_SQL, ROWS_OF_A_MATCH
from bench.owed import WORKLIST_SQL
from discharge.audit.rules import digest_of, digest_of_line
from discharge.core.clock import last_moment_of, local_date
from discharge.core.db import engine_options, prepare

BOARD_SQL = """
SELECT s.id, s.bed, p.surname, p.given_name, p.local_number, s.admitted_on, s.planned_discharge_on, l.code,
       l.expires_on, e.expected_on, r.started_on, w.reason, a.kind, a.due_back_at, m.day, m.colour, m.reason,
       m.absence_kind, d.steps, s.changed_at, s.consultant, s.key_worker
FROM stay s JOIN person p ON p.id = s.person_id
LEFT JOIN legal_period l ON l.stay_id = s.id AND l.ended_on IS NULL
LEFT JOIN expected_discharge e ON e.stay_id = s.id
     AND e.number = (SELECT max(x.number) FROM expected_discharge x WHERE x.stay_id = s.id)
LEFT JOIN ready_period r ON r.stay_id = s.id AND r.ended_on IS NULL
LEFT JOIN ready_reason w ON w.period_id = r.id
LEFT JOIN absence_period a ON a.stay_id = s.id AND a.returned_at IS NULL
LEFT JOIN day_mark m ON m.stay_id = s.id AND m.day > ?
LEFT JOIN day_plan d ON d.stay_id = s.id AND d.day = m.day
WHERE s.last_ward_id = ? AND s.state = 'open' ORDER BY s.bed, m.day
"""


@dataclass(frozen=True, slots=True)
class Bare:
    """A page: its statements, each with the names of its values in order. The rows of the first are written out.

    Of the values, "key" is the ward, trust or place in the address. rows: at most so many are written; 0 for all.
    """

    statements: tuple[tuple[str, tuple[str, ...]], ...]
    rows: int = 0


PAGES: Final[Mapping[str, Bare]] = {
    "board": Bare(((BOARD_SQL, ("first", "key")),)),
    "worklist": Bare(((WORKLIST_SQL, ("key",)),)),
    "panel": Bare(((PANEL_SQL, ("today", "today", "today", "key")),)),
    "places": Bare(((PLACES_SQL, ("key",)), (PEOPLE_SQL, ("key",)))),
    "match": Bare(((MATCH_SQL, ("key",)),), rows=ROWS_OF_A_MATCH),
}
TEMPLATE = "{% for row in rows %}<p>{% for cell in row %}{{ cell }} {% endfor %}{{ filler }}</p>{% endfor %}"


class Floor:
    """Statements in the words of one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"

    def sql(self, statement: str) -> str:
        return statement if self.is_sqlite else statement.replace("?", "%s").replace("group_concat", "string_agg")

    def key(self, value: UUID | str) -> Any:
        return UUID(str(value)).hex if self.is_sqlite else UUID(str(value))

    def moment(self, value: datetime) -> Any:
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if self.is_sqlite else value

    def day(self, value: date) -> Any:
        return value.isoformat() if self.is_sqlite else value

    def lock(self) -> str:
        return "" if self.is_sqlite else " FOR UPDATE"

    def do(self, connection: Connection, statement: str, values: Sequence[Any] = ()) -> Any:
        return connection.exec_driver_sql(self.sql(statement), tuple(values))

    def add(self, connection: Connection, table: str, row: dict[str, Any], on_taken: str = "") -> Any:
        marks = ", ".join("?" * len(row))
        return self.do(
            connection, f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks}) {on_taken}", [*row.values()]
        )


def create_floor(database_url: str, secret: str, cookie: str, sizes: Mapping[str, int]) -> Flask:
    """sizes: the bytes that the product writes for each of `PAGES`, which its floor fills up to."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=secret, SESSION_COOKIE_NAME=cookie)
    app.session_interface = SecureCookieSessionInterface()
    engine = create_engine(**engine_options(database_url))
    prepare(engine)
    floor = Floor(engine)
    template = Environment(autoescape=True).from_string(TEMPLATE)
    fillers: dict[str, str] = {}

    @app.get("/<name>/<key>")
    def page(name: str, key: str) -> str:
        bare, today = PAGES[name], local_date(datetime.now(UTC))
        values = {"key": floor.key(key), "today": floor.day(today), "first": floor.day(today - timedelta(days=14))}
        with engine.connect() as connection:
            read = [
                floor.do(connection, statement, [values[each] for each in names]).all()
                for statement, names in bare.statements
            ]
        rows = read[0][: bare.rows] if bare.rows else read[0]
        if name not in fillers:
            least = len(template.render(rows=rows, filler=""))
            fillers[name] = "x" * max(0, (sizes.get(name, 0) - least) // max(1, len(rows)))
        return template.render(rows=rows, filler=fillers[name])

    @app.post("/mark/<stay_id>/<day>")
    def mark(stay_id: str, day: str) -> tuple[str, int]:
        with engine.connect() as connection:
            _read_user(floor, connection, session["session_id"], session["_user_id"])
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            _save_mark(floor, connection, stay_id, date.fromisoformat(day), request.form)
        return "", 303

    return app


def _read_user(floor: Floor, connection: Connection, session_id: str, uniquifier: str) -> Any:
    user = floor.do(
        connection,
        "SELECT u.id, u.name, u.active FROM user_session s JOIN app_user u ON u.id = s.user_id "
        "WHERE s.id = ? AND u.fs_uniquifier = ?",
        [floor.key(session_id), uniquifier],
    ).one()
    held = floor.do(
        connection,
        "SELECT role, scope_id FROM membership WHERE user_id = ? AND (until_at IS NULL OR until_at > ?)",
        [user.id, floor.moment(datetime.now(UTC))],
    ).all()
    floor.do(
        connection,
        "SELECT w.id, w.name, o.id, o.name FROM organisation o JOIN ward w ON w.organisation_id = o.id WHERE w.id = ?",
        [held[0].scope_id],
    ).all()
    return user


def _save_mark(floor: Floor, connection: Connection, stay_id: str, day: date, form: Any) -> None:
    now, key = datetime.now(UTC), floor.key(stay_id)
    at, on = floor.moment(now), floor.day(day)
    receipt = {"key": floor.key(form["one_time_key"]), "user_id": None, "at": at, "location": "", "said": ""}
    if not floor.add(connection, "receipt", receipt, "ON CONFLICT (key) DO NOTHING").rowcount:
        return
    stay = floor.do(
        connection,
        "SELECT organisation_id, person_id, admitted_on, left_on, state, last_ward_id FROM stay WHERE id = ?"
        + floor.lock(),
        [key],
    ).one()
    ends = floor.moment(last_moment_of(day))
    floor.do(
        connection,
        """SELECT (SELECT ward_id FROM ward_stay WHERE stay_id = s.id AND started_at <= ?
                   AND (ended_at IS NULL OR ended_at > ?) LIMIT 1),
                  (SELECT kind FROM absence_period WHERE stay_id = s.id AND cancelled_at IS NULL AND from_at <= ?
                   AND (returned_at IS NULL OR returned_at > ?) LIMIT 1),
                  EXISTS (SELECT 1 FROM ready_period WHERE stay_id = s.id AND started_on <= ?
                   AND (ended_on IS NULL OR ended_on > ?)), m.id, m.revisions, d.steps
           FROM stay s LEFT JOIN day_mark m ON m.stay_id = s.id AND m.day = ?
           LEFT JOIN day_plan d ON d.stay_id = s.id AND d.day = ? WHERE s.id = ?""",
        [ends, ends, ends, ends, on, on, on, on, key],
    ).one()
    floor.do(connection, "SELECT weekday_passes, closes_at FROM round_pattern WHERE ward_id = ?", [stay.last_ward_id])
    steps = json.dumps([{"code": "GRN-01"}])
    content = {
        "organisation_id": stay.organisation_id, "colour": "green", "absence_kind": "", "interventions": steps,
        "planned": "[]", "reason": "", "owner": "", "further_reasons": "[]", "note": "", "next_step": "",
        "late_reason": form.get("late_reason", ""), "marked_by": "Priya Nair", "marked_by_id": None, "marked_at": at,
    }  # fmt: skip
    mark_id = floor.key(uuid4())
    floor.add(connection, "day_mark", {"id": mark_id, "stay_id": key, "day": on, "revisions": 1, **content})
    floor.add(connection, "day_mark_revision", {"id": floor.key(uuid4()), "mark_id": mark_id, "number": 1, **content})
    _count(floor, connection, stay, day, ends)
    _record(floor, connection, stay, now, mark_id)
    floor.do(connection, "UPDATE receipt SET location = ?, said = ? WHERE key = ?", ["/", "Saved", receipt["key"]])


def _count(floor: Floor, connection: Connection, stay: Any, day: date, ends: Any) -> None:
    ward, on = stay.last_ward_id, floor.day(day)
    none = dict.fromkeys(("occupied", "green", "red", "absent", "unmarked", "ready", "planned_green_ended_red"), 0)
    row = {"id": floor.key(uuid4()), "organisation_id": stay.organisation_id, "ward_id": ward, "day": on, **none}
    taken = "ON CONFLICT (ward_id, day) DO UPDATE SET organisation_id = excluded.organisation_id"
    floor.add(connection, "ward_day", {**row, "reasons": "{}", "absences": "{}"}, taken)
    found = floor.do(
        connection,
        """SELECT m.colour, m.reason, m.absence_kind, count(*) AS people,
                  sum(CASE WHEN EXISTS (SELECT 1 FROM ready_period r WHERE r.stay_id = s.id AND r.started_on <= ?
                      AND (r.ended_on IS NULL OR r.ended_on > ?)) THEN 1 ELSE 0 END) AS ready
           FROM ward_stay g JOIN stay s ON s.id = g.stay_id AND s.state <> 'cancelled'
           LEFT JOIN day_mark m ON m.stay_id = s.id AND m.day = ?
           WHERE g.ward_id = ? AND g.started_at <= ? AND (g.ended_at IS NULL OR g.ended_at > ?)
           GROUP BY m.colour, m.reason, m.absence_kind""",
        [on, on, on, ward, ends, ends],
    ).all()
    people = {colour: sum(r.people for r in found if r.colour == colour) for colour in ("green", "red", "absent", None)}
    floor.do(
        connection,
        "UPDATE ward_day SET occupied = ?, green = ?, red = ?, absent = ?, unmarked = ?, ready = ?, reasons = ?, "
        "absences = ? WHERE ward_id = ? AND day = ?",
        [
            sum(people.values()), people["green"], people["red"], people["absent"], people[None],
            sum(r.ready for r in found), json.dumps({r.reason: r.people for r in found if r.reason}), "{}", ward, on,
        ],
    )  # fmt: skip


def _record(floor: Floor, connection: Connection, stay: Any, now: datetime, mark_id: Any) -> None:
    trust = stay.organisation_id
    head = floor.do(
        connection, "SELECT number, digest FROM audit_head WHERE organisation_id = ?" + floor.lock(), [trust]
    ).one()
    changes = {"colour": [None, "green"], "interventions": [[], [{"code": "GRN-01"}]]}
    line: dict[str, Any] = {
        "organisation_id": trust, "number": head.number + 1, "at": floor.moment(now), "user_id": None,
        "user_name": "Priya Nair", "source": "web", "cause": "", "request_id": uuid4().hex, "action": "day.marked",
        "subject_kind": "day_mark", "subject_id": mark_id, "person_id": stay.person_id, "group_digest": "",
        "detail_digest": digest_of(changes), "previous_digest": head.digest,
    }  # fmt: skip
    # A line of the product's own shape: its digest is over keys and moments as the product holds them.
    held = {**line, "at": now} | {
        name: UUID(str(line[name])) for name in ("organisation_id", "subject_id", "person_id")
    }
    line["digest"] = digest_of_line(held)
    floor.add(connection, "audit_line", line)
    detail = {"organisation_id": trust, "number": line["number"], "changes": json.dumps(changes)}
    floor.add(connection, "audit_detail", detail)
    floor.do(
        connection, "UPDATE audit_head SET number = ?, digest = ? WHERE organisation_id = ?",
        [line["number"], line["digest"], trust],
    )  # fmt: skip


def from_environment_of_bench(secret: str, cookie: str) -> Flask:
    sizes = json.loads(os.environ.get("BENCH_BYTES", "{}"))
    return create_floor(os.environ["DATABASE_URL"], secret, cookie, sizes)
