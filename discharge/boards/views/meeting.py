"""The meeting with partners: begun, gone through one person at a time, ended, and what it agreed taken away."""

from typing import Any
from uuid import UUID

from flask import Response, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from discharge.access.rules import Permission
from discharge.blockers.commands import (
    agree_action,
    begin_meeting,
    end_meeting,
    say_of_person,
    set_attendance,
)
from discharge.blockers.queries.meeting import listed
from discharge.boards.commands import meeting as notes
from discharge.boards.forms.meeting import AgreeForm, AttendanceForm, BeginForm, EndMeetingForm, SayForm
from discharge.boards.pages.meeting.actions import HEADER, ActionSheet, cells_of
from discharge.boards.pages.meeting.card import MeetingCardPage
from discharge.boards.pages.meeting.page import AttendancePage, MeetingPage, MeetingsPage, next_href
from discharge.boards.queries import meeting as queries
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import RuleBroken, Superseded
from discharge.core.web import look, now, requires, run, submit
from discharge.interop.adapters.tables import CSV_TYPE, XLSX_TYPE, csv_of, xlsx_of
from discharge.stays.pages.plan import Conflict

PRESS_AGAIN = RuleBroken("", "Go back and press the button again")


@bp.route("/meeting", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def meetings() -> ResponseReturnValue:
    found = queries.meetings_to_hold(db.session, g.actor)
    form = BeginForm()
    form.offer(list(found.wards), has_trusts=len({ward.trust_id for ward in found.wards}) > 1)
    done = submit(begin_meeting, form.command, form, to=_attendance_of)
    return done or render_template("boards/meetings.html", page=MeetingsPage.of(found, form))


@bp.get("/meeting/<uuid:meeting_id>")
@requires(Permission.RUN_MEETING)
def meeting(meeting_id: UUID) -> ResponseReturnValue:
    seen = look(queries.meeting_sheet, notes.note_meeting_shown, meeting_id, now=now())
    page = MeetingPage.of(seen, EndMeetingForm(formdata=None), is_ending=False, now=now())
    return render_template("boards/meeting.html", page=page)


@bp.route("/meeting/<uuid:meeting_id>/attendance", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def meeting_attendance(meeting_id: UUID) -> ResponseReturnValue:
    found = queries.meeting_attendance(db.session, g.actor, meeting_id, now=now())
    form, conflict = AttendanceForm(), None
    form.offer(found.choices, but={body.key for body, _ in found.expected})
    try:
        to = _next(meeting_id)
        done = submit(set_attendance, lambda: form.command(meeting_id), form, to=to)
    except Superseded as superseded:
        done, conflict = None, Conflict.of(superseded)
    if done is not None:
        return done
    page = AttendancePage.of(found, form, conflict)
    return render_template("boards/meeting_attendance.html", page=page), 409 if conflict else 200


@bp.route("/meeting/<uuid:meeting_id>/people/<uuid:stay_id>", methods=["GET", "POST"])
@requires(Permission.RUN_MEETING)
def meeting_card(meeting_id: UUID, stay_id: UUID) -> ResponseReturnValue:
    form, conflict = AgreeForm(), None
    here = url_for("boards.meeting_card", meeting_id=meeting_id, stay_id=stay_id)
    try:
        to = here if form.is_more or not form.is_submitted() else _next(meeting_id, after=stay_id)
        done = submit(agree_action, lambda: form.command(meeting_id, stay_id), form, to=to)
    except Superseded as superseded:
        done, conflict = None, Conflict.of(superseded)
    if done is not None:
        return done
    return _show_card(meeting_id, stay_id, form, conflict), 409 if conflict else 200


@bp.post("/meeting/<uuid:meeting_id>/people/<uuid:stay_id>/said")
@requires(Permission.RUN_MEETING)
def meeting_said(meeting_id: UUID, stay_id: UUID) -> ResponseReturnValue:
    form = SayForm()
    if not form.validate_on_submit():
        raise PRESS_AGAIN
    to = _next(meeting_id, after=stay_id)
    return run(say_of_person, form.command(meeting_id, stay_id), form, to=to)


@bp.post("/meeting/<uuid:meeting_id>/end")
@requires(Permission.RUN_MEETING)
def meeting_end(meeting_id: UUID) -> ResponseReturnValue:
    """Where nothing was said of somebody yet, the page says of whom, and a second press ends it all the same."""
    form, to = EndMeetingForm(), url_for("boards.meeting", meeting_id=meeting_id)
    done = submit(end_meeting, lambda: form.command(meeting_id), form, to=to, says="Meeting ended")
    if done is not None:
        return done
    seen = look(queries.meeting_sheet, notes.note_meeting_shown, meeting_id, now=now())
    return render_template("boards/meeting.html", page=MeetingPage.of(seen, form, is_ending=True, now=now()))


@bp.get("/meeting/<uuid:meeting_id>/sheet")
@requires(Permission.RUN_MEETING)
def meeting_sheet(meeting_id: UUID) -> ResponseReturnValue:
    seen = look(queries.meeting_sheet, notes.note_actions_printed, meeting_id, now=now())
    page = ActionSheet.of(seen, printed_by=g.actor.name, now=now())
    return render_template("boards/meeting_sheet.html", page=page)


@bp.get("/meeting/<uuid:meeting_id>/actions.<any(csv, xlsx):ending>")
@requires(Permission.RUN_MEETING)
def meeting_file(meeting_id: UUID, ending: str) -> ResponseReturnValue:
    seen = look(queries.meeting_sheet, notes.note_actions_exported, meeting_id, now=now())
    rows = cells_of(seen)
    content = csv_of(HEADER, rows) if ending == "csv" else xlsx_of("Actions", HEADER, rows)
    answer = Response(content, content_type=CSV_TYPE if ending == "csv" else XLSX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="meeting-{seen.meeting.on}.{ending}"'
    return answer


def _attendance_of(begun: Any) -> str:
    return url_for("boards.meeting_attendance", meeting_id=begun.id)


def _next(meeting_id: UUID, after: UUID | None = None) -> str:
    """Whom the meeting goes on with."""
    return next_href(listed(db.session, g.actor, meeting_id, now=now()), meeting_id, after)


def _show_card(meeting_id: UUID, stay_id: UUID, form: AgreeForm, conflict: Conflict | None) -> str:
    card = look(queries.meeting_card, notes.note_meeting_card_shown, meeting_id, stay_id, now=now())
    form.offer(card.choices, first=("", "Whoever is to act on it now"))
    page = MeetingCardPage.of(
        card, form, SayForm(formdata=None), conflict, has_single_keys=current_user.has_single_keys, now=now()
    )
    return render_template("boards/meeting_card.html", page=page)
