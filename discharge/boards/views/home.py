"""Where a person begins."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import queries
from discharge.boards.pages.home import HomePage
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.web import signed_in


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    wards = queries.home.wards_of(db.session, g.actor)
    if len(wards) == 1 and not g.actor.may_somewhere(Permission.MANAGE_PLACES):
        return redirect(url_for("boards.ward", ward_id=wards[0].id))
    return render_template("boards/home.html", page=HomePage.of(wards))
