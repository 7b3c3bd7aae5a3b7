"""Lists, profiles and rows kept back, as far as somebody may bring in lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.interop import policies
from discharge.interop.models import ListProfile, ListState, QuarantinedRow, RowState, StoredList
from discharge.interop.rules.columns import ColumnMapping, Field
from discharge.interop.rules.intake import Plain, Settled
from discharge.interop.rules.words import folded
from discharge.places.models import Site, Ward

RECENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWithProfile:
    stored: StoredList
    profile: ListProfile | None
    site: Site


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """A row kept back, with the profile that says what its cells mean."""

    row: QuarantinedRow
    profile: ListProfile


def sites(session: Session, actor: Actor) -> Sequence[Site]:
    """The sites that have a ward for which this actor may bring in lists, by name."""
    statement = select(Site).order_by(Site.name, Site.id)
    if not actor.everywhere:
        wards = actor.places(Permission.IMPORT_LISTS)
        statement = statement.where(Site.id.in_(select(Ward.site_id).where(one_of(Ward.id, wards))))
    return session.scalars(statement).all()


def get_site(session: Session, actor: Actor, site_id: UUID) -> Site:
    """Raises NotFound for a site that is not there or none of whose wards is this actor's to bring lists in for."""
    found = next((site for site in sites(session, actor) if site.id == site_id), None)
    if found is None:
        raise NotFound
    return found


def wards_to_cover(session: Session, actor: Actor, site: Site) -> Sequence[Ward]:
    """The open wards of a site for which this actor may bring in lists, by name."""
    found = session.scalars(
        select(Ward).where(Ward.site_id == site.id, Ward.closed_on.is_(None)).order_by(Ward.name, Ward.id)
    )
    return [ward for ward in found if actor.may(Permission.IMPORT_LISTS, ward.id)]


def profiles(session: Session, actor: Actor) -> Sequence[tuple[ListProfile, Site]]:
    """The profiles that this actor may use, with their sites, by site and name."""
    rows = session.execute(
        select(ListProfile, Site)
        .join(Site, Site.id == ListProfile.site_id)
        .order_by(Site.name, ListProfile.name, ListProfile.id)
    )
    return [(profile, site) for profile, site in rows if policies.may_use(actor, profile)]


def get_profile(session: Session, actor: Actor, profile_id: UUID) -> ListProfile:
    profile = session.get(ListProfile, profile_id)
    if profile is None or not policies.may_use(actor, profile):
        raise NotFound
    return profile


def get_list(
    session: Session, actor: Actor, list_id: UUID, *, has_content: bool = False, lock: bool = False
) -> ListWithProfile:
    """A list that came. Raises NotFound for one that is not there, or whose wards are not this actor's.

    has_content: the bytes too. lock: nobody else applies or stops it until the transaction ends.
    """
    statement = (
        select(StoredList, ListProfile, Site)
        .join(Site, Site.id == StoredList.site_id)
        .outerjoin(ListProfile, ListProfile.id == StoredList.profile_id)
        .where(StoredList.id == list_id)
    )
    if has_content:
        statement = statement.options(undefer(StoredList.content))
    if lock:
        statement = statement.with_for_update(of=StoredList)
    found = session.execute(statement).one_or_none()
    if found is None or not policies.may_open(actor, found[0], found[1]):
        raise NotFound
    return ListWithProfile(stored=found[0], profile=found[1], site=found[2])


def recent_lists(session: Session, actor: Actor) -> Sequence[ListWithProfile]:
    """The lists that came last and that this actor may open, the newest first."""
    usable = [profile.id for profile, _ in profiles(session, actor)]
    mine = StoredList.received_by_id == actor.user_id
    rows = session.execute(
        select(StoredList, ListProfile, Site)
        .join(Site, Site.id == StoredList.site_id)
        .outerjoin(ListProfile, ListProfile.id == StoredList.profile_id)
        .where(StoredList.profile_id.in_(usable) | (StoredList.profile_id.is_(None) & mine))
        .order_by(StoredList.received_at.desc(), StoredList.id)
        .limit(RECENT)
    )
    return [ListWithProfile(stored=stored, profile=profile, site=site) for stored, profile, site in rows]


