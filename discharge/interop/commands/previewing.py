"""What a person sees of a list before it is applied; nothing is written but that they saw it."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.interop.adapters import read_ward_list
from discharge.interop.commands.applying import Read, read_stored
from discharge.interop.models import ListState
from discharge.interop.queries.known import chunks
from discharge.interop.queries.lists import ListWithProfile, get_list, ward_names
from discharge.interop.queries.planning import Planned, plan_of
from discharge.interop.rules.sheet import Sheet
from discharge.stays.models import Stay
from discharge.stays.policies import may_see_ward


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A list and what it would change. wards: names by key. hidden: stays on wards that this person does not see."""

    found: ListWithProfile
    read: Read
    planned: Planned
    wards: dict[str, str]
    hidden: frozenset[UUID]


def preview(session: Session, actor: Actor, list_id: UUID, *, now: datetime) -> Preview:
    """Raises RuleBroken("file", ...) when the list does not fit its profile any more."""
    read = read_stored(session, actor, list_id)
    found = get_list(session, actor, list_id)
    assert found.profile is not None  # noqa: S101 (read_stored refuses a list without one)
    planned = plan_of(session, found.profile, read.intake, sha256=found.stored.sha256, now=now)
    return Preview(
        found=found,
        read=read,
        planned=planned,
        wards=dict(ward_names(session, found.stored.organisation_id)),
        hidden=frozenset(key for key, stay in planned.known.items() if not may_see_ward(actor, UUID(stay.ward))),
    )


def note_preview(session: Session, seen: Preview, *, actor: Actor, now: datetime) -> None:
    """One line with everybody whose record was shown beside the list."""
    plan = seen.planned.plan
    stays = {transfer.stay_id for transfer in plan.transfers} | {update.stay_id for update in plan.updates}
    stays |= {difference.stay_id for difference in plan.differences} | {gone.stay_id for gone in plan.not_on_list}
    people = [
        person_id
        for some in chunks(stays - seen.hidden)
        for person_id in session.scalars(select(Stay.person_id).where(Stay.id.in_(some)))
    ]
    people += [placed.person_id for placed in seen.planned.placed.values()]
    stored = seen.found.stored
    record_shown(
        session,
        "list.previewed",
        stored.organisation_id,
        people,
        actor=actor,
        now=now,
        subject_kind="stored_list",
        subject_id=stored.id,
    )


def sheet_of(session: Session, actor: Actor, list_id: UUID) -> tuple[ListWithProfile, Sheet]:
    """The header and first rows of a list whose columns are to be mapped."""
    found = get_list(session, actor, list_id, has_content=True)
    sheet_name = found.stored.sheet_name or (found.profile.sheet_name if found.profile else "")
    return found, read_ward_list(BytesIO(found.stored.content), sheet_name=sheet_name)


def note_list_shown(session: Session, seen: tuple[ListWithProfile, Sheet], *, actor: Actor, now: datetime) -> None:
    record(session, "list.columns_shown", seen[0].stored, actor=actor, now=now)


def is_waiting(found: ListWithProfile) -> bool:
    """Whether a list can still be applied."""
    return found.stored.state in (ListState.STORED, ListState.STOPPED)
