"""That somebody saw what is recorded about a person's funding."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record, record_shown
from discharge.core.actor import Actor
from discharge.funding.queries.after import AfterList
from discharge.funding.queries.cases import CaseView
from discharge.funding.queries.panels import PanelList


def note_case_shown(session: Session, seen: CaseView, *, actor: Actor, now: datetime) -> None:
    """One line for each opening of a case, or of the page on which there is none yet."""
    record(session, "funding.shown", seen.stay, actor=actor, now=now)


def note_panel_shown(session: Session, seen: PanelList, *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were on the list, found again under each of them."""
    _shown(session, "funding.panel_shown", seen, actor, now)


def note_panel_printed(session: Session, seen: PanelList, *, actor: Actor, now: datetime) -> None:
    """A sheet was opened, which counts as printing it."""
    _shown(session, "funding.panel_printed", seen, actor, now)


def _shown(session: Session, action: str, seen: PanelList, actor: Actor, now: datetime) -> None:
    for organisation_id in sorted({each.organisation_id for each in seen.cases}, key=str):
        people = [each.person_id for each in seen.cases if each.organisation_id == organisation_id]
        record_shown(session, action, organisation_id, people, actor=actor, now=now)


def note_after_shown(session: Session, seen: AfterList, *, actor: Actor, now: datetime) -> None:
    """One line for each trust whose people were on the after-discharge list."""
    people = [(each.case.organisation_id, each.case.person_id) for each in seen.cases]
    for organisation_id in sorted({trust for trust, _ in people}, key=str):
        shown = [person_id for trust, person_id in people if trust == organisation_id]
        record_shown(session, "funding.after_discharge_shown", organisation_id, shown, actor=actor, now=now)
