"""The forms with which an executive answers in place: which command each carries out, and its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for

from discharge.blockers.pages.changes import ChangePage
from discharge.boards.pages.sro_waiting import Answering
from discharge.escalation import commands
from discharge.escalation.forms import answers
from discharge.escalation.forms.asking import AskedForm
from discharge.escalation.models import Escalation
from discharge.escalation.queries.one import Sheet
from discharge.escalation.rules.verbs import Verb
from discharge.stays.pages.plan import Conflict, Who

OTHERS_READ: Final = "Others read this. Leave out the person’s name, numbers and birth date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """begin: what the form begins with."""

    form: type[AskedForm]
    act: Any
    title: str
    save: str
    says: str
    begin: Callable[[Escalation], dict[str, Any]] = lambda _escalation: {}


ANSWERS: Final[Mapping[Verb, Doing]] = {
    Verb.DECIDE: Doing(
        form=answers.DecideForm,
        act=commands.decide,
        title="Decide",
        save="Save decision",
        says="Decided. Whoever asked has been told",
    ),
    Verb.ASK_EXECUTIVE: Doing(
        form=answers.AskExecutiveForm,
        act=commands.ask_executive,
        title="Ask their executive",
        save="Ask them",
        says="Asked. Their executive has been told",
        begin=lambda escalation: {"organisation_id": str(escalation.owner_id or "")},
    ),
    Verb.TAKE_UP: Doing(
        form=answers.TakeUpForm,
        act=commands.take_up,
        title="Take up with the office outside",
        save="Save",
        says="Saved. Whoever asked has been told",
    ),
    Verb.ASK_BACK: Doing(
        form=answers.AskBackForm,
        act=commands.ask_back,
        title="Ask back",
        save="Send question",
        says="Asked back. Your clock stands until the reply",
    ),
    Verb.RETURN: Doing(
        form=answers.ReturnForm,
        act=commands.return_to,
        title="Return",
        save="Return it",
        says="Returned. Whoever asked has been told",
    ),
    Verb.ASSIGN: Doing(
        form=answers.AssignForm,
        act=commands.assign,
        title="Give to somebody",
        save="Save name",
        says="Name saved",
        begin=lambda escalation: {"named_person": escalation.named_person},
    ),
    Verb.MOVE_DUE: Doing(
        form=answers.MoveDueForm,
        act=commands.move_due,
        title="Move the day by which it is needed",
        save="Move the day",
        says="Day moved",
        begin=lambda escalation: {"due_on": escalation.due_on},
    ),
}


def answering_of(sheet: Sheet, verb: Verb, form: AskedForm, doing: Doing, conflict: Conflict | None) -> Answering:
    """The form as it stands open in its card."""
    escalation = sheet.escalation
    change = ChangePage.of(
        form,
        Who(name=escalation.reference, bed="", back=url_for("boards.sro")),
        title=doing.title,
        about=escalation.ask,
        save=doing.save,
        hints={"words": OTHERS_READ, "because": OTHERS_READ},
        conflict=conflict,
    )
    action = url_for("boards.sro_answer", escalation_id=escalation.id, verb=verb.value)
    return Answering(escalation_id=escalation.id, verb=verb, change=change, action=action)
