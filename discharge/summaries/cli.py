"""What is counted, from a command line."""

import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import click

from discharge.core.actor import process
from discharge.core.clock import local_date, local_time, utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.core.transaction import carry_out
from discharge.places.queries import wards
from discharge.summaries.commands import FreezeReturn, RepairDays, freeze_return, repair_days
from discharge.summaries.queries.returns import trusts_due
from discharge.summaries.queries.source import first_day

summaries_cli = CommandLine("summaries", help="What is counted.")
DAY = click.DateTime(formats=["%Y-%m-%d"])
AT_ONCE = 92  # days in one transaction, so that nobody waits long to mark


@summaries_cli.command("recount")
@click.option("--from", "first", type=DAY, required=True, help="First day, for example 2026-03-01.")
@click.option("--to", "last", type=DAY, default=None, help="Last day; today when left out.")
def recount(first: datetime, last: datetime | None) -> None:
    """Count the days of every ward anew from its people and marks.

    Days without a row are filled. A row that says something else than the source is put right and named, and the
    command exits 1; it exits 2 when the days make no sense. Safe at any time, with people at work.
    """
    today = local_date(utc_now())
    begin, end = first.date(), last.date() if last else today
    if begin > end or end > today:
        click.echo("Enter a first day that is not after the last, and a last day that is not after today", err=True)
        sys.exit(2)
    actor, filled, wrong = process("Command line", source="cli"), 0, 0
    for ward in wards(db.session, actor, is_open=False):
        for since, until in _parts(begin, end):
            command = RepairDays(organisation_id=ward.organisation_id, ward_id=ward.id, first=since, last=until)
            repaired = carry_out(db.session, repair_days, command, actor=actor, now=utc_now())
            filled += repaired.filled
            wrong += len(repaired.differences)
            for each in repaired.differences:
                click.echo(f"{ward.name} {each.day} {each.what}: {_words(each.kept)} is now {_words(each.counted)}")
    click.echo(f"{filled} days filled, {wrong} numbers put right", err=True)
    sys.exit(1 if wrong else 0)


@summaries_cli.command("rebuild")
@click.option("--from", "first", type=DAY, default=None, help="First day; the first admission of all when left out.")
def rebuild(first: datetime | None) -> None:
    """Make the roll-up of every ward anew, from the first admission to today, and say how far it is.

    Days without a row are filled and rows that say something else than the source are put right: exits 0 either way.
    Safe at any time, with people at work; stopped in the middle it can be run again.
    """
    actor, today = process("Command line", source="cli"), local_date(utc_now())
    begin = first.date() if first else first_day(db.session) or today
    if begin > today:
        click.echo("Enter a first day that is not after today", err=True)
        sys.exit(2)
    reached = wards(db.session, actor, is_open=False)
    parts = [(ward, since, until) for ward in reached for since, until in _parts(begin, today)]
    filled = wrong = 0
    with click.progressbar(parts, label=f"{len(reached)} wards", file=sys.stderr, show_pos=True) as shown:
        for ward, since, until in shown:
            command = RepairDays(organisation_id=ward.organisation_id, ward_id=ward.id, first=since, last=until)
            repaired = carry_out(db.session, repair_days, command, actor=actor, now=utc_now())
            filled, wrong = filled + repaired.filled, wrong + len(repaired.differences)
    click.echo(f"{filled} days filled, {wrong} numbers put right since {begin}")


@summaries_cli.command("freeze")
def freeze() -> None:
    """Freeze the daily return of each trust whose hour has come, and say which.

    Run it every minute or so: a return that is frozen is not frozen again, also when two run at once. A day whose hour
    passed while nothing ran is frozen as at that hour, until the next day's hour comes. Exits 0 also when none is due.
    """
    actor, now = process("Command line", source="cli"), utc_now()
    for organisation_id, name, day in trusts_due(db.session, actor, now=now):
        command = FreezeReturn(organisation_id=organisation_id, day=day)
        frozen = carry_out(db.session, freeze_return, command, actor=actor, now=now)
        if frozen is not None:
            click.echo(f"{name} {day} frozen as at {local_time(frozen.as_at):%H:%M}")


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{code} {number}" for code, number in sorted(value.items())) or "nothing"
    return str(value)


def _parts(first: date, last: date) -> Iterator[tuple[date, date]]:
    while first <= last:
        until = min(last, first + timedelta(days=AT_ONCE - 1))
        yield first, until
        first = until + timedelta(days=1)
