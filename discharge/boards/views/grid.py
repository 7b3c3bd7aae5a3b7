"""The grid with which a ward begins: every row saved or refused by itself."""

from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards.commands.grid import note_grid_shown, save_grid_row
from discharge.boards.forms.grid import GridForm, GridRowForm, sent_for
from discharge.boards.pages.grid import GridPage, gone_rows
from discharge.boards.queries.grid import GridPerson, ward_grid
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.core.transaction import AlreadyDone, Answer, carry_out_once
from discharge.core.web import look, now, requires
from discharge.core.words import counted

SAVED = ""


@bp.get("/wards/<uuid:ward_id>/grid")
@requires(Permission.EDIT_STAYS)
def grid(ward_id: UUID) -> ResponseReturnValue:
    shown = look(ward_grid, note_grid_shown, ward_id, now=now())
    rows = {str(person.stay.id): GridRowForm.about(person) for person in shown.people}
    return render_template("boards/grid.html", page=GridPage.of(shown, GridForm(), rows))


@bp.post("/wards/<uuid:ward_id>/grid")
@requires(Permission.EDIT_STAYS)
def save_grid(ward_id: UUID) -> ResponseReturnValue:
    """Each row by itself. What was typed about somebody who is not on this ward any more is given back."""
    sent = sent_for(request.form)
    shown = ward_grid(db.session, g.actor, ward_id, also=sent, now=now())
    form = GridForm()
    rows = {str(stay_id): GridRowForm.sent(stay_id) for stay_id in sent}
    gone = gone_rows(shown, rows)
    saved, problems = set(), {}
    if form.validate():
        for person in shown.people:
            key = str(person.stay.id)
            if key not in rows:
                continue
            problem = _save(person, rows[key])
            if problem == SAVED:
                saved.add(key)
            elif problem is not None:
                problems[key] = problem
    if not problems and not gone and not form.errors:
        if saved:
            flash(f"{counted(len(saved), 'row')} saved")
        else:
            flash("Nothing was changed", "important")
        return redirect(url_for("boards.grid", ward_id=ward_id), code=303)
    shown = ward_grid(db.session, g.actor, ward_id, also=sent, now=now())
    for person in shown.people:
        key = str(person.stay.id)
        if key in problems or (form.errors and key in rows):
            rows[key].see(person)
        else:
            rows[key] = GridRowForm.about(person)
    page = GridPage.of(shown, form, rows, saved=frozenset(saved), problems=problems, gone=gone)
    return render_template("boards/grid.html", page=page)


def _save(person: GridPerson, row: GridRowForm) -> str | None:
    """SAVED, or why not, in words; None where there was nothing to save."""
    if overtaken := row.overtaken(person):
        return overtaken
    if not row.validate():
        return next(str(field.errors[0]) for field in row if field.errors)
    answer = Answer("", "")
    try:
        command = row.command(person)
        if command.is_empty:
            return None
        carry_out_once(
            db.session, save_grid_row, command, key=row.key, answer=lambda _: answer, actor=g.actor, now=now()
        )
    except AlreadyDone:
        problem = SAVED
    except RuleBroken as broken:
        row.add_error(broken)
        problem = broken.message
    except Superseded as superseded:
        theirs = "; ".join(f"{label}: {words or 'nothing'}" for label, words in superseded.theirs.items())
        problem = f"Somebody else saved first ({theirs}). Save again to put yours on top."
    except (NotAllowed, NotFound):
        problem = "You may not change this row now. Open the ward again."
    else:
        problem = SAVED
    return problem
