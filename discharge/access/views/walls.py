"""Screens on walls: paired and removed by ward managers."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access import commands, queries
from discharge.access.forms import NothingForm, PairForm
from discharge.access.pages.walls import WallsPage
from discharge.access.rules import Permission
from discharge.access.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import now, requires, run, submit


@bp.route("/wall-screens", methods=["GET", "POST"])
@requires(Permission.PAIR_WALL)
def wall_devices() -> ResponseReturnValue:
    form = PairForm()
    form.offer(queries.walls.wards_to_pair(db.session, g.actor))
    to = url_for("access.wall_devices")
    done = submit(commands.confirm_pairing, form.command, form, to=to, says="The screen will show the ward")
    if done is not None:
        return done
    page = WallsPage.of(form, queries.walls.devices(db.session, g.actor, now=now()), now())
    return render_template("access/wall_devices.html", page=page)


@bp.post("/wall-screens/<uuid:device_id>/remove")
@requires(Permission.PAIR_WALL)
def revoke_device(device_id: UUID) -> ResponseReturnValue:
    form = NothingForm()
    if not form.validate_on_submit():
        raise RuleBroken("", "Go back and press the button again")
    to = url_for("access.wall_devices")
    return run(commands.revoke_device, device_id, form, to=to, says="The screen shows nothing any more")
