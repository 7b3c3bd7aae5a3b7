"""The demonstration, served from a copy of its own, with a clock that a story puts forward."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from discharge.core.clock import local_date, utc_now
from tests.serving import Server, run_command, serving

CLOCKED = "tests.browser.clocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """clock: the file of the seconds by which it is ahead. more: settings of the server and of its command lines."""

    server: Server
    database: Path
    clock: Path
    more: Mapping[str, str]

    @property
    def gone(self) -> timedelta:
        return timedelta(seconds=int(self.clock.read_text(encoding="utf-8")))

    @property
    def today(self) -> date:
        """The day in England by the moved clock."""
        return local_date(utc_now() + self.gone)

    def go_on(self, *, days: int = 0, seconds: int = 0) -> None:
        """After some minutes nobody is signed in any more."""
        ahead = self.gone + timedelta(days=days, seconds=seconds)
        self.clock.write_text(str(round(ahead.total_seconds())), encoding="utf-8")

    def run(self, *words: str) -> str:
        """One of the product's commands, by the moved clock; what it printed."""
        return run_command(_address(self.database), *words, module=CLOCKED, more=self.more)


@contextmanager
def serving_ahead(loaded: Path, folder: Path, **settings: str) -> Iterator[Ahead]:
    """loaded: the database to copy into the folder. settings: more than the clock's."""
    database, clock = folder / "demo.sqlite3", folder / "ahead"
    shutil.copyfile(loaded, database)
    clock.write_text("0", encoding="utf-8")
    more = {"CLOCK_AHEAD": str(clock), **settings}
    with serving(_address(database), module=f"{CLOCKED}:app", more=more) as server:
        yield Ahead(server=server, database=database, clock=clock, more=more)


def _address(database: Path) -> str:
    return f"sqlite:///{database}"
