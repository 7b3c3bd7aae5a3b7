"""Away and back. Absent without leave is its own kind and never leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.versions import check_seen
from discharge.stays import policies
from discharge.stays.commands.consent import consent_asked
from discharge.stays.commands.telling import tell_changed
from discharge.stays.models import AbsencePeriod, Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.queries.moves import absence_words, absences_of, open_absence
from discharge.stays.rules.absence import AWOL, check_absence
from discharge.stays.rules.spans import Span

FACTS = ("kind", "from_at", "due_back_at", "returned_at", "note", "is_ministry_consent_recorded", "cancelled_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAbsence:
    """kind: a code of absence-kinds. consent: "Justice Secretary consent recorded?", asked under a restricted section.

    follows: the absence that turns into this one at the same moment, such as leave from which somebody did not return.
    seen: the words of the open absence when the form was opened, all "" for none.
    """

    stay_id: UUID
    kind: str
    from_at: datetime
    due_back_at: datetime | None = None
    note: str = ""
    consent: bool | None = None
    follows: UUID | None = None
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReturn:
    stay_id: UUID
    absence_id: UUID
    returned_at: datetime
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAbsence:
    """Everything the entry should have said. returned_at None: still away."""

    stay_id: UUID
    absence_id: UUID
    kind: str
    from_at: datetime
    due_back_at: datetime | None
    returned_at: datetime | None
    note: str = ""
    consent: bool | None = None
    seen: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelAbsence:
    stay_id: UUID
    absence_id: UUID


def start_absence(session: Session, command: StartAbsence, *, actor: Actor, now: datetime) -> AbsencePeriod:
    """Somebody is away from a moment on. Raises Superseded when somebody else has just said so differently."""
    stay = _stay(session, actor, command.stay_id, now)
    if not stay.is_open:
        raise RuleBroken("", "This person has left: they cannot be sent on leave")
    absence = AbsencePeriod(
        organisation_id=stay.organisation_id,
        stay_id=stay.id,
        kind=command.kind,
        from_at=command.from_at,
        due_back_at=command.due_back_at,
        note=command.note,
    )
    found = absences_of(session, stay.id)
    away = open_absence(found)
    check_seen(command.seen, theirs=absence_words(away), yours=absence_words(absence))
    if away is not None and absence_words(away) == absence_words(absence):
        return away  # two people said the same
    if away is not None:
        if away.id != command.follows:
            raise RuleBroken("", "This person is away already: record their return first")
        if command.kind == away.kind:
            raise RuleBroken("kind", "Select another kind of absence")
        if command.from_at < away.from_at:
            raise RuleBroken("from_at", "Time must be after the person went away")
        away.returned_at = command.from_at
        record(session, "stay.absence_ended", stay, actor=actor, now=now, kind=(away.kind, command.kind))
    absence.is_ministry_consent_recorded = _checked(
        session, stay, absence, found, consent=command.consent, actor=actor, now=now
    )
    session.flush()  # one open absence at any time
    session.add(absence)
    stay.changed_at = now
    _record(session, "stay.absence_started", stay, absence, before=_facts(None), actor=actor, now=now)
    tell_changed(session, stay, local_date(command.from_at), actor=actor, now=now)
    return absence


def record_return(session: Session, command: RecordReturn, *, actor: Actor, now: datetime) -> AbsencePeriod:
    """Somebody is back."""
    stay, absence = _absence(session, actor, command.stay_id, command.absence_id, now)
    before = _facts(absence)
    yours = absence_words(absence, returned_at=command.returned_at)
    check_seen(command.seen, theirs=absence_words(absence), yours=yours)
    if absence.returned_at is not None and absence.returned_at != command.returned_at:
        raise RuleBroken("returned_at", "The return is recorded already: correct the absence instead")
    if command.returned_at < absence.from_at:
        raise RuleBroken("returned_at", "Return must be after the person went away")
    if command.returned_at > now:
        raise RuleBroken("returned_at", "Return must be now or in the past")
    absence.returned_at = command.returned_at
    stay.changed_at = now
    _record(session, "stay.absence_returned", stay, absence, before=before, actor=actor, now=now)
    tell_changed(session, stay, local_date(absence.from_at), actor=actor, now=now)
    return absence


def correct_absence(session: Session, command: CorrectAbsence, *, actor: Actor, now: datetime) -> AbsencePeriod:
    """Put right what an absence says. Raises Superseded when somebody else has changed it meanwhile."""
    stay, absence = _absence(session, actor, command.stay_id, command.absence_id, now)
    before, first = _facts(absence), min(absence.from_at, command.from_at)
    yours = AbsencePeriod(
        kind=command.kind,
        from_at=command.from_at,
        due_back_at=command.due_back_at,
        returned_at=command.returned_at,
        note=command.note,
    )
    check_seen(command.seen, theirs=absence_words(absence), yours=absence_words(yours))
    if command.returned_at is None and not stay.is_open:
        raise RuleBroken("returned_at", "Enter when the person came back")
    found = [other for other in absences_of(session, stay.id) if other.id != absence.id]
    if command.returned_at is None and open_absence(found) is not None:
        raise RuleBroken("returned_at", "Enter when the person came back: they are away again since")
    consent = _checked(session, stay, yours, found, consent=command.consent, actor=actor, now=now)
    absence.kind, absence.from_at, absence.due_back_at = command.kind, command.from_at, command.due_back_at
    absence.returned_at, absence.note = command.returned_at, command.note
    absence.is_ministry_consent_recorded = consent
    stay.changed_at = now
    _record(session, "stay.absence_corrected", stay, absence, before=before, actor=actor, now=now)
    tell_changed(session, stay, local_date(first), actor=actor, now=now)
    return absence


def cancel_absence(session: Session, command: CancelAbsence, *, actor: Actor, now: datetime) -> AbsencePeriod:
    """The person was not away after all. Twice is once."""
    stay, absence = _absence(session, actor, command.stay_id, command.absence_id, now)
    if absence.cancelled_at is None:
        before, absence.cancelled_at = _facts(absence), now
        stay.changed_at = now
        _record(session, "stay.absence_cancelled", stay, absence, before=before, actor=actor, now=now)
        tell_changed(session, stay, local_date(absence.from_at), actor=actor, now=now)
    return absence


def _stay(session: Session, actor: Actor, stay_id: UUID, now: datetime) -> Stay:
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_place(actor, stay):
        raise NotAllowed
    return stay


def _absence(
    session: Session, actor: Actor, stay_id: UUID, absence_id: UUID, now: datetime
) -> tuple[Stay, AbsencePeriod]:
    stay = _stay(session, actor, stay_id, now)
    absence = session.get(AbsencePeriod, absence_id)
    if absence is None or absence.stay_id != stay.id:
        raise NotFound
    return stay, absence


def _checked(
    session: Session,
    stay: Stay,
    absence: AbsencePeriod,
    others: Sequence[AbsencePeriod],
    *,
    consent: bool | None,
    actor: Actor,
    now: datetime,
) -> bool | None:
    """Raises RuleBroken for an absence that makes no sense; gives the consent as it is kept."""
    check_absence(
        Span(absence.kind, absence.from_at, absence.returned_at),
        due_back_at=absence.due_back_at,
        note=absence.note,
        admitted_at=stay.admitted_at,
        others=[Span(other.kind, other.from_at, other.returned_at) for other in others],
        now=now,
    )
    if absence.kind == AWOL:
        return None
    return consent_asked(session, stay, consent, absence.from_at, actor=actor)


def _facts(absence: AbsencePeriod | None) -> dict[str, object]:
    return {name: getattr(absence, name, None) for name in FACTS}


def _record(
    session: Session,
    action: str,
    stay: Stay,
    absence: AbsencePeriod,
    *,
    before: Mapping[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    """before: the facts of the absence as it was; those that changed are kept with what they are now."""
    after = _facts(absence)
    changes = {name: (before[name], after[name]) for name in FACTS if before[name] != after[name]}
    record(session, action, stay, actor=actor, now=now, **changes)
