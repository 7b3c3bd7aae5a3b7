"""Legal authority: what is recorded, a new one, an end, an entry struck out."""

from uuid import UUID

from flask import g, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import now, requires, submit
from discharge.stays.commands.legal import end_authority, start_authority, strike_out_authority
from discharge.stays.forms.legal import AuthorityForm, EndAuthorityForm, StrikeOutForm
from discharge.stays.models import LegalPeriod
from discharge.stays.pages.comings import AboutPage, LegalPage
from discharge.stays.policies import may_set_clinical_facts
from discharge.stays.queries import moves
from discharge.stays.rules.shown import shown_day
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show


@bp.route("/stays/<uuid:stay_id>/legal", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def legal(stay_id: UUID) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_set_clinical_facts)
    form = AuthorityForm(data={"started_on": local_date(now())})
    form.show({"Legal status": moves.in_force_words(moves.legal_periods_of(db.session, stay.person_id))})
    here = url_for("stays.legal", stay_id=stay_id)
    done, conflict = send(start_authority, lambda: form.command(stay_id), form, to=here, says="Legal status saved")
    if done is not None:
        return done
    rows = LegalPage.rows_of(moves.legal_periods_of(db.session, stay.person_id), stay_id, local_date(now()))
    return show("stays/legal.html", LegalPage(form=form, who=who, conflict=conflict, rows=rows), conflict)


@bp.route("/stays/<uuid:stay_id>/legal/<uuid:period_id>/end", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def legal_end(stay_id: UUID, period_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_set_clinical_facts)
    period = _period(stay_id, period_id)
    form = EndAuthorityForm(data={"ended_on": local_date(now())})
    form.show({"Ended": shown_day(period.ended_on)})
    here = url_for("stays.legal", stay_id=stay_id)
    done, conflict = send(end_authority, lambda: form.command(stay_id, period_id), form, to=here, says="End saved")
    if done is not None:
        return done
    return show(
        "stays/legal_end.html", AboutPage(form=form, who=who, conflict=conflict, about=_words(period)), conflict
    )


@bp.route("/stays/<uuid:stay_id>/legal/<uuid:period_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def legal_strike_out(stay_id: UUID, period_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_set_clinical_facts)
    period = _period(stay_id, period_id)
    form = StrikeOutForm()
    here = url_for("stays.legal", stay_id=stay_id)
    done = submit(
        strike_out_authority, lambda: form.command(stay_id, period_id), form, to=here, says="Entry struck out"
    )
    if done is not None:
        return done
    return show("stays/legal_strike_out.html", AboutPage(form=form, who=who, about=_words(period)), None)


def _period(stay_id: UUID, period_id: UUID) -> LegalPeriod:
    known = moves.legal_history(db.session, g.actor, stay_id, now=now())
    found = next((period for period in known if period.id == period_id), None)
    if found is None:
        raise NotFound
    return found


def _words(period: LegalPeriod) -> str:
    return moves.authority_words(period.code or period.kind, period.started_on, period.expires_on)
