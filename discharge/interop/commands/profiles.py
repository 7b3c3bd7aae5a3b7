"""Saying once for a site what the columns of its list mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.interop import policies
from discharge.interop.models import ListProfile, ListState
from discharge.interop.queries.lists import get_list, get_profile, get_site, wards_to_cover
from discharge.interop.rules.columns import ColumnMapping, Field, missing_fields

NAME_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProfile:
    """list_id: the stored list it is made from, which then belongs to it; None from a command line.

    profile_id: the profile to change, None for a new one. columns: field to the name of its column.
    """

    site_id: UUID
    name: str
    columns: Mapping[str, str]
    ward_ids: tuple[UUID, ...]
    list_id: UUID | None = None
    profile_id: UUID | None = None
    sheet_name: str = ""
    time_column: str = ""
    ward_names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWards:
    """names: what lists call a ward, to its key, or "" for one whose rows are left out. Others stay as they are."""

    profile_id: UUID
    names: Mapping[str, str]


def save_profile(session: Session, command: SaveProfile, *, actor: Actor, now: datetime) -> ListProfile:
    """Raises RuleBroken for columns that no list can do without, a name that is taken, or no wards."""
    site = get_site(session, actor, command.site_id)
    _check(session, command, {ward.id for ward in wards_to_cover(session, actor, site)})
    if command.profile_id is None:
        profile = ListProfile(organisation_id=site.organisation_id, site_id=site.id, ward_names={}, version=1)
        session.add(profile)
    else:
        profile = get_profile(session, actor, command.profile_id)
        if not set(command.ward_ids) and not policies.may_use(actor, profile):
            raise NotAllowed
    before = profile.columns, profile.ward_ids
    profile.name, profile.columns = command.name, dict(command.columns)
    profile.sheet_name, profile.time_column = command.sheet_name, command.time_column
    profile.ward_ids = sorted(map(str, command.ward_ids))
    if command.ward_names is not None:
        profile.ward_names = dict(command.ward_names)
    profile.ward_names = {name: key for name, key in profile.ward_names.items() if not key or key in profile.ward_ids}
    session.flush()
    if command.list_id is not None:
        stored = get_list(session, actor, command.list_id, lock=True).stored
        if stored.state != ListState.APPLIED:
            stored.profile_id = profile.id
    record(
        session,
        "list_profile.saved",
        profile,
        actor=actor,
        now=now,
        columns=(before[0], profile.columns),
        wards=(before[1], profile.ward_ids),
    )
    session.flush()
    return profile


def name_wards(session: Session, command: NameWards, *, actor: Actor, now: datetime) -> ListProfile:
    """Raises RuleBroken for a ward that the profile does not cover."""
    profile = get_profile(session, actor, command.profile_id)
    for number, key in enumerate(command.names.values()):
        if key and key not in profile.ward_ids:
            raise RuleBroken(f"wards-{number}", "Select a ward that this profile covers, or leave its rows out")
    before = dict(profile.ward_names)
    profile.ward_names = before | dict(command.names)
    if profile.ward_names != before:
        record(session, "list_profile.wards_named", profile, actor=actor, now=now, names=(before, profile.ward_names))
    session.flush()
    return profile


def _check(session: Session, command: SaveProfile, wards: set[UUID]) -> None:
    if not command.name:
        raise RuleBroken("name", "Enter a name for this kind of list")
    if len(command.name) > NAME_LONGEST:
        raise RuleBroken("name", f"Name must be {NAME_LONGEST} characters or fewer")
    taken = select(ListProfile.id).where(ListProfile.site_id == command.site_id, ListProfile.name == command.name)
    if session.scalar(taken) not in (None, command.profile_id):
        raise RuleBroken("name", "This site has a list of this name: enter another")
    if missing := missing_fields(ColumnMapping({Field(field): name for field, name in command.columns.items()})):
        raise RuleBroken("", f"Select the columns for: {', '.join(missing)}")
    if not command.ward_ids:
        raise RuleBroken("ward_ids", "Select the wards that this list covers")
    if not set(command.ward_ids) <= wards:
        raise RuleBroken("ward_ids", "Select wards of this site for which you may bring in lists")
