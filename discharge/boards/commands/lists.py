"""What opening a list of people across wards leaves behind: one line a trust, found again under each of its people."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.actions import BeforeMonday, MyActions
from discharge.boards.queries.attention import Attention
from discharge.boards.queries.openings import Openings
from discharge.core.actor import Actor


def note_my_actions_shown(session: Session, seen: MyActions, *, actor: Actor, now: datetime) -> None:
    people = [(item.organisation_id, item.person_id) for item in seen.items]
    people += [(contact.organisation_id, contact.person_id) for contact in seen.contacts]
    _note(session, "actions.shown", people, actor=actor, now=now)


def note_before_monday_shown(session: Session, seen: BeforeMonday, *, actor: Actor, now: datetime) -> None:
    people = [(row.item.organisation_id, row.item.person_id) for row in seen.rows]
    people += [(offer.organisation_id, offer.person_id) for offer in seen.offers]
    _note(session, "friday_list.shown", people, actor=actor, now=now)


def note_attention_shown(session: Session, seen: Attention, *, actor: Actor, now: datetime) -> None:
    people = ((found.organisation_id, found.person_id) for found in seen.rows)
    _note(session, "attention.shown", people, actor=actor, now=now)


def note_openings_shown(session: Session, seen: Openings, *, actor: Actor, now: datetime) -> None:
    """Though no name is on it."""
    people = ((shown.opening.organisation_id, shown.opening.person_id) for shown in seen.shown)
    _note(session, "record.openings_shown", people, actor=actor, now=now)


def _note(session: Session, action: str, people: Iterable[tuple[UUID, UUID]], *, actor: Actor, now: datetime) -> None:
    by_trust: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for organisation_id, person_id in people:
        by_trust[organisation_id].add(person_id)
    for organisation_id in sorted(by_trust, key=str):
        audit.record_shown(session, action, organisation_id, by_trust[organisation_id], actor=actor, now=now)
