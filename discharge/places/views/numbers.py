"""Local numbers: what is in force, who decided it, and deciding anew."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import now, requires, submit
from discharge.places import commands, queries
from discharge.places.forms import NumberForm
from discharge.places.pages import NumberPage, NumbersPage
from discharge.places.queries import Numbers
from discharge.places.rules.policy import KNOWN, Key
from discharge.places.rules.powers import Power
from discharge.places.views.blueprint import bp


@bp.get("/organisations/<uuid:organisation_id>/numbers")
@requires(Power.MANAGE_PLACES)
def numbers(organisation_id: UUID) -> ResponseReturnValue:
    today = local_date(now())
    seen = queries.numbers_of(db.session, g.actor, organisation_id=organisation_id, day=today)
    return render_template("places/numbers.html", page=NumbersPage.of(seen, today=today))


@bp.get("/wards/<uuid:ward_id>/numbers")
@requires(Power.MANAGE_PLACES)
def ward_numbers(ward_id: UUID) -> ResponseReturnValue:
    today = local_date(now())
    seen = queries.numbers_of(db.session, g.actor, ward_id=ward_id, day=today)
    return render_template("places/numbers.html", page=NumbersPage.of(seen, today=today))


@bp.route("/organisations/<uuid:organisation_id>/numbers/<key>", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def number(organisation_id: UUID, key: str) -> ResponseReturnValue:
    seen = queries.numbers_of(db.session, g.actor, organisation_id=organisation_id, day=local_date(now()))
    return _decide(seen, key, url_for("places.numbers", organisation_id=organisation_id))


@bp.route("/wards/<uuid:ward_id>/numbers/<key>", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def ward_number(ward_id: UUID, key: str) -> ResponseReturnValue:
    seen = queries.numbers_of(db.session, g.actor, ward_id=ward_id, day=local_date(now()))
    return _decide(seen, key, url_for("places.ward_numbers", ward_id=ward_id))


def _decide(seen: Numbers, asked: str, back: str) -> ResponseReturnValue:
    if asked not in set(Key):
        raise NotFound
    key = Key(asked)
    if seen.ward_id is not None and not KNOWN[key].is_by_ward:
        raise NotFound
    form = NumberForm(version=seen.version, value=str(seen.in_force[key].value), from_on=local_date(now()))
    done = submit(
        commands.set_number,
        lambda: form.command(key, seen.organisation_id, seen.ward_id),
        form,
        to=back,
        says="Number saved",
    )
    if done is not None:
        return done
    return render_template("places/number.html", page=NumberPage.of(seen, key, form))
