"""Ward lists from a command line: what a scheduled job calls each hour."""

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import click

from discharge.core.actor import process
from discharge.core.clock import utc_now
from discharge.core.command_line import CommandLine
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.interop.adapters import DEFAULT_LIMITS
from discharge.interop.adapters.limits import too_large
from discharge.interop.commands.applying import ApplyList, UnlikelySize, apply_list, read_content, read_stored
from discharge.interop.commands.storing import StopList, StoreList, stop_list, store_list
from discharge.interop.commands.writing import NAME
from discharge.interop.models import ListProfile, StoredList
from discharge.interop.queries import lists
from discharge.interop.queries.planning import plan_of
from discharge.interop.rules.summary import counts_of, lines
from discharge.interop.rules.words import folded

KEPT_BACK, REFUSED = 1, 2
FEED = process(NAME, source="feed", cause="ward list from a command line")

interop_cli = CommandLine("interop", help="Data in and out.")


@interop_cli.command("ward-list")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", "site_code", required=True, help="Code of the site whose list this is.")
@click.option("--profile", "profile_name", default="", help="Which of the site's lists, where it has more than one.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--accept-size",
    "--accept-shrink",
    "accept_size",
    is_flag=True,
    help="Apply a list that lost many of its rows, or fills a ward far beyond its beds.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def ward_list(
    file: Path, site_code: str, profile_name: str, *, dry_run: bool, accept_size: bool, as_json: bool
) -> None:
    """Bring in one ward list by the profile of its site.

    Exits 0 when all of it was applied, 1 when rows were kept back for a person, 2 when it was refused or stopped.
    """
    profile = _profile(site_code, profile_name)
    with file.open("rb") as stream:
        content = stream.read(DEFAULT_LIMITS.size + 1)
    try:
        if len(content) > DEFAULT_LIMITS.size:
            raise too_large(DEFAULT_LIMITS)
        if dry_run:
            counts = _look(profile, content, accept_size=accept_size)
        else:
            counts = _bring_in(profile, file.name, content, accept_size=accept_size)
    except RuleBroken as broken:
        _refuse(broken.message)
    if as_json:
        click.echo(json.dumps({"applied": not dry_run, "counts": counts}))
    else:
        for words, count in lines(counts):
            click.echo(f"{words:<36}{count:>6}")
    if counts.get("kept_back"):
        click.echo("Rows were kept back: fix or discard them on the page of ward lists", err=True)
        sys.exit(KEPT_BACK)


@interop_cli.command("profiles")
def profiles() -> None:
    """List what the sites' ward lists are called, the wards they cover and the columns they are read from."""
    names: Mapping[str, str] = {}
    for profile, site in lists.profiles(db.session, FEED):
        names = lists.ward_names(db.session, site.organisation_id)
        wards = ", ".join(sorted(names.get(key, "?") for key in profile.ward_ids))
        columns = ", ".join(f"{field}={name}" for field, name in sorted(profile.columns.items()))
        click.echo(f"{site.code}\t{profile.name}\t{wards}\t{columns}")


def _bring_in(profile: ListProfile, filename: str, content: bytes, *, accept_size: bool) -> Mapping[str, int]:
    """Store the file, then apply it. Raises RuleBroken when it is refused or stopped, which is kept with it."""
    now = utc_now()
    try:
        read_content(db.session, profile, content, received_at=now)
        refused = ""
    except RuleBroken as broken:
        refused = broken.message
    where = {"site_id": profile.site_id, "profile_id": profile.id, "filename": filename, "content": content}
    stored = carry_out(db.session, store_list, StoreList(**where, refused=refused), actor=FEED, now=now)  # type: ignore[arg-type]
    if refused:
        raise RuleBroken("file", refused)
    try:
        return _apply(stored.id, accept_size=accept_size).counts
    except RuleBroken as stopped:
        carry_out(db.session, stop_list, StopList(list_id=stored.id, said=stopped.message), actor=FEED, now=now)
        advice = ". Look at it on the page of ward lists, or use --accept-size" * isinstance(stopped, UnlikelySize)
        raise RuleBroken(stopped.field, stopped.message + advice) from stopped


def _apply(list_id: UUID, *, accept_size: bool) -> StoredList:
    read = read_stored(db.session, FEED, list_id)
    command = ApplyList(read=read, digest=None, accept_size=accept_size)
    return carry_out(db.session, apply_list, command, actor=FEED, now=utc_now())


def _look(profile: ListProfile, content: bytes, *, accept_size: bool) -> Mapping[str, int]:
    now = utc_now()
    intake = read_content(db.session, profile, content, received_at=now)
    planned = plan_of(db.session, profile, intake, sha256=hashlib.sha256(content).hexdigest(), now=now)
    if planned.unlikely and not accept_size:
        raise UnlikelySize(planned.unlikely)
    return counts_of(planned.plan, placed=len(planned.placed), kept_back=len(intake.faults_by_row()))


def _profile(site_code: str, name: str) -> ListProfile:
    """The one profile of a site, or the one of that name."""
    of_site = [profile for profile, site in lists.profiles(db.session, FEED) if folded(site.code) == folded(site_code)]
    found = [profile for profile in of_site if not name or folded(profile.name) == folded(name)]
    if not of_site:
        _refuse(f"Site {site_code} has no profile yet: upload one list on the page of ward lists and map its columns")
    if len(found) != 1:
        names = ", ".join(profile.name for profile in of_site)
        _refuse(f"Name one of the site's lists with --profile: {names}")
    return found[0]


def _refuse(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(REFUSED)
