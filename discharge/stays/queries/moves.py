"""Where somebody is, was and is away, and under what authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.places.models import Ward
from discharge.stays.models import AbsencePeriod, LegalPeriod, Stay, WardStay
from discharge.stays.queries.base import get_stay
from discharge.stays.rules.codes import ABSENCE_KINDS, LEGAL_AUTHORITIES
from discharge.stays.rules.legal import AuthorityPeriod, any_restricted, authorities_on, leave_doubt
from discharge.stays.rules.shown import shown_day, shown_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One leg of a stay with the name of its ward."""

    ward_id: UUID
    ward_name: str
    bed: str
    started_at: datetime
    ended_at: datetime | None
    is_time_assumed: bool


def legs(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Sequence[Leg]:
    """The wards of a stay, oldest first. Raises NotFound for a stay that is not this actor's to see."""
    get_stay(session, actor, stay_id, now=now)
    rows = session.execute(
        select(WardStay, Ward.name)
        .join(Ward, Ward.id == WardStay.ward_id)
        .where(WardStay.stay_id == stay_id)
        .order_by(WardStay.started_at, WardStay.id)
    )
    return [
        Leg(
            ward_id=leg.ward_id,
            ward_name=name,
            bed=leg.bed,
            started_at=leg.started_at,
            ended_at=leg.ended_at,
            is_time_assumed=leg.is_time_assumed,
        )
        for leg, name in rows
    ]


def open_leg(session: Session, stay: Stay) -> WardStay:
    """The leg that the person is on. Raises NotFound when they have left: nothing can be done to it."""
    found = session.scalars(
        select(WardStay).where(WardStay.stay_id == stay.id, WardStay.ended_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def wards_of_trust(session: Session, organisation_id: UUID) -> Sequence[Ward]:
    """The open wards of a trust by name, sites loaded: where somebody there can be moved, whoever asks."""
    return session.scalars(
        select(Ward)
        .where(Ward.organisation_id == organisation_id, Ward.closed_on.is_(None))
        .options(joinedload(Ward.site))
        .order_by(Ward.name, Ward.id)
    ).all()


def absences(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Sequence[AbsencePeriod]:
    """The absences of a stay, latest first; cancelled ones not. Raises NotFound for a stay that may not be seen."""
    get_stay(session, actor, stay_id, now=now)
    return absences_of(session, stay_id)


def absences_of(session: Session, stay_id: UUID) -> Sequence[AbsencePeriod]:
    """The same for a stay that was loaded before."""
    return session.scalars(
        select(AbsencePeriod)
        .where(AbsencePeriod.stay_id == stay_id, AbsencePeriod.cancelled_at.is_(None))
        .order_by(AbsencePeriod.from_at.desc(), AbsencePeriod.id)
    ).all()


def open_absence(found: Sequence[AbsencePeriod]) -> AbsencePeriod | None:
    """The one that somebody has not come back from, if any."""
    return next((absence for absence in found if absence.returned_at is None), None)


def is_return_overdue(absence: AbsencePeriod, now: datetime) -> bool:
    """Whether somebody is not back at the time they were due."""
    return absence.returned_at is None and absence.due_back_at is not None and absence.due_back_at < now


def legal_history(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Sequence[LegalPeriod]:
    """Every authority over the person of a stay, of earlier stays too, latest first; struck-out ones last.

    Raises NotFound for a stay that is not this actor's to see.
    """
    stay = get_stay(session, actor, stay_id, now=now)
    return legal_periods_of(session, stay.person_id)


def legal_periods_of(session: Session, person_id: UUID) -> Sequence[LegalPeriod]:
    """The same for a person who was loaded before."""
    return session.scalars(
        select(LegalPeriod)
        .where(LegalPeriod.person_id == person_id)
        .order_by(
            LegalPeriod.struck_out_because != "",
            LegalPeriod.started_on.desc(),
            LegalPeriod.entered_at.desc(),
            LegalPeriod.id,
        )
    ).all()


def authorities(found: Sequence[LegalPeriod]) -> tuple[AuthorityPeriod, ...]:
    """Those that count, oldest first, as the rules read them."""
    return tuple(
        AuthorityPeriod(period.code or period.kind, period.started_on, period.ended_on, period.expires_on)
        for period in reversed(found)
        if not period.struck_out_because
    )


def is_restricted(session: Session, person_id: UUID, day: date) -> bool:
    """Whether leave, transfer and discharge must ask for the Justice Secretary's consent on this day."""
    return any_restricted(day, authorities(legal_periods_of(session, person_id)))


def ward_name(session: Session, ward_id: UUID) -> str:
    """What a ward is called, wherever the reader may look."""
    return session.get_one(Ward, ward_id).name


def leave_doubt_of(session: Session, person_id: UUID, kind: str, day: date) -> str:
    """What to check about a kind of leave that began on this day, "" for nothing."""
    return leave_doubt(kind, authorities_on(day, authorities(legal_periods_of(session, person_id))))


def authority_words(code: str, started_on: date, expires_on: date | None) -> str:
    """`s3 from 1 March 2026, expires 31 August 2026 as typed`. Raises UnknownCode."""
    expires = f", expires {shown_day(expires_on)} as typed" if expires_on else ""
    return f"{LEGAL_AUTHORITIES[code].short} from {shown_day(started_on)}{expires}"


def in_force_words(found: Sequence[LegalPeriod]) -> str:
    """What has begun and not ended, the latest first, "" for nothing: what a form shows beside its fields."""
    return "; ".join(
        authority_words(period.code or period.kind, period.started_on, period.expires_on)
        for period in found
        if period.ended_on is None and not period.struck_out_because
    )


def absence_words(absence: AbsencePeriod | None, *, returned_at: datetime | None = None) -> dict[str, str]:
    """An absence as the page of two editors writes it, all "" for none. returned_at: instead of the one it has."""
    if absence is None:
        return dict.fromkeys(("Kind of absence", "Away from", "Due back", "Came back", "Note"), "")
    kind = ABSENCE_KINDS.get(absence.kind)
    return {
        "Kind of absence": kind.description if kind else "",
        "Away from": shown_moment(absence.from_at),
        "Due back": shown_moment(absence.due_back_at),
        "Came back": shown_moment(returned_at or absence.returned_at),
        "Note": absence.note,
    }
