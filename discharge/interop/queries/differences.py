"""Where a stay holds one thing and the list says another, until a person settles it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from discharge.core.actor import Actor
from discharge.interop.models import ListedField, ListedStay
from discharge.interop.queries.known import PROPOSED, Said, placed_elsewhere, said_of, stays_as_known
from discharge.interop.queries.lists import ward_names
from discharge.interop.rules.columns import LABELS, Beside, Field
from discharge.interop.rules.picture import ASK_AFTER_LISTS, KnownStay, Value, is_same_value
from discharge.interop.rules.values import read_value, show_value
from discharge.stays import policies as stay_policies
from discharge.stays.models import AbsencePeriod, Placement, Stay
from discharge.stays.models.stay import StayState
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """One difference. ours, theirs: in words, ours "" for nothing. listed: as kept, which a form carries back.

    can_take: whether one key may put the list's value into the stay; clinical readiness needs its form. proposes: what
    that form can be filled with, the day and the code of the reason.
    """

    field: Field | Beside
    label: str
    ours: str
    theirs: str
    listed: str
    can_take: bool
    proposes: tuple[date, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Somebody whom the lists do not show any more; stay with person and ward loaded."""

    stay: Stay
    times: int
    since: datetime | None


def differences_of_stay(session: Session, stay_id: UUID, *, now: datetime) -> tuple[FieldDifference, ...]:
    """What the last lists say otherwise of this stay and nobody has settled. The caller has made sure of sight.

    Empty for a stay that is over. The EDD of somebody clinically ready is frozen, so that the list's is not shown.
    """
    return differences_of_stays(session, [stay_id], now=now).get(stay_id, ())


def differences_of_stays(
    session: Session, stay_ids: Sequence[UUID], *, now: datetime
) -> Mapping[UUID, tuple[FieldDifference, ...]]:
    """The same for the people of a board, in a number of statements that does not grow with them."""
    said = said_of(session, stay_ids)
    stays = session.scalars(
        select(Stay).where(Stay.id.in_(said), Stay.state == StayState.OPEN).options(joinedload(Stay.person))
    ).all()
    if not stays:
        return {}
    legal_codes = {stay_id: each.get(Field.LEGAL_STATUS, Said()).listed for stay_id, each in said.items()}
    known = stays_as_known(session, stays, now=now, legal_codes=legal_codes)
    names = ward_names(session, stays[0].organisation_id)
    placed = placed_elsewhere(session, {stay.person_id for stay in stays})
    found = {
        stay.id: (
            *_placement(stay, placed.get(stay.person_id), said[stay.id]),
            *_differences(known[stay.id], said[stay.id], names),
        )
        for stay in stays
    }
    return {stay_id: differences for stay_id, differences in found.items() if differences}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """Somebody of whom a list says something else; stay with person and ward loaded."""

    stay: Stay
    differences: tuple[FieldDifference, ...]


def unsettled(session: Session, actor: Actor, *, now: datetime) -> Sequence[Unsettled]:
    """Everybody in hospital whom this actor may see and whose differences nobody has settled, by ward and bed."""
    where = (
        Stay.state == StayState.OPEN,
        stay_policies.visible_to(actor, now),
        Stay.id.in_(select(ListedField.stay_id)),
    )
    stays = session.scalars(
        select(Stay)
        .where(*where)
        .options(joinedload(Stay.person), joinedload(Stay.ward))
        .order_by(Stay.organisation_id, Stay.last_ward_id, Stay.bed, Stay.id)
    ).all()
    found: dict[UUID, tuple[FieldDifference, ...]] = {}
    for organisation_id in dict.fromkeys(stay.organisation_id for stay in stays):
        ids = [stay.id for stay in stays if stay.organisation_id == organisation_id]
        found |= differences_of_stays(session, ids, now=now)
    return [Unsettled(stay=stay, differences=found[stay.id]) for stay in stays if stay.id in found]


def not_on_list(session: Session, actor: Actor, *, now: datetime) -> Sequence[Missing]:
    """People missing from two lists in a row, whom this actor may see, by ward and bed; those on absence are not."""
    away = select(AbsencePeriod.stay_id).where(
        AbsencePeriod.cancelled_at.is_(None),
        AbsencePeriod.from_at <= now,
        AbsencePeriod.returned_at.is_(None) | (AbsencePeriod.returned_at > now),
    )
    where: tuple[ColumnElement[bool], ...] = (
        ListedStay.times_missing >= ASK_AFTER_LISTS,
        Stay.state == StayState.OPEN,
        Stay.id.not_in(away),
        stay_policies.visible_to(actor, now),
    )
    rows = session.execute(
        select(Stay, ListedStay)
        .join(ListedStay, ListedStay.stay_id == Stay.id)
        .where(*where)
        .options(joinedload(Stay.person), joinedload(Stay.ward))
        .order_by(Stay.last_ward_id, Stay.bed, Stay.id)
    )
    return [Missing(stay=stay, times=listed.times_missing, since=listed.missing_since) for stay, listed in rows]


def _placement(stay: Stay, placed: Placement | None, said: Mapping[str, Said]) -> Iterator[FieldDifference]:
    """Placed with another provider and on a list of ours: one of them is over, or the list means somebody else."""
    if placed is None or said.get(Beside.PLACEMENT, Said()).declined == str(placed.id):
        return
    yield FieldDifference(
        field=Beside.PLACEMENT,
        label=LABELS[Beside.PLACEMENT],
        ours=f"Placed with {placed_words(placed)}",
        theirs=f"In a bed here since {shown_day(stay.admitted_on)}",
        listed=str(placed.id),
        can_take=True,
    )


def placed_words(placed: Placement) -> str:
    """`Fairview Care, Willow ward, since 3 November 2026`."""
    where = ", ".join(word for word in (placed.provider, placed.unit) if word)
    return f"{where}, since {shown_day(placed.started_on)}"


def _differences(known: KnownStay, said: Mapping[str, Said], wards: Mapping[str, str]) -> Iterator[FieldDifference]:
    ward = said.get(Field.WARD, Said())
    if ward.listed not in (None, ward.declined, known.ward):
        yield FieldDifference(
            field=Field.WARD,
            label=LABELS[Field.WARD],
            ours=wards.get(known.ward, ""),
            theirs=wards.get(ward.listed or "", ""),
            listed=ward.listed or "",
            can_take=True,
        )
    is_day_open = False
    for name in Field:
        one = said.get(name, Said())
        theirs = read_value(name, one.listed)
        kept = known.kept.get(name)
        ours: Value = kept.value if kept else None
        if name is Field.WARD or theirs is None or one.listed == one.declined:
            continue
        if is_same_value(name, theirs, ours) or (name is Field.EDD and known.is_ready):
            continue
        if name is Field.READY_REASON and (is_day_open or ours is None):
            continue  # said together with the day, or nothing without it
        is_day_open = is_day_open or name is Field.READY_SINCE
        yield _difference(name, ours, theirs, one, said)


def _difference(name: Field, ours: Value, theirs: Value, one: Said, said: Mapping[str, Said]) -> FieldDifference:
    words, proposes = show_value(name, theirs), None
    if name is Field.READY_SINCE and isinstance(theirs, date):
        reason = said.get(Field.READY_REASON, Said()).listed or ""
        words += f", reason {show_value(Field.READY_REASON, reason)}" if reason else ""
        proposes = (theirs, reason) if ours is None else None
    return FieldDifference(
        field=name,
        label=LABELS[name],
        ours=show_value(name, ours),
        theirs=words,
        listed=one.listed or "",
        can_take=name not in PROPOSED,
        proposes=proposes,
    )
