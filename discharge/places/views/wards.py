"""One ward: what it is, its beds and its rounds."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.web import now, requires
from discharge.places import commands, queries
from discharge.places.forms import BedsForm, ConfirmForm, NewWardForm, RoundsForm, WardForm
from discharge.places.pages import FormPage, WardPage
from discharge.places.rules.powers import Power
from discharge.places.views.asking import ask
from discharge.places.views.blueprint import bp

CODE_HINT = "As the record system and its ward lists name it"


@bp.get("/wards/<uuid:ward_id>")
@requires(Power.MANAGE_PLACES)
def ward(ward_id: UUID) -> ResponseReturnValue:
    seen = queries.ward_history(db.session, g.actor, ward_id)
    return render_template("places/ward.html", page=WardPage.of(seen, today=local_date(now())))


@bp.route("/sites/<uuid:site_id>/wards/new", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def add_ward(site_id: UUID) -> ResponseReturnValue:
    site = queries.get_site(db.session, g.actor, site_id)
    form = NewWardForm(opens_on=local_date(now()), sex_of_patients="8", age_group="13", care_intensity="52")
    page = FormPage(
        title="Add a ward",
        caption=site.name,
        back=url_for("places.admin"),
        button="Add ward",
        form=form,
        hints={"code": CODE_HINT, "opens_on": "A ward that is open already may name the day it opened"},
    )
    return ask(
        page,
        commands.add_ward,
        lambda: form.add(site_id),
        says=lambda added: f"{added.name} added. Look over its rounds before it starts",
        to=lambda added: url_for("places.ward", ward_id=added.id),
    )


@bp.route("/wards/<uuid:ward_id>/change", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def change_ward(ward_id: UUID) -> ResponseReturnValue:
    ward = queries.get_ward(db.session, g.actor, ward_id)
    form = WardForm(obj=ward)
    back = url_for("places.ward", ward_id=ward_id)
    page = FormPage(
        title=f"Change {ward.name}", caption="", back=back, button="Save ward", form=form, hints={"code": CODE_HINT}
    )
    return ask(page, commands.change_ward, lambda: form.command(ward_id), says="Ward saved")


@bp.route("/wards/<uuid:ward_id>/beds", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def set_beds(ward_id: UUID) -> ResponseReturnValue:
    ward = queries.get_ward(db.session, g.actor, ward_id)
    today = local_date(now())
    capacity = queries.capacity_on(db.session, ward_id, today)
    form = BedsForm(
        version=ward.version,
        from_on=today,
        beds=str(capacity.beds) if capacity else "",
        closed_beds=str(capacity.closed_beds) if capacity else "0",
        is_shut=capacity.is_shut if capacity else False,
        reason=capacity.reason if capacity else "",
    )
    back = url_for("places.ward", ward_id=ward_id)
    page = FormPage(
        title="How many beds does the ward have?",
        caption=ward.name,
        back=back,
        button="Save beds",
        form=form,
        intro="This holds from the day you name until you say otherwise. Days before it keep what they had.",
        hints={"reason": "Needed when beds are closed or the ward is shut"},
    )
    return ask(page, commands.set_beds, lambda: form.command(ward_id), says="Beds saved")


@bp.route("/wards/<uuid:ward_id>/rounds", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def set_rounds(ward_id: UUID) -> ResponseReturnValue:
    ward = queries.get_ward(db.session, g.actor, ward_id)
    today = local_date(now())
    rounds = queries.rounds_on(db.session, ward_id, today)
    weekly_on = rounds.pattern.weekly_on
    form = RoundsForm(
        version=ward.version,
        from_on=today,
        weekly_on="" if weekly_on is None else str(weekly_on),
        weekday_passes=str(len(rounds.pattern.weekday)),
        weekend_passes=str(len(rounds.pattern.weekend)),
        holiday_passes=str(len(rounds.pattern.holiday)),
        closes_at=rounds.close_time,
    )
    back = url_for("places.ward", ward_id=ward_id)
    page = FormPage(
        title="When does the ward go through everybody?",
        caption=ward.name,
        back=back,
        button="Save rounds",
        form=form,
        intro="This holds from today or a later day. Days gone by keep what they had.",
        hints={
            "closes_at": "On the next day with a round. After it, changing a day's mark needs a reason",
            "weekday_passes": "For a ward that meets once a week: on that day",
        },
    )
    return ask(page, commands.set_rounds, lambda: form.command(ward_id), says="Rounds saved")


@bp.route("/wards/<uuid:ward_id>/reopen", methods=["GET", "POST"])
@requires(Power.MANAGE_PLACES)
def reopen_ward(ward_id: UUID) -> ResponseReturnValue:
    ward = queries.get_ward(db.session, g.actor, ward_id)
    form = ConfirmForm(version=ward.version)
    back = url_for("places.ward", ward_id=ward_id)
    page = FormPage(
        title=f"Open {ward.name} again", caption="", back=back, button="Open this ward again", form=form, hints={}
    )
    return ask(
        page,
        commands.reopen_ward,
        lambda: commands.ReopenWard(ward_id=ward_id, version=form.version_seen),
        says=f"{ward.name} is open again",
    )
