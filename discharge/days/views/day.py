"""Planning, marking and undoing one person's day."""

import datetime as dt
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.errors import RuleBroken
from discharge.core.web import look, now, requires, run
from discharge.days import commands
from discharge.days.forms import MarkForm, PlanForm, UndoForm
from discharge.days.pages import MarkPage, PlanPage, fill_mark, fill_plan, says_marked
from discharge.days.queries.sheet import DaySheet, day_sheet
from discharge.days.views.blueprint import bp

NO_COLOUR = RuleBroken("colour", "Select green day, red day or away")


@bp.route("/mark", methods=["GET", "POST"])
@requires(Permission.MARK_DAYS)
def mark(stay_id: UUID, date: dt.date) -> ResponseReturnValue:
    form = MarkForm()
    if form.validate_on_submit() and "search" not in request.form:
        try:
            command = form.command(stay_id, date)
            if command is None:
                raise NO_COLOUR
            return run(commands.mark_day, command, form, to=_back(stay_id), says=says_marked)
        except RuleBroken as broken:
            form.add_error(broken)
    sheet = _sheet(stay_id, date)
    if not form.is_submitted():
        fill_mark(form, sheet)
    undo = UndoForm(formdata=None, version=str(sheet.day.revision))
    return render_template("days/mark.html", page=MarkPage.of(sheet, form, undo, back=_back(stay_id)))


@bp.route("/plan", methods=["GET", "POST"])
@requires(Permission.MARK_DAYS)
def plan(stay_id: UUID, date: dt.date) -> ResponseReturnValue:
    form = PlanForm()
    if form.validate_on_submit():
        try:
            return run(commands.plan_day, form.command(stay_id, date), form, to=_back(stay_id), says="Plan saved")
        except RuleBroken as broken:
            form.add_error(broken)
    sheet = _sheet(stay_id, date)
    if not form.is_submitted():
        fill_plan(form, sheet)
    return render_template("days/plan.html", page=PlanPage.of(sheet, form, back=_back(stay_id)))


@bp.post("/undo")
@requires(Permission.MARK_DAYS)
def undo(stay_id: UUID, date: dt.date) -> ResponseReturnValue:
    undoing = UndoForm()
    if undoing.validate_on_submit():
        try:
            command = undoing.command(stay_id, date)
            says = "Undone. The day is as it was before"
            return run(commands.undo_mark, command, undoing, to=_back(stay_id), says=says)
        except RuleBroken as broken:
            undoing.add_error(RuleBroken("why_undo" if broken.field == "late_reason" else "", broken.message))
    sheet = _sheet(stay_id, date)
    form = MarkForm(formdata=None)
    fill_mark(form, sheet)
    return render_template("days/mark.html", page=MarkPage.of(sheet, form, undoing, back=_back(stay_id)))


def _sheet(stay_id: UUID, day: dt.date) -> DaySheet:
    return look(day_sheet, commands.note_day_shown, stay_id, day, now=now())


def _back(stay_id: UUID) -> str:
    return url_for("boards.stay", stay_id=stay_id)
