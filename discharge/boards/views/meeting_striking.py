"""Striking out what was entered wrongly at a meeting."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.blockers.commands import strike_action
from discharge.boards.commands.meeting import note_action_shown
from discharge.boards.forms.meeting import StrikeForm
from discharge.boards.pages.meeting.struck import StrikePage
from discharge.boards.queries.meeting import agreed_action
from discharge.boards.views.blueprint import bp
from discharge.core.web import look, now, requires, submit


@bp.route("/meeting/<uuid:meeting_id>/actions/<int:number>/strike-out", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def meeting_strike(meeting_id: UUID, number: int) -> ResponseReturnValue:
    form = StrikeForm()
    to = url_for("boards.meeting", meeting_id=meeting_id)
    done = submit(strike_action, lambda: form.command(meeting_id, number), form, to=to, says="Struck out")
    if done is not None:
        return done
    action = look(agreed_action, note_action_shown, meeting_id, number, now=now())
    return render_template("boards/meeting_strike.html", page=StrikePage.of(action, form))
