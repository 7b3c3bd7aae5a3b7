"""The choices of forms about one escalation."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from discharge.blockers.models import Blocker
from discharge.blockers.rules.states import Source
from discharge.core.forms import choices
from discharge.days.rules.codes import RED_REASONS
from discharge.escalation.forms.answers import AskExecutiveForm, ReturnForm
from discharge.escalation.queries.one import Sheet
from discharge.escalation.rules.ladder import WARD
from discharge.escalation.rules.proposing import proposed_ask
from discharge.places.models import Organisation

NOBODY = ": nobody is named who answers"


def offer_levels(form: ReturnForm, sheet: Sheet) -> None:
    """Every level below the one where it stands; for who was asked from outside, that one too."""
    escalation = sheet.escalation
    top = escalation.level if escalation.asked_id else escalation.level - 1
    below = [level for level in sorted(sheet.ladder) if level <= top and (level > WARD or sheet.ward is not None)]
    form.level.choices = choices(
        [(str(level), f"{sheet.ladder[level].name} ({sheet.ladder[level].role})") for level in below]
    )
    if below and not form.is_submitted() and (len(below) == 1 or escalation.asked_id):
        form.level.data = str(below[-1])  # who was asked gives it back to who asked, unless they choose otherwise


def own_words(blocker: Blocker) -> str:
    """The next step where somebody wrote it; what housing and funding say is a state and no ask."""
    return blocker.next_step if blocker.source in (Source.MARK, Source.HAND) else ""


def proposed_words(sheet: Sheet, today: date) -> dict[str, Any]:
    """The ask to begin with: what the blocker waits for, by the day it is due."""
    blocker = sheet.blocker
    if blocker is None:
        return {}
    due_on = max(blocker.due_on or today, today)
    ask = proposed_ask(RED_REASONS[blocker.reason].short, own_words(blocker), due_on)
    return {"ask": ask, "due_on": due_on, "named_person": blocker.named_person}


def offer_organisations(
    form: AskExecutiveForm, organisations: Sequence[Organisation], answered_for: Collection[UUID]
) -> None:
    """answered_for: where somebody is named who answers; of the others it is said that nobody is."""
    named = [(str(each.id), each.name if each.id in answered_for else f"{each.name}{NOBODY}") for each in organisations]
    form.organisation_id.choices = choices([("", "Select an organisation"), *named])
