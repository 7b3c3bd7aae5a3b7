"""Applying a list: all of it in one transaction, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.interop.adapters import read_ward_list
from discharge.interop.commands.doing import Doing
from discharge.interop.commands.keeping_back import keep_back
from discharge.interop.models import ListProfile, ListState, StoredList
from discharge.interop.queries.lists import get_list, plain, settled
from discharge.interop.queries.planning import plan_of
from discharge.interop.rules.intake import Intake, take_in
from discharge.places.models import Organisation


class PreviewChanged(RuleBroken):
    """What the list would change is not what the person saw; nothing was applied."""

    def __init__(self) -> None:
        super().__init__("", "Something changed since you looked. Look at the differences again before you apply them")


class UnlikelySize(RuleBroken):
    """The list lost many of its people, or fills a ward far beyond its beds: somebody must have checked it."""

    def __init__(self, unlikely: Sequence[str]) -> None:
        super().__init__("accept_size", ". ".join(unlikely))


class AlreadyApplied(RuleBroken):
    """This list was applied before, perhaps a moment ago by somebody else."""

    def __init__(self) -> None:
        super().__init__("", "This list has been applied already")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A stored list, read outside the transaction. profile_version: of the profile that it was read by."""

    list_id: UUID
    profile_version: int
    intake: Intake


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyList:
    """digest: of the plan that a person saw; None where nobody looks. accept_size: somebody has checked its size."""

    read: Read
    digest: str | None
    accept_size: bool = False


def read_stored(session: Session, actor: Actor, list_id: UUID) -> Read:
    """Read a stored list by its profile; nothing is written. Raises RuleBroken("file", ...) when it does not fit it."""
    found = get_list(session, actor, list_id, has_content=True)
    if found.profile is None:
        raise RuleBroken("file", "Map the columns of this list first")
    content, sheet_name = found.stored.content, found.stored.sheet_name
    intake = read_content(session, found.profile, content, sheet_name, received_at=found.stored.received_at)
    return Read(list_id=list_id, profile_version=found.profile.version, intake=intake)


def read_content(
    session: Session, profile: ListProfile, content: bytes, sheet_name: str = "", *, received_at: datetime
) -> Intake:
    """Read bytes by a profile. sheet_name: of the workbook, "" for the one that the profile names."""
    how = plain(session, profile)
    sheet = read_ward_list(
        BytesIO(content), known_names=how.mapping.known_names, sheet_name=sheet_name or profile.sheet_name
    )
    return take_in(sheet, how, settled(session, profile.id), received_at=received_at)


def apply_list(session: Session, command: ApplyList, *, actor: Actor, now: datetime) -> StoredList:
    """Do what the plan says. Raises PreviewChanged, UnlikelySize or AlreadyApplied, and then nothing is done."""
    found = get_list(session, actor, command.read.list_id, lock=True)
    stored, profile, intake = found.stored, found.profile, command.read.intake
    if stored.state == ListState.APPLIED:
        raise AlreadyApplied
    if profile is None or profile.version != command.read.profile_version:
        raise PreviewChanged
    # One list at a time in a trust: two could open a stay for the same person. Others may still read and refer to it.
    one_at_a_time = select(Organisation.id).where(Organisation.id == stored.organisation_id)
    session.execute(one_at_a_time.with_for_update(key_share=True))
    planned = plan_of(session, profile, intake, sha256=stored.sha256, now=now)
    if planned.is_late:
        raise RuleBroken("", "A newer list has been applied since this one was made, so this one is not applied")
    if command.digest is not None and command.digest != planned.plan.digest():
        raise PreviewChanged
    if planned.unlikely and not command.accept_size:
        raise UnlikelySize(planned.unlikely)
    known = planned.known.values()
    done = Doing.of(
        session, profile, intake.reading.rows, planned.plan, known, listed_at=intake.listed_at, actor=actor, now=now
    )
    done.do()
    done.counts["differences"] += sum(row not in done.wrong for row in planned.placed)
    wrong = {**intake.faults_by_row(), **done.wrong}
    done.counts["kept_back"] = len(wrong)
    done.counts["newly_kept_back"] = keep_back(session, stored, intake, wrong, now=now)
    stored.state, stored.applied_at, stored.applied_by, stored.said = ListState.APPLIED, now, actor.name, ""
    stored.listed_at, stored.row_count, stored.counts = intake.listed_at, intake.count, dict(done.counts)
    record(session, "list.applied", stored, actor=actor, now=now, counts=(None, stored.counts))
    session.flush()
    return stored
