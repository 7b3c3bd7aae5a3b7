"""What a ward raised and what became of it: now, and by month to print."""

from datetime import date
from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import look, now, requires
from discharge.escalation.commands.seeing import note_raised_shown
from discharge.escalation.pages.receipts import RaisedPage
from discharge.escalation.queries.ladder import ladder_at
from discharge.escalation.queries.receipts import WardRaised, raised_by_ward, raised_in_month
from discharge.escalation.views.blueprint import bp


@bp.get("/wards/<uuid:ward_id>/raised")
@requires(Permission.SEE_STAYS)
def raised(ward_id: UUID) -> ResponseReturnValue:
    seen = look(raised_by_ward, note_raised_shown, ward_id, now=now())
    return render_template("escalation/raised.html", page=_page(seen))


@bp.get("/wards/<uuid:ward_id>/raised/<month>")
@requires(Permission.SEE_STAYS)
def raised_month(ward_id: UUID, month: str) -> ResponseReturnValue:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise NotFound from None
    seen = look(raised_in_month, note_raised_shown, ward_id, first, now=now())
    return render_template("escalation/raised_month.html", page=_page(seen))


def _page(seen: WardRaised) -> RaisedPage:
    levels = ladder_at(db.session, seen.ward.organisation_id, local_date(now()))
    return RaisedPage.of(g.actor, seen, levels, now=now())
