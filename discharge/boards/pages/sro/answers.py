"""The forms with which an executive answers in place."""

from typing import Final

from flask import url_for

from discharge.blockers.pages.changes import ChangePage
from discharge.boards.pages.sro.waiting import Answering, anchor_of
from discharge.escalation.forms.asking import AskedForm
from discharge.escalation.pages.doings import OTHERS_READ, Doing
from discharge.escalation.queries.one import Sheet
from discharge.escalation.rules.verbs import Verb
from discharge.stays.pages.plan import Conflict, Who

# What is answered in place; the rest stands on the page of the escalation.
ANSWERS: Final = frozenset(
    {Verb.DECIDE, Verb.ASK_EXECUTIVE, Verb.TAKE_UP, Verb.ASK_BACK, Verb.RETURN, Verb.ASSIGN, Verb.MOVE_DUE}
)


def answering_of(sheet: Sheet, verb: Verb, form: AskedForm, doing: Doing, conflict: Conflict | None) -> Answering:
    """The form as it stands open in its card."""
    escalation = sheet.escalation
    change = ChangePage.of(
        form,
        Who(name=escalation.reference, bed="", back=url_for("boards.sro")),
        title=doing.title,
        about=escalation.ask,
        save=doing.save,
        hints={**OTHERS_READ, **doing.hints},
        conflict=conflict,
    )
    action = url_for("boards.sro_answer", escalation_id=escalation.id, verb=verb.value)
    back = url_for("boards.sro", _anchor=anchor_of(escalation))
    return Answering(escalation_id=escalation.id, verb=verb, change=change, action=action, back=back)
