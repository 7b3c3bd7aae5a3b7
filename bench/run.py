"""How fast it is, beside a floor, on this machine: `make bench`. Exits 1 when a target is missed.

`--quick` takes fewer turns and skips the browser; its numbers are for looking, not for telling others.
`--marks` measures nothing but marks.
"""

import argparse
import gzip
import json
import os
import platform
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import psycopg
import sqlalchemy
from sqlalchemy.engine import make_url

from bench.client import Client
from bench.data import Bench, ToMark, build
from bench.lists import CASES, PEOPLE, PLACES
from bench.marks import Nurses, crowd, marks, red_marks
from bench.owed import ASKED, OWED
from bench.report import Report, ok
from bench.round import run_round
from bench.sro import TARGET as SRO_TARGET
from bench.sro import measure_apart
from bench.sweep import DUE, STAYS, build_many, sweep_apart
from tests.postgres import postgres
from tests.serving import Server, serving

SERVED = "bench.served:app"
BOARD_TARGET, STATEMENTS_TARGET = 2.5, 12
LIST_TARGET, WORKLIST_KB = 3.0, 40
RECORD_STATEMENTS = {"postgresql": 2, "sqlite": 3}  # where people were shown: lock the head, write the line and move it
WORKLIST = f"/worklist{ASKED}"
ADDITIONS = 5_000_000
FIRST_PAGE_KB, LATER_PAGE_KB, MEMORY_MB = 150, 25, 140
TWICE = 500
ROUND_KEYS = 40
SWEEP_SECONDS, SWEEP_MB = 20, 200
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def machine() -> str:
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.is_file() and (found := re.search(r"model name\s*: (.+)", cpu.read_text())):
        model = found[1]
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {sqlalchemy.__version__}, {pace():.0f} million additions a second"
    )


def pace() -> float:
    """Millions of additions a second in Python: what is measured in seconds takes longer on a machine with fewer."""
    began, total = time.perf_counter(), 0
    for number in range(ADDITIONS):
        total += number
    return ADDITIONS / (time.perf_counter() - began) / 1_000_000


@dataclass
class Both:
    """What the product and its floor took, turn by turn, and what they wrote."""

    ours: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    statements: set[int] = field(default_factory=set)
    body: bytes = b""
    bare: bytes = b""

    @property
    def bytes(self) -> str:
        return f"{len(self.body):,} and {len(self.bare):,}"


def alternate(client: Client, path: str, bare: str, turns: int, *, first: int) -> Both:
    """One after the other, so many turns after the first ones, which warm up and are left out."""
    both = Both()
    for turn in range(turns + first):
        got, least = ok(client.get(path), 200), ok(client.get(bare), 200)
        both.body, both.bare = got.body, least.body
        if turn >= first:
            both.ours.append(got.server_ms)
            both.floor.append(least.server_ms)
            both.statements.add(got.statements)
    return both


def board(report: Report, client: Client, made: Bench, turns: int) -> None:
    both = alternate(client, f"/wards/{made.board_ward}", f"/floor/board/{made.board_ward}", turns, first=20)
    report.pair("Ward board, 25 people and 14 days", both.ours, both.floor, BOARD_TARGET)
    report.line("Ward board, bytes of product and floor", both.bytes)
    most = max(both.statements)
    report.line("Ward board, SQL statements", str(most), f"<= {STATEMENTS_TARGET}", is_met=most <= STATEMENTS_TARGET)


