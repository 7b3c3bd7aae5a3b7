"""Telling of an incident, deciding whether the Safeguarding Adults Board is told, closing it with what was learned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.rules import Permission
from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.core.versions import check_version
from discharge.partnership.models import Incident
from discharge.partnership.queries.incidents import (
    OneIncident,
    ToTell,
    incident_to_change,
    next_number,
    person_of,
)
from discharge.partnership.rules.incidents import (
    LONGEST_REFERENCE,
    LONGEST_WORDS,
    IncidentKind,
    Stage,
    check_decision,
    check_told,
)
from discharge.places.queries import get_ward
from discharge.stays.models import Person
from discharge.stays.queries.base import get_stay
from discharge.stays.rules.free_text import check_free_text
from discharge.stays.rules.shown import shown_day, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class TellIncident:
    """stay_id None: about nobody in particular."""

    kind: IncidentKind | None
    ward_id: UUID | None
    happened_on: date
    what_happened: str
    done_at_once: str = ""
    local_reference: str = ""
    stay_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideReferral:
    """Whether the Safeguarding Adults Board is told; may be decided again until the incident is closed."""

    incident_id: UUID
    version: int
    is_referred: bool | None
    referred_on: date | None = None
    board_reference: str = ""
    because: str = ""
    local_reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseIncident:
    incident_id: UUID
    version: int
    learned: str


def tell_incident(session: Session, command: TellIncident, *, actor: Actor, now: datetime) -> Incident:
    stay = get_stay(session, actor, command.stay_id, now=now) if command.stay_id else None
    ward_id = stay.last_ward_id if stay else command.ward_id
    if ward_id is None:
        raise RuleBroken("ward_id", "Select the ward")
    ward = get_ward(session, actor, ward_id, Permission.TELL_INCIDENTS)
    today = local_date(now)
    check_told(kind=command.kind, happened_on=command.happened_on, what_happened=command.what_happened, today=today)
    if stay is not None and command.happened_on < stay.admitted_on:
        raise RuleBroken("happened_on", f"The day must be from the admission, {shown_day(stay.admitted_on)}, to today")
    _check_words(
        stay.person if stay else None,
        what_happened=command.what_happened,
        done_at_once=command.done_at_once,
        local_reference=command.local_reference,
    )
    incident = Incident(
        organisation_id=ward.organisation_id,
        number=next_number(session, ward.organisation_id),
        kind=command.kind,
        ward_id=ward.id,
        stay_id=stay.id if stay else None,
        person_id=stay.person_id if stay else None,
        happened_on=command.happened_on,
        what_happened=command.what_happened,
        done_at_once=command.done_at_once,
        local_reference=command.local_reference,
        told_at=now,
        told_by=actor.name,
        told_by_id=actor.user_id,
    )
    session.add(incident)
    session.flush()
    facts = ("kind", "ward_id", "stay_id", "happened_on", "what_happened", "done_at_once", "local_reference")
    told: dict[str, tuple[object, object]] = {name: (None, getattr(incident, name)) for name in facts}
    record(session, "incident.told", incident, actor=actor, now=now, **told)
    return incident


def decide_referral(session: Session, command: DecideReferral, *, actor: Actor, now: datetime) -> Incident:
    """Raises Superseded when somebody else has decided since."""
    incident = _to_work(session, command.incident_id, actor, now)
    wanted = {
        "is_referred": command.is_referred,
        "referred_on": command.referred_on,
        "board_reference": command.board_reference,
        "because": command.because,
        "local_reference": command.local_reference,
    }
    stored = {name: getattr(incident, name) for name in wanted}
    check_version(incident.version, command.version, before={}, theirs=_words(stored), yours=_words(wanted))
    check_decision(
        is_referred=command.is_referred,
        referred_on=command.referred_on,
        because=command.because,
        happened_on=incident.happened_on,
        today=local_date(now),
    )
    _check_words(
        person_of(session, incident),
        because=command.because,
        board_reference=command.board_reference,
        local_reference=command.local_reference,
    )
    changes = {name: (stored[name], value) for name, value in wanted.items() if stored[name] != value}
    for name, value in wanted.items():
        setattr(incident, name, value)
    incident.stage = Stage.LOOKED_INTO
    session.flush()
    if changes:
        record(session, "incident.looked_into", incident, actor=actor, now=now, **changes)
    return incident


def close_incident(session: Session, command: CloseIncident, *, actor: Actor, now: datetime) -> Incident:
    incident = _to_work(session, command.incident_id, actor, now)
    check_version(
        incident.version,
        command.version,
        before={},
        theirs={"State": incident.stage.words},
        yours={"State": Stage.CLOSED.words, "What was learned": command.learned},
    )
    if incident.stage is Stage.TOLD:
        raise RuleBroken("", "Decide first whether the Safeguarding Adults Board is told")
    if not command.learned:
        raise RuleBroken("learned", "Enter what was learned, or that nothing was")
    _check_words(person_of(session, incident), learned=command.learned)
    before = incident.stage
    incident.stage, incident.learned, incident.closed_on = Stage.CLOSED, command.learned, local_date(now)
    session.flush()
    stages, learned = (before, Stage.CLOSED), (None, command.learned)
    record(session, "incident.closed", incident, actor=actor, now=now, stage=stages, learned=learned)
    return incident


def note_incident_shown(session: Session, seen: OneIncident, *, actor: Actor, now: datetime) -> None:
    record(session, "incident.shown", seen.incident, actor=actor, now=now)


def note_telling_begun(session: Session, seen: ToTell, *, actor: Actor, now: datetime) -> None:
    """The form about somebody names them; the form about nobody leaves no line."""
    if seen.stay is not None:
        record(session, "stay.incident_form_shown", seen.stay, actor=actor, now=now)


def _to_work(session: Session, incident_id: UUID, actor: Actor, now: datetime) -> Incident:
    incident = incident_to_change(session, actor, incident_id, now=now)
    if incident.stage is Stage.CLOSED:
        raise RuleBroken("", "This incident is closed already: look at it again")
    return incident


def _check_words(person: Person | None, **texts: str) -> None:
    """Raises RuleBroken for words that are too long, or that say who the person is: boards read them."""
    for field, text in texts.items():
        longest = LONGEST_REFERENCE if field.endswith("_reference") else LONGEST_WORDS
        if person is not None:
            check_free_text(text, person, longest, field=field)
        elif len(text) > longest:
            raise RuleBroken(field, f"This must be {longest} characters or fewer")


def _words(values: Mapping[str, object]) -> dict[str, str]:
    referred, on = values["is_referred"], values["referred_on"]
    return {
        "The board is told": yes_or_no(referred if isinstance(referred, bool) else None),
        "Told on": shown_day(on if isinstance(on, date) else None),
        "Their reference": str(values["board_reference"]),
        "Why not": str(values["because"]),
        "Our reference": str(values["local_reference"]),
    }
