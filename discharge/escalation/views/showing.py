"""One escalation, and each thing that can be done to it: a form of its own."""

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
from discharge.core.web import look, now, open_form, requires, submit, typed_words
from discharge.escalation import commands
from discharge.escalation.forms import answers
from discharge.escalation.models import Escalation
from discharge.escalation.pages.asking import offer_levels, offer_organisations
from discharge.escalation.pages.doings import DOINGS, OTHERS_READ
from discharge.escalation.pages.gone import GonePage
from discharge.escalation.pages.sheet import EscalationPage, place_words
from discharge.escalation.pages.words import subject_words
from discharge.escalation.policies import offered_over, powers_over
from discharge.escalation.queries.ladder import others_to_ask
from discharge.escalation.queries.one import Sheet, escalation_sheet, is_with_nobody
from discharge.escalation.rules.verbs import Verb
from discharge.escalation.views.blueprint import bp
from discharge.stays.pages.plan import Conflict, Who

SEES = (Permission.SEE_STAYS, Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
ACTS = (
    Permission.RAISE_ESCALATIONS,
    Permission.WORD_ESCALATIONS,
    Permission.ANSWER_ESCALATIONS,
    Permission.ASSIGN_ESCALATIONS,
)


def page_of(escalation: Escalation) -> str:
    return url_for("escalation.show", escalation_id=escalation.id)


@bp.get("/escalations/<uuid:escalation_id>")
@requires(*SEES)
def show(escalation_id: UUID) -> ResponseReturnValue:
    sheet = look(escalation_sheet, commands.note_escalation_shown, escalation_id, now=now())
    escalation, sees = sheet.escalation, sheet.may_see_person
    page = EscalationPage.of(
        sheet,
        offered_over(g.actor, escalation, sheet.posts, sheet.ward_id),
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
    if verb not in DOINGS:
        raise NotFound
    doing, sheet = DOINGS[Verb(verb)], _opened(escalation_id, Verb(verb))
    escalation, today = sheet.escalation, local_date(now())
    form: Any = doing.form(data=doing.begin(sheet, today))
    if not form.is_submitted():
        form.version.data = str(escalation.version)
    _offer(form, sheet)
    conflict: Conflict | None = None
    to = url_for("escalation.wording") if doing.is_of_desk else page_of

    def says(done: Escalation) -> str:
        alone, is_paused = is_with_nobody(db.session, done, now=now()), done.paused_on is not None
        return doing.said(is_with_nobody=alone, is_paused=is_paused)

    try:
        done = submit(doing.act, lambda: _command(form, escalation_id, today), form, to=to, says=says)
    except Superseded as superseded:
        conflict, done = Conflict.of(superseded), None
        form.version.data = str(escalation.version)
    if done is not None:
        return done
    may = offered_over(g.actor, escalation, sheet.posts, sheet.ward_id)
    if gone := GonePage.of(sheet, Verb(verb), may, conflict=conflict, typed=typed_words()):
        return render_template("escalation/gone.html", page=gone), 409
    page = ChangePage.of(
        form,
        Who(name=escalation.reference, bed=place_words(sheet), back=page_of(escalation)),
        title=doing.title,
        about=subject_words(escalation).rstrip("."),
        save=doing.save,
        hints={**OTHERS_READ, **doing.hints},
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
        offer_organisations(form, *others_to_ask(db.session, g.actor, sheet.escalation, now()))


def _opened(escalation_id: UUID, verb: Verb) -> Sheet:
    """Whether what is sent may be done is the command's to say: it tells what happened meanwhile."""

    def may(actor: Actor, sheet: Sheet) -> bool:
        return request.method == "POST" or verb in powers_over(actor, sheet.escalation, sheet.posts, sheet.ward_id)

    return open_form(escalation_sheet, commands.note_escalation_shown, may, escalation_id, now=now())
