"""The page an executive decides from, the lists behind its numbers, and the person behind a reference."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from discharge.access.rules import Permission
from discharge.boards.commands.sro import note_rows_shown, note_sro_shown, note_week_shown
from discharge.boards.forms.sro import OpenRecordForm
from discharge.boards.pages.sro.answers import ANSWERS, answering_of
from discharge.boards.pages.sro.page import SroPage
from discharge.boards.pages.sro.record import OpenedPage, OpenRecordPage
from discharge.boards.pages.sro.rows import RowsPage
from discharge.boards.pages.sro.week import OWN, WeekPage
from discharge.boards.queries.sro import sro_page, sro_page_around
from discharge.boards.queries.sro import sro_rows as rows_behind
from discharge.boards.queries.sro import sro_week as week_of
from discharge.boards.views.blueprint import bp
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound, Superseded
from discharge.core.forms import whole_number
from discharge.core.web import look, now, open_form, requires, submit, typed_words
from discharge.escalation.commands import note_escalation_shown
from discharge.escalation.forms.answers import AskExecutiveForm, ReturnForm
from discharge.escalation.models import Escalation
from discharge.escalation.pages.asking import offer_levels, offer_organisations
from discharge.escalation.pages.doings import DOINGS
from discharge.escalation.pages.gone import GonePage
from discharge.escalation.policies import offered_over, powers_over
from discharge.escalation.queries.ladder import others_to_ask
from discharge.escalation.queries.one import Sheet, escalation_sheet, is_with_nobody
from discharge.escalation.rules.verbs import Verb
from discharge.stays.commands.opening import OpenRecord, note_opened_shown
from discharge.stays.commands.opening import open_record as open_it
from discharge.stays.pages.plan import Conflict
from discharge.stays.queries.opening import opened_record as read_opened
from discharge.stays.queries.opening import standing_opening, stay_to_open
from discharge.summaries.queries.people import Asked, Measure


@bp.get("/sro")
@requires(Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
def sro() -> ResponseReturnValue:
    whole = look(sro_page, note_sro_shown, now=now())
    return render_template(
        "boards/sro.html", page=SroPage.of(g.actor, whole, every_ward=request.args.get("wards") == "all")
    )


@bp.get("/sro/week")
@requires(Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
def sro_week() -> ResponseReturnValue:
    is_own = request.args.get("whose") == OWN
    found = look(week_of, note_week_shown, is_own=is_own, now=now())
    return render_template("boards/sro_week.html", page=WeekPage.of(found.steps, is_own=is_own, now=now()))


@bp.route("/sro/<uuid:escalation_id>/<verb>", methods=["GET", "POST"])
@requires(Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
def sro_answer(escalation_id: UUID, verb: str) -> ResponseReturnValue:
    """The whole page with one form open in its card; what waits at another level is answered on its own page."""
    if verb not in ANSWERS:
        raise NotFound
    doing, sheet = DOINGS[Verb(verb)], _sheet_for(escalation_id, Verb(verb))
    form: Any = doing.form(data=doing.begin(sheet, local_date(now())))
    if not form.is_submitted():
        form.version.data = str(sheet.escalation.version)
    _offer(form, sheet)
    conflict: Conflict | None = None

    def says(done: Escalation) -> str:
        alone, is_paused = is_with_nobody(db.session, done, now=now()), done.paused_on is not None
        return doing.said(is_with_nobody=alone, is_paused=is_paused)

    try:
        done = submit(doing.act, lambda: _command(form, escalation_id), form, to=url_for("boards.sro"), says=says)
    except Superseded as superseded:
        conflict, done = Conflict.of(superseded), None
        form.version.data = str(sheet.escalation.version)
    if done is not None:
        return done
    may = offered_over(g.actor, sheet.escalation, sheet.posts, sheet.ward_id)
    if gone := GonePage.of(sheet, Verb(verb), may, conflict=conflict, typed=typed_words()):
        return render_template("escalation/gone.html", page=gone), HTTPStatus.CONFLICT
    answering = answering_of(sheet, Verb(verb), form, doing, conflict)
    whole = look(sro_page_around, note_sro_shown, escalation_id, now=now())
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.OK
    if whole is None:  # it waits at another level, or no more
        return render_template("blockers/change.html", page=answering.change), status
    return render_template("boards/sro.html", page=SroPage.of(g.actor, whole, answering)), status


def _sheet_for(escalation_id: UUID, verb: Verb) -> Sheet:
    """Opening a form is looking: who asked gets the receipt. What is sent, the command decides about."""

    def may(actor: Actor, sheet: Sheet) -> bool:
        return request.method == "POST" or verb in powers_over(actor, sheet.escalation, sheet.posts, sheet.ward_id)

    return open_form(escalation_sheet, note_escalation_shown, may, escalation_id, now=now())


def _command(form: Any, escalation_id: UUID) -> Any:
    command = form.command(escalation_id)
    form.warn_once(local_date(now()))
    return command


def _offer(form: Any, sheet: Sheet) -> None:
    """The choices that depend on where it stands."""
    if isinstance(form, ReturnForm):
        offer_levels(form, sheet)
    elif isinstance(form, AskExecutiveForm):
        offer_organisations(form, *others_to_ask(db.session, g.actor, sheet.escalation, now()))


@bp.get("/sro/rows/<measure>")
@requires(Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
def sro_rows(measure: str) -> ResponseReturnValue:
    found = look(rows_behind, note_rows_shown, _asked(measure, request.args), now=now())
    return render_template("boards/sro_rows.html", page=RowsPage.of(g.actor, found.system, found.people))


@bp.route("/sro/stays/<uuid:stay_id>/open", methods=["GET", "POST"])
@requires(Permission.OPEN_RECORDS)
def open_record(stay_id: UUID) -> ResponseReturnValue:
    """What the reason is for stands on the form without a name: who it is shows only afterwards."""
    stay_to_open(db.session, g.actor, stay_id)
    if request.method == "GET" and standing_opening(db.session, g.actor, stay_id, now=now()):
        return redirect(url_for("boards.opened_record", stay_id=stay_id))
    form = OpenRecordForm()
    to = url_for("boards.opened_record", stay_id=stay_id)
    sent = submit(open_it, lambda: OpenRecord(stay_id=stay_id, reason=form.reason.data or ""), form, to=to)
    return sent or render_template("boards/sro_open.html", page=OpenRecordPage.of(form, stay_id))


@bp.get("/sro/stays/<uuid:stay_id>")
@requires(Permission.OPEN_RECORDS)
def opened_record(stay_id: UUID) -> ResponseReturnValue:
    """Closed again, it asks for a reason again."""
    stay_to_open(db.session, g.actor, stay_id)
    if standing_opening(db.session, g.actor, stay_id, now=now()) is None:
        return redirect(url_for("boards.open_record", stay_id=stay_id))
    seen = look(read_opened, note_opened_shown, stay_id, now=now())
    return render_template("boards/sro_opened.html", page=OpenedPage.of(seen, now=now()))


def _asked(measure: str, address: MultiDict[str, str]) -> Asked:
    """Raises NotFound for an address that no page of ours has."""
    try:
        return Asked(
            measure=Measure(measure),
            trust_id=UUID(address["trust"]) if "trust" in address else None,
            ward_id=UUID(address["ward"]) if "ward" in address else None,
            cause=address.get("cause"),
            owner=address.get("owner"),
            page=max(1, whole_number(address.get("page"))),
        )
    except ValueError:
        raise NotFound from None
