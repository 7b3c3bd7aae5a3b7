"""A ward's day on one page: everybody there at its midnight, saved together, each in a transaction of its own."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards.commands.end_of_day import note_end_of_day_shown
from discharge.boards.forms.end_of_day import EndOfDayForm, RowForm, prefix_of, row_forms
from discharge.boards.pages.end_of_day import EndOfDayPage
from discharge.boards.queries.end_of_day import EndOfDay, EndOfDayRow
from discharge.boards.queries.end_of_day import end_of_day as read
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound, Refusal, RuleBroken, Superseded
from discharge.core.transaction import carry_out
from discharge.core.web import look, now, requires
from discharge.core.words import counted
from discharge.days.commands import MarkDay, mark_day, plan_day, same_again

GONE = "This person is not on the list any more: reload the page"
WHY_LATE = RuleBroken("late_reason", "Enter why this day is marked only now")


@bp.route("/wards/<uuid:ward_id>/days/<date:date>", methods=["GET", "POST"])
@requires(Permission.MARK_DAYS)
def end_of_day(ward_id: UUID, date: dt.date) -> ResponseReturnValue:
    form = EndOfDayForm()
    errors: dict[str, str] = {}
    if form.validate_on_submit():
        before = read(db.session, g.actor, ward_id, date, now=now())
        forms = row_forms(before)
        late_reason = form.late_reason.data or ""
        if before.is_late and not late_reason and any(each.colour.data for each in forms):
            form.add_error(WHY_LATE)
        else:
            saved, errors = _save(before, forms, late_reason)
            if saved:
                flash(f"{counted(saved, 'person', 'people')} saved")
            if not errors:
                return redirect(url_for("boards.end_of_day", ward_id=ward_id, date=date), code=303)
    seen = look(read, note_end_of_day_shown, ward_id, date, now=now())
    return render_template("boards/end_of_day.html", page=EndOfDayPage.of(seen, form, row_forms(seen), errors=errors))


def _save(seen: EndOfDay, forms: Sequence[RowForm], late_reason: str) -> tuple[int, dict[str, str]]:
    """How many people something was kept about, and what was refused, by the prefix of their fields."""
    saved = 0
    errors: dict[str, str] = {}
    known = {prefix_of(row) for row in seen.rows}
    posted = {name.removesuffix("-seen") for name in request.form if name.endswith("-seen")}
    if any(f"{prefix}-colour" in request.form for prefix in posted - known):
        errors[""] = GONE
    for row, form in zip(seen.rows, forms, strict=True):
        try:
            saved += _save_row(row, form, seen.day, late_reason)
        except Refusal as refusal:
            errors[prefix_of(row)] = f"{row.there.stay.person.surname}: {_words(refusal)}"
    return saved, errors


def _save_row(row: EndOfDayRow, form: RowForm, day: dt.date, late_reason: str) -> bool:
    asked: list[tuple[Callable[..., object], Any]] = []
    mark, plan = form.mark(row, day, late_reason), form.plan(row, day)
    if mark is not None:
        asked.append((mark_day if isinstance(mark, MarkDay) else same_again, mark))
    if plan is not None:
        asked.append((plan_day, plan))
    for act, command in asked:
        carry_out(db.session, act, command, actor=g.actor, now=now())
    return bool(asked)


def _words(refusal: Refusal) -> str:
    if isinstance(refusal, RuleBroken):
        return refusal.message
    if isinstance(refusal, Superseded):
        theirs = next(iter(refusal.theirs.values()))
        return f"somebody else has said “{theirs}” meanwhile. What you chose was not saved"
    if isinstance(refusal, (NotAllowed, NotFound)):
        return "they are not on this ward any more, so this was not saved"
    return str(refusal)
