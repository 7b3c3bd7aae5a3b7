"""People and plans around a stay, in four short forms."""

from typing import Any
from uuid import UUID

from flask import g
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.web import now, requires
from discharge.places.models import OrganisationKind
from discharge.stays.commands.people import edit_details
from discharge.stays.forms.details import CircleForm, DetailsForm, HomeForm, PurposeForm, TeamForm
from discharge.stays.pages.plan import FormPage
from discharge.stays.policies import may_edit
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.bodies import bodies
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show


@bp.route("/stays/<uuid:stay_id>/people", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def people(stay_id: UUID) -> ResponseReturnValue:
    return _edit(stay_id, TeamForm, "stays/people.html")


@bp.route("/stays/<uuid:stay_id>/carer", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def carer(stay_id: UUID) -> ResponseReturnValue:
    return _edit(stay_id, CircleForm, "stays/carer.html")


@bp.route("/stays/<uuid:stay_id>/purpose", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def purpose(stay_id: UUID) -> ResponseReturnValue:
    return _edit(stay_id, PurposeForm, "stays/purpose.html")


@bp.route("/stays/<uuid:stay_id>/home-and-money", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def money(stay_id: UUID) -> ResponseReturnValue:
    known = bodies(db.session, g.actor)
    icbs = {str(body.id): body.name for body in known if body.kind == OrganisationKind.ICB}
    councils = {str(body.id): body.name for body in known if body.kind == OrganisationKind.COUNCIL}
    return _edit(stay_id, HomeForm, "stays/money.html", icbs=icbs, councils=councils)


def _edit(stay_id: UUID, kind: type[DetailsForm], template: str, **choices: Any) -> ResponseReturnValue:
    stay, who = opened(stay_id, may_edit)
    form = kind.begin(kind.group.of(stay, stay.person), **choices)
    done, conflict = send(edit_details, lambda: form.command(stay_id), form, to=who.back, says="Saved")
    if done is not None:
        return done
    if conflict:
        stay = get_stay(db.session, g.actor, stay_id, now=now())
        form.start_again_on(kind.group.of(stay, stay.person))
    page = FormPage(form=form, who=who, conflict=conflict)
    return show(template, page, conflict)
