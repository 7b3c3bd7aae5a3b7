"""Saving marks: green ones, red ones with what follows from them, and many at once."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import sqlalchemy

from bench.client import Client, Got
from bench.data import Bench, RedDays, ToMark
from bench.report import Report, ok
from discharge.core.db import engine_options
from tests.serving import Server

MARK_TARGET = 2.0
WARM = 10
REASON = "EXT-22"  # of housing: nobody in particular is known to owe it
WRITERS = 16


class Nurses:
    """Everybody's browser, ready to mark."""

    def __init__(self, server: Server, made: Bench) -> None:
        of_red = (day for red in made.red for day in (red.bare, red.extends))
        one_each = {each.nurse: each for each in (*made.to_mark, *of_red)}
        self.ready = {nurse: self._ready(server, made, each) for nurse, each in one_each.items()}

    def _ready(self, server: Server, made: Bench, first: ToMark) -> Client:
        return Client(server.address).sign_in(first.nurse, made.password).read_token(first.path)

    def post(self, path: str, nurse: str, fields: dict[str, str]) -> Got:
        """From a window of its own, as if the answer to the last one had been read: no message waits in the session."""
        return self.ready[nurse].copy().post(path, fields)


def marks(report: Report, nurses: Nurses, turns: int, days: Iterator[ToMark]) -> None:
    ours, floor = [], []
    for turn in range(turns + WARM):
        each = next(days)
        taken = ok(nurses.post(each.path, each.nurse, green()), 303)
        each = next(days)
        bare = ok(nurses.post(each.floor_path, each.nurse, green()), 303)
        if turn >= WARM:
            ours.append(taken.server_ms)
            floor.append(bare.server_ms)
    report.pair("Saving a mark", ours, floor, MARK_TARGET)
    report.line("Saving a mark, SQL statements of the product", str(taken.statements))


def red_marks(report: Report, nurses: Nurses, turns: int, red: Sequence[RedDays]) -> None:
    """What somebody else owes is opened by the first red day and extended by the next one.

    The floor is that of a green mark: it writes neither what is owed nor its line of the record.
    """
    taken: dict[str, list[Got]] = {"opens": [], "extends": [], "floor": []}
    for each in red[: turns + WARM]:
        taken["opens"].append(ok(nurses.post(each.opens.path, each.opens.nurse, red_day()), 303))
        taken["floor"].append(ok(nurses.post(each.bare.floor_path, each.bare.nurse, green()), 303))
        ok(nurses.post(each.before.path, each.before.nurse, red_day()), 303)
        taken["extends"].append(ok(nurses.post(each.extends.path, each.extends.nurse, red_day()), 303))
    spent = {what: [got.server_ms for got in several[WARM:]] for what, several in taken.items()}
    for what in ("opens", "extends"):
        says = f"A red mark that {what} a blocker"
        report.pair(says, spent[what], spent["floor"], MARK_TARGET)
        report.line(f"{says}, SQL statements", str(taken[what][-1].statements))


def green() -> dict[str, str]:
    fields = {"colour": "green", "interventions": "GRN-01", "version": "0", "late_reason": "Entered from paper"}
    return {**fields, "one_time_key": str(uuid4())}


def red_day() -> dict[str, str]:
    return {name: said for name, said in green().items() if name != "interventions"} | {
        "colour": "red",
        "reason": REASON,
    }


def crowd(report: Report, nurses: Nurses, database: str, days: Sequence[ToMark]) -> None:
    """Each mark posted twice at the same moment; all days of it are of one ward, and many of one day."""
    posts = [(each, fields) for each in days for fields in [green()] for _ in range(2)]

    def post(asked: tuple[ToMark, dict[str, str]]) -> int:
        each, fields = asked
        return nurses.post(each.path, each.nurse, fields).status

    with ThreadPoolExecutor(WRITERS) as writers:
        answers = [*writers.map(post, posts)]
    faults = sum(status >= 500 for status in answers)
    refused = sum(status not in {302, 303} for status in answers)
    report.line(f"{len(days)} marks, each twice at once: 5xx", str(faults), "0", is_met=faults == 0)
    report.line(f"{len(days)} marks, each twice at once: not saved", str(refused), "0", is_met=refused == 0)
    engine = sqlalchemy.create_engine(**engine_options(database))
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT count(*) FROM day_mark_revision r JOIN day_mark m ON m.id = r.mark_id "
            "WHERE m.revisions <> 1 OR r.number <> 1"
        ).scalar()
        wrong = connection.exec_driver_sql(WRONG_DAYS).scalar()
    engine.dispose()
    report.line("One row a key: marks written more than once", str(rows), "0", is_met=rows == 0)
    report.line("Ward days that differ from their marks", str(wrong), "0", is_met=wrong == 0)


WRONG_DAYS = """
SELECT count(*) FROM ward_day d WHERE d.green <> (
  SELECT count(*) FROM day_mark m JOIN stay s ON s.id = m.stay_id
  WHERE s.last_ward_id = d.ward_id AND m.day = d.day AND m.colour = 'green')
"""