def worklist(report: Report, client: Client, made: Bench, turns: int, record: int) -> None:
    """Filtered, sorted and grouped; a page without a line asks all that one with lines asks, and records nobody.

    record: the statements that write down whom it showed.
    """
    both = alternate(client, WORKLIST, f"/floor/worklist/{made.trust}", turns, first=5)
    what = f"Worklist of {OWED:,}, filtered, sorted, grouped"
    report.pair(what, both.ours, both.floor, LIST_TARGET)
    report.line(f"{what}, bytes of product and floor", both.bytes)
    full = ok(client.get(WORKLIST), 200)
    none = ok(client.get(f"{WORKLIST}&reason=EXT-37"), 200)  # nobody waits for a court: a page with no lines
    asked, asked_of_none = full.statements - full.record, none.statements - none.record
    is_constant = asked == asked_of_none and both.statements == {full.statements}
    found = f"{asked} and {asked_of_none}"
    report.line("Worklist, SQL statements, with lines and without", found, "constant", is_met=is_constant)
    recorded, right = f"{full.record} and {none.record}", f"{record} and 0"
    report.line("Worklist, those of the record beside them", recorded, right, is_met=recorded == right)
    kb = len(gzip.compress(both.body, 6)) / 1000
    report.line("Worklist, first page compressed", f"{kb:.1f} kB", f"<= {WORKLIST_KB}", is_met=kb <= WORKLIST_KB)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of many; `lone`: the same for a trust with one of each."""

    what: str
    path: str
    bare: str
    lone: str


def listed(made: Bench) -> Mapping[str, Listed]:
    """By the name of their floor."""
    panel, place = f"/panels/{made.lists.panel_on}", f"/vacancies/{made.lists.place}"
    lone = f"/vacancies/{made.lists.lone_place}"
    return {
        "panel": Listed(f"Panel list of {CASES} cases", panel, f"/floor/panel/{made.trust}", panel),
        "places": Listed(
            f"Match list of {PLACES} vacancies by {PEOPLE} people",
            "/vacancies",
            f"/floor/places/{made.trust}",
            "/vacancies",
        ),
        "match": Listed(f"One vacancy by {PEOPLE} people", place, f"/floor/match/{made.lists.place}", lone),
    }


def lists(report: Report, server: Server, client: Client, made: Bench, turns: int) -> None:
    alone = Client(server.address).sign_in(made.lists.lone_coordinator, made.password)
    for each in listed(made).values():
        both = alternate(client, each.path, each.bare, turns, first=5)
        report.pair(each.what, both.ours, both.floor, LIST_TARGET)
        report.line(f"{each.what}, bytes of product and floor", both.bytes)
        ok(alone.get(each.lone), 200)  # the first opening also names the group of people shown
        few = ok(alone.get(each.lone), 200).statements
        found = f"{max(both.statements)} and {few}"
        is_met = both.statements == {few}
        report.line(f"{each.what}, SQL statements, and of one", found, "constant", is_met=is_met)


def weight(report: Report, client: Client, made: Bench) -> None:
    """As a proxy sends it: each body by gzip."""
    page = client.get(f"/wards/{made.board_ward}")
    board_kb = len(gzip.compress(page.body, 6)) / 1000
    assets = {path: client.get(path.replace("&amp;", "&")) for path in set(ASSET.findall(page.text))}
    first_kb = board_kb + sum(len(gzip.compress(got.body, 6)) for got in assets.values()) / 1000
    report.line(
        "First page, all of it compressed",
        f"{first_kb:.1f} kB",
        f"<= {FIRST_PAGE_KB}",
        is_met=first_kb <= FIRST_PAGE_KB,
    )
    report.line(
        "Later boards, compressed", f"{board_kb:.1f} kB", f"<= {LATER_PAGE_KB}", is_met=board_kb <= LATER_PAGE_KB
    )


def memory(report: Report, client: Client, server: Server, made: Bench, turns: int) -> None:
    for _ in range(turns):
        client.get(f"/wards/{made.board_ward}")
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    used = max(_resident_mb(child) for child in children)
    what = f"Memory of the worker after {turns:,} more requests"
    report.line(what, f"{used:.0f} MB", f"<= {MEMORY_MB}", is_met=used <= MEMORY_MB)


def _resident_mb(pid: str) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


def board_round(report: Report) -> None:
    """In a process of its own: the browser's library keeps an event loop, which the application does not expect."""
    with tempfile.TemporaryDirectory(prefix="discharge-bench-") as folder:
        database = f"sqlite:///{Path(folder) / 'round.sqlite3'}"
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            keys, seconds, marked = apart.submit(run_round, database).result()
    report.line("Round of 20 people, keys", str(keys), f"<= {ROUND_KEYS}", is_met=keys <= ROUND_KEYS)
    report.line("Round of 20 people, seconds", f"{seconds:.0f} s")
    report.line("Round of 20 people, marked", str(marked), "20", is_met=marked == 20)


def sweeps(report: Report, database: str) -> None:
    """On a database of its own: what is due, then nothing."""
    build_many(database)
    first, second = sweep_apart(database), sweep_apart(database)
    what = f"Sweep over {STAYS:,} stays"
    for says, took, limit in ((f"{DUE:,} due", first, SWEEP_SECONDS), ("nothing due", second, SWEEP_SECONDS / 10)):
        report.line(f"{what}, {says}", f"{took.seconds:.2f} s", f"<= {limit:g}", is_met=took.seconds <= limit)
        report.line(
            f"{what}, {says}, memory", f"{took.megabytes:.0f} MB", f"<= {SWEEP_MB}", is_met=took.megabytes <= SWEEP_MB
        )
    is_right = (first.raised, second.raised) == (DUE, 0)
    report.line(f"{what}, raised", f"{first.raised:,} and {second.raised:,}", f"{DUE:,} and 0", is_met=is_right)