def last_applied(session: Session, profile_id: UUID, *, now: datetime) -> StoredList | None:
    """The list of this profile that was applied last; one that is to come only where the clock was set back since."""
    return session.scalars(
        select(StoredList)
        .where(StoredList.profile_id == profile_id, StoredList.state == ListState.APPLIED)
        .order_by(StoredList.applied_at > now, StoredList.applied_at.desc(), StoredList.id)
        .limit(1)
    ).one_or_none()


def was_applied_before(session: Session, profile_id: UUID, sha256: str) -> bool:
    """Whether the very same file was applied at any time."""
    found = select(StoredList.id).where(
        StoredList.profile_id == profile_id, StoredList.state == ListState.APPLIED, StoredList.sha256 == sha256
    )
    return session.scalar(found.limit(1)) is not None


def plain(session: Session, profile: ListProfile) -> Plain:
    """The profile as reading needs it. Wards of the site that it does not cover are left out without asking."""
    covered = profile.covered
    names: dict[str, str] = {}
    left_out = {folded(name) for name, key in profile.ward_names.items() if not key}
    for ward in session.scalars(select(Ward).where(Ward.site_id == profile.site_id)):
        for name in (ward.code, ward.name):
            if ward.id in covered:
                names[name] = str(ward.id)
            else:
                left_out.add(folded(name))
    names |= {name: key for name, key in profile.ward_names.items() if key}
    return Plain(
        mapping=ColumnMapping({Field(field): name for field, name in profile.columns.items()}),
        wards=names,
        left_out=frozenset(left_out - {folded(name) for name in names}),
        time_column=profile.time_column,
    )


def settled(session: Session, profile_id: UUID) -> Settled:
    """What people did about rows of earlier lists of this profile."""
    rows = session.execute(
        select(QuarantinedRow.digest, QuarantinedRow.state, QuarantinedRow.mended).where(
            QuarantinedRow.profile_id == profile_id,
            QuarantinedRow.state.in_((RowState.FIXED, RowState.DISCARDED)),
        )
    ).all()
    return Settled(
        mended={digest: mended for digest, state, mended in rows if state == RowState.FIXED},
        discarded=frozenset(digest for digest, state, _ in rows if state == RowState.DISCARDED),
    )


def waiting_rows(session: Session, actor: Actor) -> Sequence[WaitingRow]:
    """The rows that wait for this actor to fix or discard them, by list and row."""
    usable = {profile.id: profile for profile, _ in profiles(session, actor)}
    rows = session.scalars(
        select(QuarantinedRow)
        .where(QuarantinedRow.profile_id.in_(usable), QuarantinedRow.state == RowState.OPEN)
        .order_by(QuarantinedRow.profile_id, QuarantinedRow.row_number, QuarantinedRow.id)
    )
    return [WaitingRow(row=row, profile=usable[row.profile_id]) for row in rows]


def count_waiting(session: Session, actor: Actor) -> int:
    usable = [profile.id for profile, _ in profiles(session, actor)]
    statement = select(func.count(QuarantinedRow.id)).where(
        QuarantinedRow.profile_id.in_(usable), QuarantinedRow.state == RowState.OPEN
    )
    return session.scalar(statement) or 0


def get_waiting(session: Session, actor: Actor, row_id: UUID, *, lock: bool = False) -> WaitingRow:
    """A row kept back, whatever became of it. Raises NotFound when it is not this actor's to settle."""
    statement = select(QuarantinedRow).where(QuarantinedRow.id == row_id)
    row = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        raise NotFound
    return WaitingRow(row=row, profile=get_profile(session, actor, row.profile_id))


def ward_names(session: Session, organisation_id: UUID) -> Mapping[str, str]:
    """What every ward of the trust is called, by its key as text."""
    rows = session.execute(select(Ward.id, Ward.name).where(Ward.organisation_id == organisation_id))
    return {str(ward_id): name for ward_id, name in rows}
