"""Rows that were kept back: fixed or discarded, one by one."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.web import look, requires, submit
from discharge.interop.commands.quarantine import discard_row, mend_row, note_row_shown, note_rows_shown
from discharge.interop.forms import DiscardForm, RowForm
from discharge.interop.pages.rows import RowPage, RowsPage, fields_of
from discharge.interop.queries import lists
from discharge.interop.queries.lists import WaitingRow
from discharge.interop.views.blueprint import bp


@bp.get("/ward-lists/rows")
@requires(Permission.IMPORT_LISTS)
def rows() -> ResponseReturnValue:
    return render_template("interop/rows.html", page=RowsPage.of(look(lists.waiting_rows, note_rows_shown)))


@bp.route("/ward-lists/rows/<uuid:row_id>", methods=["GET", "POST"])
@requires(Permission.IMPORT_LISTS)
def row(row_id: UUID) -> ResponseReturnValue:
    one = look(lists.get_waiting, note_row_shown, row_id)
    fields = fields_of(one, lists.plain(db.session, one.profile))
    form = RowForm(version=str(one.row.version))
    form.offer([*fields], [*fields.values()])
    says = f"Row {one.row.row_number} has been fixed and applied"
    done = submit(mend_row, lambda: form.command(row_id), form, to=url_for("interop.rows"), says=says)
    if done is not None:
        return done
    return _show(one, form, DiscardForm(formdata=None, version=str(one.row.version)))


@bp.post("/ward-lists/rows/<uuid:row_id>/discard")
@requires(Permission.IMPORT_LISTS)
def discard(row_id: UUID) -> ResponseReturnValue:
    one = look(lists.get_waiting, note_row_shown, row_id)
    form = DiscardForm()
    says = f"Row {one.row.row_number} is left out"
    done = submit(discard_row, lambda: form.command(row_id), form, to=url_for("interop.rows"), says=says)
    if done is not None:
        return done
    fields = fields_of(one, lists.plain(db.session, one.profile))
    mending = RowForm(formdata=None, version=str(one.row.version))
    mending.offer([*fields], [*fields.values()])
    return _show(one, mending, form)


def _show(one: WaitingRow, form: RowForm, discarding: DiscardForm) -> ResponseReturnValue:
    status = 400 if form.errors or discarding.errors else 200
    return render_template("interop/row.html", page=RowPage.of(one, form, discarding)), status