def sro_page(report: Report, database: str, turns: int) -> None:
    """On the database of the sweep, with two years of its wards' days."""
    took = measure_apart(database, turns)
    what = f"SRO page over {STAYS:,} stays and two years"
    report.pair(what, took.ours, took.floor, SRO_TARGET)
    report.line(f"{what}, SQL statements", str(took.statements))
    report.line(f"{what}, bytes", f"{took.bytes:,}")


@contextmanager
def databases(kinds: Sequence[str]) -> Iterator[Iterator[tuple[str, str, str]]]:
    """Name, and two empty databases of each kind."""
    with tempfile.TemporaryDirectory(prefix="discharge-bench-") as folder, postgres(durable=True) as server:

        def each() -> Iterator[tuple[str, str, str]]:
            if "postgresql" in kinds:
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute("CREATE DATABASE bench")
                    connection.execute("CREATE DATABASE many")
                yield "PostgreSQL", *(f"{server.removesuffix('/postgres')}/{name}" for name in ("bench", "many"))
            if "sqlite" in kinds:
                yield "SQLite", *(f"sqlite:///{folder}/{name}.sqlite3" for name in ("bench", "many"))

        yield each()


def measure(report: Report, database: str, turns: int, twice: int) -> None:
    made = build(database)
    days = iter(made.to_mark)
    with serving(database, module=SERVED) as server:
        client = Client(server.address).sign_in(made.nurse, made.password)
        sizes = {"board": len(client.get(f"/wards/{made.board_ward}").text)}
        weight(report, client, made)
        desk = Client(server.address).sign_in(made.coordinator, made.password)
        sizes["worklist"] = len(desk.get(WORKLIST).text)
        sizes |= {name: len(ok(desk.get(each.path), 200).text) for name, each in listed(made).items()}
    with serving(database, module=SERVED, more={"BENCH_BYTES": json.dumps(sizes)}) as server:
        client = Client(server.address).sign_in(made.nurse, made.password)
        board(report, client, made, turns)
        desk = Client(server.address).sign_in(made.coordinator, made.password)
        worklist(report, desk, made, max(20, turns // 5), RECORD_STATEMENTS[make_url(database).get_backend_name()])
        lists(report, server, desk, made, max(20, turns // 5))
        both_marks(report, server, made, turns, days)
        memory(report, client, server, made, max(0, 1000 - 2 * turns))
    with serving(database, workers=4) as server:
        crowd(report, Nurses(server, made), database, [next(days) for _ in range(twice)])


def both_marks(report: Report, server: Server, made: Bench, turns: int, days: Iterator[ToMark]) -> None:
    nurses = Nurses(server, made)
    marks(report, nurses, turns, days)
    red_marks(report, nurses, turns, made.red)


def only_marks(report: Report, database: str, turns: int) -> None:
    made = build(database)
    with serving(database, module=SERVED) as server:
        both_marks(report, server, made, turns, iter(made.to_mark))


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="60 turns instead of 300, 60 marks instead of 500")
    words.add_argument("--marks", action="store_true", help="only what it takes to save a mark")
    words.add_argument("--database", choices=["sqlite", "postgresql"], help="one of the two instead of both")
    asked = words.parse_args()
    turns, twice = (60, 60) if asked.quick else (300, TWICE)
    report = Report()
    print(f"{machine()}\n{turns} alternating requests on one gunicorn worker; median (10th to 90th of 100)")
    with databases([asked.database] if asked.database else ["postgresql", "sqlite"]) as each:
        for name, database, many in each:
            print(f"\n{name}")
            if asked.marks:
                only_marks(report, database, turns)
                continue
            measure(report, database, turns, twice)
            sweeps(report, many)
            sro_page(report, many, max(10, turns // 20))
    if not asked.quick and not asked.marks:
        print("\nBoard round in a browser, SQLite: 12 green days (2 unplanned), 5 red days, 2 same again, 1 passed EDD")
        board_round(report)
    print(f"\nMissed: {', '.join(report.missed)}" if report.missed else "\nEvery target is met")
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
