"""The demonstration from a command line."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import click
from click.termui import progressbar
from flask import current_app

from discharge.core.clock import utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.demo.load import DEMONSTRATION, load
from discharge.demo.people import ACCOUNTS, PASSPHRASE, has_other_places, is_loaded
from discharge.demo.story import HISTORY_DAYS, LONGEST_HISTORY_DAYS, Wish
from discharge.demo.ward_list import WARD, write_ward_list
from discharge.demo.wards import PEOPLE, WARDS

REFUSED = 2

demo_cli = CommandLine("demo", help="The demonstration hospitals: two invented trusts, ten wards, a year of stays.")


@demo_cli.command("load")
@click.option("--seed", default=1, show_default=True, help="Another number makes other people and days.")
@click.option(
    "--people", default=PEOPLE, show_default=True, type=click.IntRange(10, PEOPLE), help="How many are in hospital now."
)
@click.option(
    "--days",
    default=HISTORY_DAYS,
    show_default=True,
    type=click.IntRange(30, LONGEST_HISTORY_DAYS),
    help="How far back.",
)
def load_demo(seed: int, people: int, days: int) -> None:
    """Load the demonstration into an empty database, and print its accounts.

    Where it is loaded already, the data is kept and the accounts are printed again. Everybody in it is invented.
    Exits 2, and changes nothing, in production or where other places are.
    """
    if current_app.config["ENVIRONMENT"] not in {"demo", "test"}:
        _refuse("The demonstration is not for production. Set DISCHARGE_ENV=demo on a database of its own")
    if is_loaded(db.session):
        click.echo("The demonstration is here already; its data is kept", err=True)
    elif has_other_places(db.session):
        _refuse("This database holds other places. Load the demonstration into an empty one")
    else:
        with _Bars() as bars:
            load(db.session, Wish(seed=seed, people=people, days=days), now=utc_now(), progress=bars.show)
    _print_accounts()


@demo_cli.command("ward-list")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def ward_list(folder: Path) -> None:
    """Write the list of Birch ward to FOLDER, as CSV and as a workbook, to try `interop ward-list` with.

    It shows Birch of the demonstration as it is, but for a few differences and the usual blemishes.
    Exits 2 where the demonstration is not loaded.
    """
    if not is_loaded(db.session):
        _refuse("Load the demonstration first: flask --app wsgi demo load")
    for file in write_ward_list(db.session, folder, actor=DEMONSTRATION, now=utc_now()):
        click.echo(file)
    site = next(plan.site for plan in WARDS if plan.code == WARD)
    click.echo(f"Bring one in with: flask --app wsgi interop ward-list FILE --site {site} --dry-run", err=True)


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    raise SystemExit(REFUSED)


def _print_accounts() -> None:
    widest = max(len(account.email) for account in ACCOUNTS)
    click.echo("Sign in with one of these accounts (everybody here is invented):")
    for account in ACCOUNTS:
        click.echo(f"  {account.email:<{widest}}  {account.name}, {account.words}")
    click.echo(f"The passphrase of each: {PASSPHRASE}")


class _Bars(ExitStack):
    """One progress bar after another, on stderr."""

    _what, _done = "", 0
    _bar: Any = None

    def show(self, what: str, done: int, whole: int) -> None:
        if what != self._what:
            self.close()
            self._what, self._done = what, 0
            bar = progressbar(length=whole, label=f"{what:<28}", file=sys.stderr)
            self._bar = self.enter_context(bar)
        self._bar.update(done - self._done)
        self._done = done
