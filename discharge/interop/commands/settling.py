"""Settling a difference between a stay and its list, in one key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.core.db import upsert
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.interop.commands.writing import Pen
from discharge.interop.models import ListedField
from discharge.interop.queries.differences import FieldDifference, Missing, Unsettled, differences_of_stay
from discharge.interop.queries.lists import ward_names
from discharge.interop.rules.columns import Beside, Field
from discharge.interop.rules.values import read_value, show_value
from discharge.stays import policies as stay_policies
from discharge.stays.commands.coming_back import end_placement
from discharge.stays.models import Stay
from discharge.stays.queries.base import stay_to_change


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """take: put the list's value into the stay; otherwise keep ours. listed: what the list said when it was shown.

    Of a placement, take ends it on the day of admission; listed is its key.
    """

    stay_id: UUID
    field: Field | Beside
    listed: str
    take: bool


def settle(session: Session, command: Settle, *, actor: Actor, now: datetime) -> bool:
    """The list's value is written as if the person had typed it, by the same rules; ours is kept until the list says
    something else again.

    Whether this settled it: False where somebody had done so, one way or the other, and nothing was changed. Raises
    Superseded when the list has said something else meanwhile.
    """
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    if not stay_policies.may_edit(actor, stay):
        raise NotAllowed
    if command.field is Beside.PLACEMENT:
        return _settle_placement(session, stay, command, actor=actor, now=now)
    said = session.scalars(
        select(ListedField)
        .where(ListedField.stay_id == stay.id, ListedField.field == command.field.value)
        .with_for_update()
    ).one_or_none()
    if said is None:
        raise NotFound
    if said.listed != command.listed:
        raise _superseded(session, stay, command, said)
    there = {one.field: one for one in differences_of_stay(session, stay.id, now=now)}
    if command.field not in there:
        return False
    if command.take:
        _take(session, stay, said, there[command.field], actor=actor, now=now)
    else:
        said.declined = said.listed
        if command.field is Field.READY_SINCE:
            _decline_reason(session, stay)
        record(session, "stay.list_declined", stay, actor=actor, now=now, **{command.field.value: (None, said.listed)})
    session.flush()
    return True


def _settle_placement(session: Session, stay: Stay, command: Settle, *, actor: Actor, now: datetime) -> bool:
    """False for what somebody has settled since it was shown."""
    there = next((one for one in differences_of_stay(session, stay.id, now=now) if one.field is command.field), None)
    if there is None or there.listed != command.listed:
        return False
    placement = {command.field.value: (None, there.listed)}
    if command.take:
        end_placement(session, stay, actor=actor, now=now)
        record(session, "stay.list_taken", stay, actor=actor, now=now, **placement)
        return True
    kept = {"listed": there.listed, "applied": None, "declined": there.listed, "listed_at": now}
    row = {"id": uuid4(), "organisation_id": stay.organisation_id, "stay_id": stay.id, "field": command.field.value}
    upsert(session, ListedField, [row | kept], key=["stay_id", "field"], update=[*kept])
    record(session, "stay.list_declined", stay, actor=actor, now=now, **placement)
    return True


def note_differences_shown(session: Session, stay: Stay, *, actor: Actor, now: datetime) -> None:
    record(session, "stay.differences_shown", stay, actor=actor, now=now)


def note_missing_shown(session: Session, missing: Sequence[Missing], *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were shown."""
    _note_people_shown(session, "list.missing_shown", [one.stay for one in missing], actor=actor, now=now)


def note_unsettled_shown(session: Session, found: Sequence[Unsettled], *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were shown."""
    _note_people_shown(session, "list.unsettled_shown", [one.stay for one in found], actor=actor, now=now)


def _note_people_shown(session: Session, action: str, stays: Sequence[Stay], *, actor: Actor, now: datetime) -> None:
    by_trust: dict[UUID, list[UUID]] = {}
    for stay in stays:
        by_trust.setdefault(stay.organisation_id, []).append(stay.person_id)
    for organisation_id, people in by_trust.items():
        record_shown(session, action, organisation_id, people, actor=actor, now=now)


def _take(
    session: Session, stay: Stay, said: ListedField, difference: FieldDifference, *, actor: Actor, now: datetime
) -> None:
    field = Field(difference.field)
    if not difference.can_take:
        raise RuleBroken("", "Clinical readiness is a decision: confirm it on its own form")
    pen = Pen(session=session, actor=actor, now=now, listed_at=said.listed_at)
    if field is Field.WARD:
        pen.move(stay.id, UUID(said.listed), "")
    else:
        pen.put(stay.id, field, read_value(field, said.listed))
    said.applied, said.declined = said.listed, None
    record(session, "stay.list_taken", stay, actor=actor, now=now, **{field.value: (None, said.listed)})


def _decline_reason(session: Session, stay: Stay) -> None:
    """The reason is shown with the day, and turned down with it."""
    reason = session.scalars(
        select(ListedField).where(ListedField.stay_id == stay.id, ListedField.field == Field.READY_REASON.value)
    ).one_or_none()
    if reason is not None:
        reason.declined = reason.listed


def _superseded(session: Session, stay: Stay, command: Settle, said: ListedField) -> Superseded:
    wards = ward_names(session, stay.organisation_id)

    def words(value: str | None) -> str:
        if said.field == Field.WARD:
            return wards.get(value or "", "")
        return show_value(Field(said.field), read_value(Field(said.field), value))

    shown = {"The list says": words(command.listed)}
    return Superseded(before=shown, theirs={"The list says": words(said.listed)}, yours=shown)
