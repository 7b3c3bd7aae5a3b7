"""The page an executive decides from, the lists behind its numbers, and the person behind a reference."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from discharge.access.rules import Permission
from discharge.boards.commands.sro import note_rows_shown
from discharge.boards.forms.sro import OpenRecordForm
from discharge.boards.pages.sro import SroPage
from discharge.boards.pages.sro_record import OpenedPage, OpenRecordPage
from discharge.boards.pages.sro_rows import RowsPage
from discharge.boards.queries.sro import sro_rows as rows_behind
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.forms import whole_number
from discharge.core.web import look, now, requires, submit
from discharge.stays.commands.opening import OpenRecord, note_opened_shown
from discharge.stays.commands.opening import open_record as open_it
from discharge.stays.queries.opening import opened_record as read_opened
from discharge.stays.queries.opening import standing_opening, stay_to_open
from discharge.summaries.queries.people import Asked, Measure
from discharge.summaries.queries.system import system_today


@bp.get("/sro")
@requires(Permission.ANSWER_ESCALATIONS, Permission.ASSIGN_ESCALATIONS)
def sro() -> ResponseReturnValue:
    system = system_today(db.session, g.actor, now=now())
    return render_template("boards/sro.html", page=SroPage.of(system, now=now()))


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
