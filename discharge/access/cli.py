"""Accounts from a command line: the first administrator, and help for whoever is shut out."""

import sys
from uuid import uuid4

import click
from flask_security import hash_password

from discharge.access import commands, queries
from discharge.access.models import User
from discharge.access.rules import passwords
from discharge.core.actor import process
from discharge.core.clock import utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out

REFUSED = 2
OPERATOR = process("Command line", source="cli")

access_cli = CommandLine(
    "access",
    help=(
        "Accounts and sessions.\n\nA password is asked for, or read as one line from standard input.\n\n"
        "Exits 0 when done, 2 when what was entered is refused or not found."
    ),
)


def _refuse(why: str) -> None:
    click.echo(why, err=True)
    sys.exit(REFUSED)


def _new_password(name: str, email: str) -> str:
    """The hash of a password typed twice, or read as a line."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    fault = passwords.fault_of(typed, own_words=(name, email))
    if fault:
        _refuse(fault)
    return hash_password(passwords.normal(typed))


def _account(email: str) -> User:
    user = queries.people.account_named(db.session, email)
    if user is None:
        _refuse(f"There is no account of {email}")
        raise AssertionError  # _refuse does not return
    return user


@access_cli.command("create-admin")
@click.option("--name", prompt=True, help="Name of the person.")
@click.option("--email", prompt="E-mail address", help="Names the account.")
@click.option("--system", default="", help="Health system they administer; made when there is none of this name.")
def create_admin(name: str, email: str, system: str) -> None:
    """Make an administrator of a whole health system. The first account is made so."""
    hashed = _new_password(name, email)
    command = commands.MakeAdministrator(name=name, email=email, password_hash=hashed, system=system)
    try:
        user = carry_out(db.session, commands.make_administrator, command, actor=OPERATOR, now=utc_now())
    except RuleBroken as broken:
        _refuse(broken.message)
    else:
        click.echo(f"{user.id}\t{user.email}")


@access_cli.command("set-password")
@click.argument("email")
def set_password(email: str) -> None:
    """Give an account a new password, sign it out everywhere and end its wait after wrong passwords."""
    user = _account(email)
    hashed = _new_password(user.name, user.email)
    command = commands.SetPassword(user_id=user.id, password_hash=hashed, uniquifier=uuid4().hex)
    carry_out(db.session, commands.set_password, command, actor=OPERATOR, now=utc_now())
    click.echo(f"{user.id}\t{user.email}")


@access_cli.command("end-sessions")
@click.argument("email")
def end_sessions(email: str) -> None:
    """Sign an account out everywhere, at its next request. It may sign in again."""
    user = _account(email)
    carry_out(db.session, commands.end_sessions, user.id, actor=OPERATOR, now=utc_now())
    click.echo(f"{user.id}\t{user.email}")
