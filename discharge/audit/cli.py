"""The record from a command line."""

import sys

import click

from discharge.audit import queries
from discharge.core.command_line import CommandLine
from discharge.core.db import db

audit_cli = CommandLine("audit", help="The record of who did and saw what.")


@audit_cli.command("verify")
def verify() -> None:
    """Read the whole record and check every chain.

    Exits 0 when it holds, and 1 naming the first line that is not as it was written.
    """
    verdict = queries.verify(db.session)
    fault = verdict.fault
    if fault is None:
        click.echo(f"The record holds: {verdict.lines} lines in {verdict.chains} chains")
        return
    chain = f"chain {fault.organisation_id}, " if fault.organisation_id else ""
    line = f"line {fault.number}: " if fault.number else ""
    click.echo(f"The record does not hold: {chain}{line}{fault.what}")
    sys.exit(1)
