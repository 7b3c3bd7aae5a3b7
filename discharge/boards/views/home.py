"""Where a person begins."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards import queries
from discharge.boards.pages.home import HomePage
from discharge.boards.queries.attention import attention_counts
from discharge.boards.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.web import now, signed_in
from discharge.days.queries.owed import wards_that_owe_marks

BEYOND_A_WARD = (Permission.RUN_MEETING, Permission.MANAGE_PLACES, Permission.MANAGE_PEOPLE, Permission.READ_RECORD)


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    if _decides_only():
        return redirect(url_for("boards.sro"))
    wards = queries.home.ward_counts(db.session, g.actor, now=now())
    if len(wards) == 1 and wards[0].may_open and not any(map(g.actor.may_somewhere, BEYOND_A_WARD)):
        return redirect(url_for("boards.ward", ward_id=wards[0].ward_id))
    owed = wards_that_owe_marks(db.session, g.actor, now=now())
    counts = attention_counts(db.session, g.actor, now=now()) if g.actor.may_somewhere(Permission.RUN_MEETING) else {}
    page = HomePage.of(g.actor, wards, owed, counts, today=local_date(now()))
    return render_template("boards/home.html", page=page)


def _decides_only() -> bool:
    """Whoever answers escalations and works on no ward begins where their answers are owed."""
    may = g.actor.may_somewhere
    return may(Permission.ANSWER_ESCALATIONS) and not any(map(may, (Permission.SEE_STAYS, *BEYOND_A_WARD)))
