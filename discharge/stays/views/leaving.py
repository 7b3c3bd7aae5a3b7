"""Discharge, death, undoing either, and follow-up."""

from uuid import UUID

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import now, open_form, requires, submit
from discharge.places.queries import policies as numbers
from discharge.places.rules.policy import Key
from discharge.stays.commands.follow_up import (
    arrange_follow_up,
    close_follow_up,
    follow_up_done,
    note_follow_up_shown,
)
from discharge.stays.commands.leaving import leave_hospital, record_death, reopen_stay, undo_death
from discharge.stays.forms.leaving import (
    ArrangeForm,
    CloseForm,
    ContactForm,
    DeathForm,
    LeaveForm,
    ReopenForm,
    UndoDeathForm,
)
from discharge.stays.forms.parts import parts_of
from discharge.stays.models import Stay
from discharge.stays.pages.comings import AboutPage, FollowUpPage, LeavePage
from discharge.stays.pages.plan import Who
from discharge.stays.policies import may_follow_up, may_set_clinical_facts
from discharge.stays.queries import moves
from discharge.stays.queries.leaving import (
    NOT_LEFT,
    OwedFollowUp,
    died_after_leaving,
    discharge_words,
    follow_up_words,
    get_follow_up,
    standing_discharge,
)
from discharge.stays.queries.progress import ready_of
from discharge.stays.rules.codes import ABSENCE_KINDS
from discharge.stays.rules.shown import shown_day, shown_moment
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show


