"""One escalation, and each thing that can be done to it: a form of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.blockers.pages.changes import ChangePage
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound, Superseded
from discharge.core.web import look, now, open_form, requires, submit
from discharge.escalation import commands
from discharge.escalation.forms import answers
from discharge.escalation.forms.asking import AskedForm, LetGoForm, WordForm
from discharge.escalation.models import Escalation
from discharge.escalation.pages.asking import GonePage, offer_levels, offer_organisations, proposed_words
from discharge.escalation.pages.sheet import EscalationPage, place_words
from discharge.escalation.pages.words import subject_words
from discharge.escalation.policies import powers_over
from discharge.escalation.queries.ladder import others_of_system
from discharge.escalation.queries.one import Sheet, escalation_sheet
from discharge.escalation.rules.verbs import Verb
from discharge.escalation.views.blueprint import bp
from discharge.stays.pages.plan import Conflict, Who

Begin = Callable[[Sheet, date], dict[str, Any]]
SEES = (Permission.SEE_STAYS, Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
ACTS = (
    Permission.RAISE_ESCALATIONS,
    Permission.WORD_ESCALATIONS,
    Permission.ANSWER_ESCALATIONS,
    Permission.ASSIGN_ESCALATIONS,
)
OTHERS_READ = "Others read this. Leave out the person’s name, numbers and birth date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """begin: what the form begins with. is_of_desk: afterwards it goes back to the list of what waits to be worded."""

    form: type[AskedForm]
    act: Any
    title: str
    save: str
    says: str
    begin: Begin = lambda _sheet, _today: {}
    hints: dict[str, str] = field(default_factory=dict)
    is_of_desk: bool = False


VERBS = {
    Verb.WORD: Doing(
        form=WordForm,
        act=commands.word_escalation,
        title="Word the ask",
        save="Ask",
        says="Asked. The level owes an answer from now on",
        begin=proposed_words,
        hints={"ask": "For example: agree interim funding by Friday", "due_on": "For example, 27 11 2026"},
        is_of_desk=True,
    ),
    Verb.LET_GO: Doing(
        form=LetGoForm,
        act=commands.let_go,
        title="Let it go",
        save="Let it go",
        says="Let go. It comes back only when its condition has passed and returned",
        is_of_desk=True,
    ),
    Verb.ACKNOWLEDGE: Doing(
        form=answers.AcknowledgeForm,
        act=commands.acknowledge,
        title="Acknowledge",
        save="Acknowledge",
        says="Acknowledged. The clock goes on until you answer",
    ),
    Verb.DECIDE: Doing(
        form=answers.DecideForm,
        act=commands.decide,
        title="Decide",
        save="Save decision",
        says="Decided. Whoever asked has been told",
        hints={"by_on": "Not done by then, it goes up a level"},
    ),
    Verb.ASK_EXECUTIVE: Doing(
        form=answers.AskExecutiveForm,
        act=commands.ask_executive,
        title="Ask their executive",
        save="Ask them",
        says="Asked. Their executive has been told",
        begin=lambda sheet, _today: {"organisation_id": str(sheet.escalation.owner_id or "")},
    ),
    Verb.TAKE_UP: Doing(
        form=answers.TakeUpForm,
        act=commands.take_up,
        title="Take up with the office outside",
        save="Save",
        says="Saved. Whoever asked has been told",
        hints={"expected_on": "Without their answer by then, it goes up a level"},
    ),
    Verb.ASK_BACK: Doing(
        form=answers.AskBackForm,
        act=commands.ask_back,
        title="Ask back",
        save="Ask",
        says="Asked back. Your clock stands until the reply",
    ),
    Verb.RETURN: Doing(
        form=answers.ReturnForm, act=commands.return_to, title="Return", save="Return it", says="Returned"
    ),
    Verb.REPLY: Doing(form=answers.ReplyForm, act=commands.reply, title="Reply", save="Send reply", says="Reply sent"),
    Verb.ASSIGN: Doing(
        form=answers.AssignForm,
        act=commands.assign,
        title="Give to somebody",
        save="Save name",
        says="Name saved",
        begin=lambda sheet, _today: {"named_person": sheet.escalation.named_person},
    ),
    Verb.MOVE_DUE: Doing(
        form=answers.MoveDueForm,
        act=commands.move_due,
        title="Move the day by which it is needed",
        save="Move the day",
        says="Day moved",
        begin=lambda sheet, _today: {"due_on": sheet.escalation.due_on},
        hints={"due_on": "For example, 27 11 2026"},
    ),
    Verb.NOTE: Doing(form=answers.NoteForm, act=commands.note, title="Add a note", save="Save note", says="Note saved"),
    Verb.CLOSE: Doing(form=answers.CloseForm, act=commands.close, title="Close", save="Close", says="Closed"),
}


def page_of(escalation: Escalation) -> str:
    return url_for("escalation.show", escalation_id=escalation.id)


@bp.get("/escalations/<uuid:escalation_id>")
@requires(*SEES)
def show(escalation_id: UUID) -> ResponseReturnValue:
    sheet = look(escalation_sheet, commands.note_escalation_shown, escalation_id, now=now())
    escalation, sees = sheet.escalation, sheet.may_see_person
    page = EscalationPage.of(
        sheet,
        powers_over(g.actor, escalation, sheet.posts, sheet.ward_id),
        now=now(),
        acknowledge=answers.AcknowledgeForm(),
        href=lambda verb: url_for("escalation.change", escalation_id=escalation_id, verb=verb),
        person_href=url_for("boards.stay", stay_id=escalation.stay_id) if sees and escalation.stay_id else "",
        blocker_href=url_for("blockers.show", blocker_id=escalation.blocker_id)
        if sees and escalation.blocker_id
        else "",
    )
    return render_template("escalation/escalation.html", page=page)


@bp.route("/escalations/<uuid:escalation_id>/<verb>", methods=["GET", "POST"])
@requires(*ACTS)
def change(escalation_id: UUID, verb: str) -> ResponseReturnValue:
    if verb not in VERBS:
        raise NotFound
    doing, sheet = VERBS[Verb(verb)], _opened(escalation_id, Verb(verb))
    escalation, today = sheet.escalation, local_date(now())
    form: Any = doing.form(data=doing.begin(sheet, today))
    if not form.is_submitted():
        form.version.data = str(escalation.version)
    _offer(form, sheet)
    conflict: Conflict | None = None
    to = url_for("escalation.wording") if doing.is_of_desk else page_of
    try:
        done = submit(doing.act, lambda: _command(form, escalation_id, today), form, to=to, says=doing.says)
    except Superseded as superseded:
        conflict = Conflict.of(superseded)
        if Verb(verb) not in powers_over(g.actor, escalation, sheet.posts, sheet.ward_id):
            gone = GonePage(reference=escalation.reference, conflict=conflict, href=page_of(escalation))
            return render_template("escalation/gone.html", page=gone), 409
        done = None
        form.version.data = str(escalation.version)
    if done is not None:
        return done
    page = ChangePage.of(
        form,
        Who(name=escalation.reference, bed=place_words(sheet), back=page_of(escalation)),
        title=doing.title,
        about=subject_words(escalation).rstrip("."),
        save=doing.save,
        hints={"words": OTHERS_READ, "because": OTHERS_READ, "outcome": OTHERS_READ, **doing.hints},
        conflict=conflict,
    )
    return render_template("blockers/change.html", page=page), 409 if conflict else 200


def _command(form: Any, escalation_id: UUID, today: date) -> Any:
    command = form.command(escalation_id)
    form.warn_once(today)
    return command


def _offer(form: Any, sheet: Sheet) -> None:
    """The choices that depend on where it stands."""
    if isinstance(form, answers.ReturnForm):
        offer_levels(form, sheet)
    elif isinstance(form, answers.AskExecutiveForm):
        trust_id = sheet.escalation.organisation_id
        offer_organisations(form, others_of_system(db.session, g.actor, trust_id))


def _opened(escalation_id: UUID, verb: Verb) -> Sheet:
    """Whether what is sent may be done is the command's to say: it tells what happened meanwhile."""

    def may(actor: Actor, sheet: Sheet) -> bool:
        return request.method == "POST" or verb in powers_over(actor, sheet.escalation, sheet.posts, sheet.ward_id)

    return open_form(escalation_sheet, commands.note_escalation_shown, may, escalation_id, now=now())
