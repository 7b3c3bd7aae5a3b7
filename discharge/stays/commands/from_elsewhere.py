"""Saying that somebody in our bed belongs to another area, and how they are to get back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.versions import check_version
from discharge.stays import policies
from discharge.stays.models import FromElsewhere
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules import elsewhere as rules
from discharge.stays.rules.shown import shown_day, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class SayFromElsewhere:
    """version: of what was said before, 0 when nothing was. is_elsewhere None: no answer was chosen."""

    stay_id: UUID
    version: int
    is_elsewhere: bool | None
    home_area: str = ""
    taken_back_by: str = ""
    target_on: date | None = None


def say_from_elsewhere(session: Session, command: SayFromElsewhere, *, actor: Actor, now: datetime) -> FromElsewhere:
    """Keep what was said, in place of what was said before; the record holds both."""
    stay = stay_to_change(session, actor, command.stay_id, now=now)
    if not policies.may_edit(actor, stay):
        raise NotAllowed
    said = session.scalars(select(FromElsewhere).where(FromElsewhere.stay_id == stay.id)).one_or_none()
    stored = said.version if said else 0
    check_version(stored, command.version, before={}, theirs=_words_of(said), yours=_words_of(command))
    is_elsewhere = command.is_elsewhere
    if is_elsewhere is None:
        raise RuleBroken("is_elsewhere", "Select whether they belong to another area")
    target_on = command.target_on if is_elsewhere else None
    values = {
        "is_elsewhere": is_elsewhere,
        "home_area": command.home_area if is_elsewhere else "",
        "taken_back_by": command.taken_back_by if is_elsewhere else "",
        "target_on": target_on,
    }
    if is_elsewhere and not command.home_area:
        raise RuleBroken("home_area", "Enter the area they belong to")
    rules.check_length("home_area", command.home_area)
    rules.check_length("taken_back_by", command.taken_back_by)
    rules.check_target("target_on", target_on, not_before=stay.admitted_on, today=local_date(now))
    before = {name: getattr(said, name) if said else None for name in values}
    changed = {name: (before[name], value) for name, value in values.items() if said is None or before[name] != value}
    if said is None:
        said = FromElsewhere(organisation_id=stay.organisation_id, stay_id=stay.id, changed_at=now, **values)
        session.add(said)
    if changed:
        for name, value in values.items():
            setattr(said, name, value)
        said.changed_at = stay.changed_at = now
        record(session, "stay.said_from_elsewhere", stay, actor=actor, now=now, **changed)
    session.flush()
    return said


def _words_of(said: FromElsewhere | SayFromElsewhere | None) -> dict[str, str]:
    if said is None:
        return {"Belongs to another area": "", "Home area": "", "Who takes them back": "", "Back by": ""}
    return {
        "Belongs to another area": yes_or_no(said.is_elsewhere),
        "Home area": said.home_area,
        "Who takes them back": said.taken_back_by,
        "Back by": shown_day(said.target_on),
    }
