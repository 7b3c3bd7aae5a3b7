"""To another ward or bed, away and back."""

from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.web import now, requires, submit
from discharge.stays.commands.absence import cancel_absence, correct_absence, record_return, start_absence
from discharge.stays.commands.moving import move, place_words
from discharge.stays.forms.answers import answer_to
from discharge.stays.forms.moving import AbsenceForm, CancelAbsenceForm, CorrectAbsenceForm, MoveForm, ReturnForm
from discharge.stays.forms.parts import parts_of
from discharge.stays.models import AbsencePeriod, Stay
from discharge.stays.pages.comings import AboutPage, AbsencePage, AbsenceRow, MovePage, beds_words
from discharge.stays.pages.plan import Who
from discharge.stays.policies import may_place
from discharge.stays.queries import moves
from discharge.stays.queries.finding import beds_given
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show


@bp.route("/stays/<uuid:stay_id>/transfer", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def transfer(stay_id: UUID) -> ResponseReturnValue:
    stay, who = _open(stay_id)
    leg = moves.open_leg(db.session, stay)
    form = MoveForm(data={"ward_id": str(stay.last_ward_id), "bed": stay.bed, **parts_of("moved_at", now())})
    form.ward_id.choices = {
        str(ward.id): f"{ward.name}, {ward.site.name}"
        for ward in moves.wards_of_trust(db.session, stay.organisation_id)
    }
    form.show(place_words(stay.ward.name, stay.bed))
    done, conflict = send(move, lambda: form.command(stay_id, after=leg.started_at), form, to=who.back, says=_moved)
    if done is not None:
        return done
    page = MovePage(
        form=form,
        who=who,
        conflict=conflict,
        here=f"{stay.ward.name}, bed {stay.bed}" if stay.bed else f"{stay.ward.name}, no bed yet",
        beds=beds_words(beds_given(db.session, stay.last_ward_id, other_than=stay.id), ward=stay.ward.name),
        asks_consent=_is_restricted(stay),
    )
    return show("stays/transfer.html", page, conflict)


@bp.route("/stays/<uuid:stay_id>/absence", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def absence(stay_id: UUID) -> ResponseReturnValue:
    """Somebody on the ward goes away; somebody away comes back."""
    stay, who = _open(stay_id)
    found = moves.absences_of(db.session, stay_id)
    away = moves.open_absence(found)
    if away is None or (request.method == "POST" and "absence_id" not in request.form):
        return _start(stay, who, away if request.form.get("follows") else None)
    form = ReturnForm(data={"absence_id": str(away.id), **parts_of("returned_at", now())})
    form.show(moves.absence_words(away))
    done, conflict = send(
        record_return,
        lambda: form.command(stay_id, after=away.from_at),
        form,
        to=who.back,
        says="Back on the ward: saved",
    )
    if done is not None:
        return done
    page = AbsencePage(
        form=form,
        who=who,
        conflict=conflict,
        away=AbsenceRow.of(away, stay_id, now()),
        earlier=tuple(AbsenceRow.of(one, stay_id, now()) for one in found if one is not away),
        asks_consent=False,
        change_href=url_for("stays.absence_change", stay_id=stay_id),
    )
    return show("stays/absence_return.html", page, conflict)


@bp.route("/stays/<uuid:stay_id>/absence/change", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def absence_change(stay_id: UUID) -> ResponseReturnValue:
    """Away in another way from a moment on: leave from which somebody did not return is absence without leave."""
    stay, who = _open(stay_id)
    away = moves.open_absence(moves.absences_of(db.session, stay_id))
    if away is None:
        return redirect(url_for("stays.absence", stay_id=stay_id), code=303)
    return _start(stay, who, away)


@bp.route("/stays/<uuid:stay_id>/absences/<uuid:absence_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def absence_correct(stay_id: UUID, absence_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_place)
    found = _absence(stay_id, absence_id)
    form = CorrectAbsenceForm(
        data={
            "kind": found.kind,
            "note": found.note,
            "consent": answer_to(found.is_ministry_consent_recorded),
            **parts_of("from_at", found.from_at),
            **parts_of("due_back_at", found.due_back_at),
            **parts_of("returned_at", found.returned_at),
        }
    )
    form.show(moves.absence_words(found))
    done, conflict = send(
        correct_absence,
        lambda: form.command(stay_id, absence_id, after=stay.admitted_at),
        form,
        to=who.back,
        says=lambda absence: _away_words(absence, stay.person_id),
    )
    if done is not None:
        return done
    page = AbsencePage(
        form=form,
        who=who,
        conflict=conflict,
        away=None,
        earlier=(),
        asks_consent=_is_restricted(stay),
        cancel_href=url_for("stays.absence_cancel", stay_id=stay_id, absence_id=absence_id),
    )
    return show("stays/absence_correct.html", page, conflict)


@bp.route("/stays/<uuid:stay_id>/absences/<uuid:absence_id>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def absence_cancel(stay_id: UUID, absence_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_place)
    found = _absence(stay_id, absence_id)
    form = CancelAbsenceForm()
    done = submit(
        cancel_absence, lambda: form.command(stay_id, absence_id), form, to=who.back, says="Absence taken away"
    )
    if done is not None:
        return done
    row = AbsenceRow.of(found, stay_id, now())
    return show("stays/absence_cancel.html", AboutPage(form=form, who=who, about=f"{row.word} {row.words}"), None)


def _start(stay: Stay, who: Who, away: AbsencePeriod | None) -> ResponseReturnValue:
    form = AbsenceForm(data={"follows": str(away.id) if away else "", **parts_of("from_at", now())})
    form.show(moves.absence_words(away))
    after = away.from_at if away else stay.admitted_at
    done, conflict = send(
        start_absence,
        lambda: form.command(stay.id, after=after),
        form,
        to=who.back,
        says=lambda absence: _away_words(absence, stay.person_id),
    )
    if done is not None:
        return done
    found = moves.absences_of(db.session, stay.id)
    page = AbsencePage(
        form=form,
        who=who,
        conflict=conflict,
        away=AbsenceRow.of(away, stay.id, now()) if away else None,
        earlier=tuple(AbsenceRow.of(one, stay.id, now()) for one in found if one is not away),
        asks_consent=_is_restricted(stay),
    )
    return show("stays/absence.html", page, conflict)


def _open(stay_id: UUID) -> tuple[Stay, Who]:
    """The stay of somebody who is still here."""
    stay, who = opened(stay_id, may_place)
    if not stay.is_open:
        raise RuleBroken("", "This person has left. Reopen the stay from their page if that is wrong.")
    return stay, who


def _absence(stay_id: UUID, absence_id: UUID) -> AbsencePeriod:
    found = next((one for one in moves.absences(db.session, g.actor, stay_id, now=now()) if one.id == absence_id), None)
    if found is None:
        raise NotFound
    return found


def _is_restricted(stay: Stay) -> bool:
    return moves.is_restricted(db.session, stay.person_id, local_date(now()))


def _away_words(absence: AbsencePeriod, person_id: UUID) -> str:
    doubt = moves.leave_doubt_of(db.session, person_id, absence.kind, local_date(absence.from_at))
    return f"Absence saved. {doubt}" if doubt else "Absence saved"


def _moved(stay: Stay) -> str:
    """The ward is named: the number of a bed that stayed in its box may be somebody else's on the new ward."""
    ward = moves.ward_name(db.session, stay.last_ward_id)
    if not stay.bed:
        return f"Moved to {ward}. No bed is given yet"
    shared = stay.bed in beds_given(db.session, stay.last_ward_id, other_than=stay.id)
    return f"Moved to {ward}, bed {stay.bed}" + (". Somebody else has this bed too" if shared else "")
