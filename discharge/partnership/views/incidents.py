"""Near misses and serious incidents: telling of one, the list, one of them, deciding, closing."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.errors import Superseded
from discharge.core.web import look, now, open_form, requires, submit
from discharge.partnership import policies
from discharge.partnership.commands import incidents as commands
from discharge.partnership.forms.incidents import CloseForm, DecideForm, TellForm
from discharge.partnership.pages.incidents import IncidentPage, IncidentsPage
from discharge.partnership.queries import incidents as queries
from discharge.partnership.queries.incidents import OneIncident
from discharge.partnership.views.blueprint import bp
from discharge.stays.pages.form import FieldsPage
from discharge.stays.pages.plan import Conflict, Who

APART = "Not for delays: those are blockers. If somebody is in danger now, act first and write afterwards."
TELL_HINTS = {
    "what_happened": "What you saw and heard, in a few sentences. No names of patients",
    "done_at_once": "Leave it empty if nothing was needed",
    "local_reference": "If it is there already",
}
DECIDE_HINTS = {
    "referred_on": "Only when the board is told",
    "board_reference": "Add it later when they have given it",
    "because": "Only when the board is not told",
}


@bp.get("/incidents")
@requires(Permission.TELL_INCIDENTS)
def incidents() -> ResponseReturnValue:
    seen = queries.incidents(db.session, g.actor)
    return render_template("partnership/incidents.html", page=IncidentsPage.of(seen))


@bp.get("/incidents/<uuid:incident_id>")
@requires(Permission.TELL_INCIDENTS)
def incident(incident_id: UUID) -> ResponseReturnValue:
    seen = look(queries.one_incident, commands.note_incident_shown, incident_id, now=now())
    return render_template("partnership/incident.html", page=IncidentPage.of(seen))


@bp.route("/incidents/new", methods=["GET", "POST"])
@requires(Permission.TELL_INCIDENTS)
def tell() -> ResponseReturnValue:
    return _tell(None)


@bp.route("/stays/<uuid:stay_id>/incident", methods=["GET", "POST"])
@requires(Permission.TELL_INCIDENTS)
def tell_of_stay(stay_id: UUID) -> ResponseReturnValue:
    return _tell(stay_id)


@bp.route("/incidents/<uuid:incident_id>/decide", methods=["GET", "POST"])
@requires(Permission.HANDLE_INCIDENTS)
def decide(incident_id: UUID) -> ResponseReturnValue:
    seen = _opened(incident_id)
    form, conflict = DecideForm.begin(seen.incident), None
    back = url_for("partnership.incident", incident_id=incident_id)
    try:
        done = submit(commands.decide_referral, lambda: form.command(incident_id), form, to=back, says="Saved")
    except Superseded as superseded:
        done, conflict = None, Conflict.of(superseded)
        form.version.data = str(seen.incident.version)
    if done is not None:
        return done
    page = FieldsPage(
        title="Is the safeguarding board told?",
        about=_about(seen),
        form=form,
        button="Save",
        back=back,
        intro="The Safeguarding Adults Board of the council looks at what several organisations can learn.",
        hints=DECIDE_HINTS,
        conflict=conflict,
    )
    return render_template("layouts/form.html", page=page), 409 if conflict else 200


@bp.route("/incidents/<uuid:incident_id>/close", methods=["GET", "POST"])
@requires(Permission.HANDLE_INCIDENTS)
def close(incident_id: UUID) -> ResponseReturnValue:
    seen = _opened(incident_id)
    form = CloseForm(version=str(seen.incident.version))
    back = url_for("partnership.incident", incident_id=incident_id)
    done = submit(commands.close_incident, lambda: form.command(incident_id), form, to=back, says="Incident closed")
    if done is not None:
        return done
    page = FieldsPage(
        title="Close the incident",
        about=_about(seen),
        form=form,
        button="Close it",
        back=back,
        hints={"learned": "For those who were not there. No names"},
    )
    return render_template("layouts/form.html", page=page)


def _tell(stay_id: UUID | None) -> ResponseReturnValue:
    seen = open_form(
        queries.to_tell,
        commands.note_telling_begun,
        lambda actor, seen: policies.may_tell(actor, seen.wards),
        stay_id,
        now=now(),
    )
    form = TellForm.among(seen.wards, is_about_somebody=seen.stay is not None, happened_on=seen.today)
    done = submit(
        commands.tell_incident,
        lambda: form.command(seen.wards, stay_id),
        form,
        to=lambda told: url_for("partnership.incident", incident_id=told.id),
        says=lambda told: f"{told.reference} is kept. Those who look into it see it at once",
    )
    if done is not None:
        return done
    page = FieldsPage(
        title="Tell of an incident",
        about=Who.of(seen.stay, "").name if seen.stay else "",
        form=form,
        button="Tell of it",
        back=url_for("boards.stay", stay_id=stay_id) if stay_id else url_for("partnership.incidents"),
        intro=APART,
        hints=TELL_HINTS,
    )
    return render_template("layouts/form.html", page=page)


def _opened(incident_id: UUID) -> OneIncident:
    return open_form(
        queries.one_incident,
        commands.note_incident_shown,
        lambda actor, seen: policies.may_look_into(actor, seen.incident),
        incident_id,
        now=now(),
    )


def _about(seen: OneIncident) -> str:
    return f"{seen.incident.reference}, {seen.incident.kind.words.lower()}, {seen.incident.ward.name}"