@bp.route("/stays/<uuid:stay_id>/discharge", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def leave(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_set_clinical_facts)
    if not stay.is_open and request.method == "GET":
        raise RuleBroken("", "This person has left already. Reopen the stay from their page if that is wrong.")
    begun = {"receiving_team_kind": stay.receiving_team_kind, "receiving_team": stay.receiving_team}
    form = LeaveForm(data={**begun, **parts_of("left_at", now())})
    form.show(NOT_LEFT)
    legs = moves.legs(db.session, g.actor, stay_id, now=now())
    done, conflict = send(
        leave_hospital,
        lambda: form.command(stay_id, after=legs[-1].started_at),
        form,
        to=url_for("boards.ward", ward_id=stay.last_ward_id),
        says="Discharged. The follow-up is on this ward's list until it is done",
    )
    if done is not None:
        return done
    keys = (Key.FOLLOW_UP_HOURS, Key.FOLLOW_UP_RISK_HOURS)
    today = local_date(now())
    hours = numbers(db.session, keys, organisation_id=stay.organisation_id, ward_id=stay.last_ward_id, day=today)
    page = LeavePage(
        form=form,
        who=who,
        conflict=conflict,
        asks_consent=moves.is_restricted(db.session, stay.person_id, today),
        usual=hours[Key.FOLLOW_UP_HOURS],
        at_risk=hours[Key.FOLLOW_UP_RISK_HOURS],
        closes=_what_ends(stay),
        death_href=url_for("stays.death", stay_id=stay_id),
    )
    return show("stays/leave.html", page, conflict)


@bp.route("/stays/<uuid:stay_id>/death", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def death(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_set_clinical_facts)
    form = DeathForm(data=parts_of("died_at", now()))
    legs = moves.legs(db.session, g.actor, stay_id, now=now())
    done = submit(
        record_death,
        lambda: form.command(stay_id, after=legs[-1].started_at),
        form,
        to=url_for("boards.ward", ward_id=stay.last_ward_id),
        says="The death is recorded, and everything asked about this person has ended",
    )
    if done is not None:
        return done
    born = f"Born {shown_day(stay.person.birth_date)}, number {stay.person.local_number}"
    return show("stays/death.html", AboutPage(form=form, who=who, about=born), None)


@bp.route("/stays/<uuid:stay_id>/reopen", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def reopen(stay_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_set_clinical_facts)
    form = ReopenForm()
    done = submit(reopen_stay, lambda: form.command(stay_id), form, to=who.back, says="The stay is open again")
    if done is not None:
        return done
    standing = standing_discharge(db.session, stay_id)
    if standing is None:
        raise RuleBroken("", "This stay has no discharge to undo.")
    words = discharge_words(standing.left_at, standing.method, standing.destination)
    about = f"{words['How']}, to: {words['Where to']}, {words['Left']}"
    return show("stays/reopen.html", AboutPage(form=form, who=who, about=about), None)


@bp.route("/stays/<uuid:stay_id>/death/undo", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def death_undo(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_set_clinical_facts)
    form = UndoDeathForm()
    done = submit(
        undo_death,
        lambda: form.command(stay_id),
        form,
        to=who.back,
        says="The death is undone. What it closed is owed again",
    )
    if done is not None:
        return done
    if not died_after_leaving(db.session, stay):
        raise RuleBroken("", "No death was recorded after this discharge.")
    about = f"Died on {shown_day(stay.person.died_on)}"
    return show("stays/death_undo.html", AboutPage(form=form, who=who, about=about), None)


@bp.route("/follow-ups/<uuid:follow_up_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def follow_up(follow_up_id: UUID) -> ResponseReturnValue:
    owed, who = _owed(follow_up_id)
    form = ContactForm(data=parts_of("done_at", now()))
    form.show(follow_up_words(owed.follow_up))
    done, conflict = send(
        follow_up_done,
        lambda: form.command(follow_up_id, after=owed.left_at),
        form,
        to=who.back,
        says="Follow-up done: saved",
    )
    if done is not None:
        return done
    page = FollowUpPage(
        form=form,
        who=who,
        conflict=conflict,
        facts=FollowUpPage.facts_of(owed),
        due=f"by {shown_moment(owed.follow_up.due_at)} ({owed.follow_up.due_hours} hours after leaving)",
        clock=FollowUpPage.clock_of(owed, now()),
        is_owed=owed.follow_up.is_owed,
        arrange_href=url_for("stays.follow_up_arrange", follow_up_id=follow_up_id),
        close_href=url_for("stays.follow_up_close", follow_up_id=follow_up_id),
    )
    return show("stays/follow_up.html", page, conflict)


@bp.route("/follow-ups/<uuid:follow_up_id>/arrange", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def follow_up_arrange(follow_up_id: UUID) -> ResponseReturnValue:
    owed, who = _owed(follow_up_id)
    begun = {"owner": owed.follow_up.owner, **parts_of("booked_at", owed.follow_up.booked_at)}
    form = ArrangeForm(data=begun)
    form.show(follow_up_words(owed.follow_up))
    back = url_for("stays.follow_up", follow_up_id=follow_up_id)
    done, conflict = send(arrange_follow_up, lambda: form.command(follow_up_id), form, to=back, says="Follow-up saved")
    if done is not None:
        return done
    about = f"Due by {shown_moment(owed.follow_up.due_at)}"
    return show("stays/follow_up_arrange.html", AboutPage(form=form, who=who, conflict=conflict, about=about), conflict)


@bp.route("/follow-ups/<uuid:follow_up_id>/close", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def follow_up_close(follow_up_id: UUID) -> ResponseReturnValue:
    owed, who = _owed(follow_up_id)
    form = CloseForm()
    form.show(follow_up_words(owed.follow_up))
    done, conflict = send(
        close_follow_up, lambda: form.command(follow_up_id), form, to=who.back, says="Follow-up closed"
    )
    if done is not None:
        return done
    about = f"Due by {shown_moment(owed.follow_up.due_at)}"
    return show("stays/follow_up_close.html", AboutPage(form=form, who=who, conflict=conflict, about=about), conflict)


def _owed(follow_up_id: UUID) -> tuple[OwedFollowUp, Who]:
    owed = open_form(
        get_follow_up,
        note_follow_up_shown,
        lambda actor, seen: may_follow_up(actor, seen.follow_up),
        follow_up_id,
        now=now(),
    )
    return owed, Who.of(owed.stay, url_for("boards.ward", ward_id=owed.follow_up.ward_id))


def _what_ends(stay: Stay) -> tuple[str, ...]:
    """What the discharge will close, in words, so that nobody is surprised."""
    away = moves.open_absence(moves.absences_of(db.session, stay.id))
    ready = ready_of(db.session, g.actor, stay.id, now=now())
    return (
        *((f"{ABSENCE_KINDS[away.kind].description} since {shown_moment(away.from_at)}",) if away else ()),
        *((f"Clinically ready since {shown_day(ready.period.started_on)}",) if ready else ()),
    )
