"""Everything owed across the wards of somebody: found, narrowed, kept at hand, taken out as a file."""

from dataclasses import replace
from uuid import UUID

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.http import dump_options_header

from discharge.access.rules import Permission
from discharge.blockers.commands.views import RemoveView, SaveView, remove_view, save_view
from discharge.blockers.queries import worklist as queries
from discharge.blockers.queries.views import saved_views
from discharge.blockers.rules.worklist import Asked
from discharge.boards.commands.worklist import note_worklist_exported, note_worklist_shown
from discharge.boards.forms.worklist import RemoveViewForm, SearchForm, ViewForm
from discharge.boards.pages.worklist.address import address_of, asked_from
from discharge.boards.pages.worklist.page import WorklistPage
from discharge.boards.pages.worklist.words import HEADER, cells_of
from discharge.boards.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.forms import whole_number
from discharge.core.web import look, now, requires, run, submit
from discharge.interop.adapters.tables import CSV_TYPE, XLSX_TYPE, csv_of, xlsx_of


@bp.route("/worklist", methods=["GET", "POST"])
@requires(Permission.WORK_BLOCKERS)
def worklist() -> ResponseReturnValue:
    """Words are posted, so that no name stands in an address or in a server's log."""
    asked, search = asked_from(request.args), SearchForm()
    if search.validate_on_submit():
        asked = replace(asked, words=search.words.data or "", page=max(1, whole_number(request.form.get("page"))))
    return _show(asked, search, ViewForm(formdata=None))


@bp.get("/worklist/file/<ending>")
@requires(Permission.WORK_BLOCKERS)
def worklist_file(ending: str) -> ResponseReturnValue:
    if ending not in ("csv", "xlsx"):
        raise NotFound
    found = look(queries.whole_worklist, note_worklist_exported, asked_from(request.args), now=now())
    rows = [cells_of(item, found.today) for item in found.items]
    body = csv_of(HEADER, rows) if ending == "csv" else xlsx_of("Worklist", HEADER, rows)
    name = f"worklist-{local_date(now())}.{ending}"
    headers = {"Content-Disposition": dump_options_header("attachment", {"filename": name})}
    return Response(body, content_type=CSV_TYPE if ending == "csv" else XLSX_TYPE, headers=headers)


@bp.post("/worklist/views")
@requires(Permission.WORK_BLOCKERS)
def worklist_save_view() -> ResponseReturnValue:
    asked, form = asked_from(request.args), ViewForm()
    address = url_for("boards.worklist", **address_of(asked))
    done = submit(
        save_view,
        lambda: SaveView(name=form.name.data or "", address=address.partition("?")[2]),
        form,
        to=address,
        says=f"View “{form.name.data or ''}” saved",
    )
    if done is not None:
        return done
    return _show(asked, SearchForm(formdata=None), form)


@bp.post("/worklist/views/<uuid:view_id>/remove")
@requires(Permission.WORK_BLOCKERS)
def worklist_remove_view(view_id: UUID) -> ResponseReturnValue:
    form = RemoveViewForm()
    if not form.validate_on_submit():
        return redirect(url_for("boards.worklist"), code=303)
    return run(remove_view, RemoveView(view_id=view_id), form, to=url_for("boards.worklist"), says="View removed")


def _show(asked: Asked, search: SearchForm, save: ViewForm) -> str:
    found = look(queries.worklist, note_worklist_shown, asked, now=now())
    offered = queries.choices(db.session, g.actor, asked, now=now())
    views = saved_views(db.session, g.actor)
    page = WorklistPage.of(found, offered, views, search, save, has_keys=current_user.has_single_keys)
    return render_template("boards/worklist.html", page=page)
