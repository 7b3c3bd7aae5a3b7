"""What one was told: shown, opened, marked as read; and which of it one does not want."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import now, run, signed_in
from discharge.notices.commands import choosing, reading
from discharge.notices.forms import DigestForm, PressForm, ReadAllForm
from discharge.notices.pages.bell import BellPage, ChoicePage
from discharge.notices.queries.bell import own_notices
from discharge.notices.queries.choices import who_turned_off
from discharge.notices.rules.kinds import Kind
from discharge.notices.views.blueprint import bp


@bp.get("/notices")
@signed_in
def bell() -> ResponseReturnValue:
    told = own_notices(db.session, g.actor)
    return render_template("notices/bell.html", page=BellPage.of(PressForm(), ReadAllForm(), told, now()))


@bp.post("/notices/<uuid:notice_id>/open")
@signed_in
def open_notice(notice_id: UUID) -> ResponseReturnValue:
    """Marks it as read and goes on to what it is about."""
    return run(reading.mark_read, notice_id, _pressed(PressForm()), to=lambda notice: notice.path)


@bp.post("/notices/<uuid:notice_id>/read")
@signed_in
def mark_read(notice_id: UUID) -> ResponseReturnValue:
    return run(reading.mark_read, notice_id, _pressed(PressForm()), to=url_for("notices.bell"), says="Marked as read")


@bp.post("/notices/read")
@signed_in
def mark_all_read() -> ResponseReturnValue:
    form = ReadAllForm()
    _pressed(form)
    return run(reading.mark_all_read, form.moment(), form, to=url_for("notices.bell"), says="All marked as read")


@bp.route("/account/notices", methods=["GET", "POST"])
@signed_in
def choices() -> ResponseReturnValue:
    """Says whether morning summaries are on; posting switches."""
    form = DigestForm()
    if form.validate_on_submit():
        command = form.command()
        says = f"Morning summaries are switched {form.wanted.data}"
        return run(choosing.choose, command, form, to=url_for("notices.choices"), says=says)
    are_off = g.actor.user_id in who_turned_off(db.session, Kind.DIGEST, [g.actor.user_id])
    return render_template("notices/choices.html", page=ChoicePage(form=form, are_off=are_off))


def _pressed(form: PressForm | ReadAllForm) -> PressForm | ReadAllForm:
    if not form.validate_on_submit():
        raise RuleBroken("", "Go back and press the button again")
    return form
