"""What opening the SRO page, its week and the lists behind its numbers leaves behind."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit import commands as audit
from discharge.boards.queries.sro import Rows, Week, WholePage
from discharge.core.actor import Actor
from discharge.escalation.models import Escalation


def note_sro_shown(session: Session, seen: WholePage | None, *, actor: Actor, now: datetime) -> None:
    """None: the page was not shown. What the reader promised stands on it beside what waits."""
    if seen is None:
        return
    asks = [waits.escalation for waits in seen.waiting.waiting]
    asks += [promise.escalation for promise in seen.promises.said]
    _note(session, "sro.waiting_shown", asks, actor=actor, now=now)


def note_week_shown(session: Session, seen: Week, *, actor: Actor, now: datetime) -> None:
    _note(session, "sro.week_shown", seen.asks, actor=actor, now=now)


def _note(session: Session, action: str, asks: Sequence[Escalation], *, actor: Actor, now: datetime) -> None:
    """One line for each trust about whose people something was on the page, though no name is shown."""
    for organisation_id in {ask.organisation_id for ask in asks}:
        people = [ask.person_id for ask in asks if ask.organisation_id == organisation_id and ask.person_id]
        if people:
            audit.record_shown(session, action, organisation_id, people, actor=actor, now=now)


def note_rows_shown(session: Session, seen: Rows, *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were on the page, though no name was: found again under each of them."""
    rows = seen.people.rows
    for organisation_id in {row.trust_id for row in rows}:
        people = [row.person_id for row in rows if row.trust_id == organisation_id]
        audit.record_shown(session, "sro.references_shown", organisation_id, people, actor=actor, now=now)
