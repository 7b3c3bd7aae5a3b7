"""Planning, marking and undoing one person's day."""

import datetime as dt
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.web import look, now, requires, submit
from discharge.days import commands
from discharge.days.forms import MarkForm, PlanForm, UndoForm
from discharge.days.pages import MarkPage, PlanPage, fill_mark, fill_plan, says_marked
from discharge.days.queries.sheet import DaySheet, day_sheet
from discharge.days.views.blueprint import bp


@bp.route("/mark", methods=["GET", "POST"])
@requires(Permission.MARK_DAYS)
def mark(stay_id: UUID, date: dt.date) -> ResponseReturnValue:
    form = MarkForm()
    if "search" not in request.form:
        done = submit(commands.mark_day, lambda: form.command(stay_id, date), form, to=_back(stay_id), says=says_marked)
        if done is not None:
            return done
    sheet = _sheet(stay_id, date)
    if not form.is_submitted():
        fill_mark(form, sheet)
    undo = UndoForm(formdata=None, version=str(sheet.day.revision))
    return render_template("days/mark.html", page=MarkPage.of(sheet, form, undo, back=_back(stay_id)))


@bp.route("/plan", methods=["GET", "POST"])
@requires(Permission.MARK_DAYS)
def plan(stay_id: UUID, date: dt.date) -> ResponseReturnValue:
    form = PlanForm()
    done = submit(commands.plan_day, lambda: form.command(stay_id, date), form, to=_back(stay_id), says="Plan saved")
    if done is not None:
        return done
    sheet = _sheet(stay_id, date)
    if not form.is_submitted():
        fill_plan(form, sheet)
    return render_template("days/plan.html", page=PlanPage.of(sheet, form, back=_back(stay_id)))


@bp.post("/undo")
@requires(Permission.MARK_DAYS)
def undo(stay_id: UUID, date: dt.date) -> ResponseReturnValue:
    undoing = UndoForm()
    done = submit(
        commands.undo_mark,
        lambda: undoing.command(stay_id, date),
        undoing,
        to=_back(stay_id),
        says="Undone. The day is as it was before",
    )
    if done is not None:
        return done
    sheet = _sheet(stay_id, date)
    form = MarkForm(formdata=None)
    fill_mark(form, sheet)
    return render_template("days/mark.html", page=MarkPage.of(sheet, form, undoing, back=_back(stay_id)))


def _sheet(stay_id: UUID, day: dt.date) -> DaySheet:
    return look(day_sheet, commands.note_day_shown, stay_id, day, now=now())


def _back(stay_id: UUID) -> str:
    return url_for("boards.stay", stay_id=stay_id)
