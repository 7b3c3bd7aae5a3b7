"""One blocker, and raising one by hand."""

from datetime import date
from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.blockers.commands import RaiseBlocker, raise_blocker
from discharge.blockers.commands.seeing import note_blocker_shown
from discharge.blockers.forms.blockers import NewForm
from discharge.blockers.models import Blocker
from discharge.blockers.pages.changes import ChangePage
from discharge.blockers.pages.sheet import BlockerPage
from discharge.blockers.policies import may_work
from discharge.blockers.queries.marks import proposed_owner
from discharge.blockers.queries.owners import owner_choices
from discharge.blockers.queries.sheet import blocker_sheet
from discharge.blockers.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import look, now, open_form, requires, submit
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.commands.seeing import note_form_opened
from discharge.stays.pages.plan import Who
from discharge.stays.queries.base import get_stay


def page_of(blocker: Blocker) -> str:
    return url_for("blockers.show", blocker_id=blocker.id)


@bp.get("/blockers/<uuid:blocker_id>")
@requires(Permission.SEE_STAYS)
def show(blocker_id: UUID) -> ResponseReturnValue:
    sheet = look(blocker_sheet, note_blocker_shown, blocker_id, now=now())
    page = BlockerPage.of(
        sheet,
        Who.of(sheet.stay, url_for("boards.stay", stay_id=sheet.stay.id)),
        now=now(),
        may_work=may_work(g.actor, sheet.stay),
        href=lambda verb: url_for("blockers.change", blocker_id=blocker_id, verb=verb),
        ask_href=url_for("escalation.ask_for_stay", stay_id=sheet.stay.id, blocker=blocker_id),
        review_href=lambda number: url_for("blockers.review", blocker_id=blocker_id, wait=number),
    )
    return render_template("blockers/blocker.html", page=page)


@bp.route("/stays/<uuid:stay_id>/blockers/new", methods=["GET", "POST"])
@requires(Permission.WORK_BLOCKERS)
def new(stay_id: UUID) -> ResponseReturnValue:
    stay = open_form(
        get_stay, note_form_opened, lambda actor, stay: may_work(actor, stay) and stay.is_open, stay_id, now=now()
    )
    today = local_date(now())
    form = NewForm(data={"on": today, "reason": request.args.get("reason", "")})
    form.offer(
        owner_choices(db.session, g.actor, stay.organisation_id),
        first=("", "As the reason and the responsible bodies say"),
    )
    done = submit(raise_blocker, lambda: _typed(form, stay_id, today), form, to=page_of, says="Blocker saved")
    if done is not None:
        return done
    who = Who.of(stay, url_for("boards.stay", stay_id=stay_id))
    about = "One for each reason and owner: what is open already is kept up to date"
    page = ChangePage.of(form, who, title="What stops this person leaving?", about=about, save="Save blocker")
    return render_template("blockers/change.html", page=page)


def _typed(form: NewForm, stay_id: UUID, today: date) -> RaiseBlocker:
    """Owed by whoever was chosen, or else as the reason says."""
    if form.reason.data not in RED_REASONS:
        raise RuleBroken("reason", "Select what the person waits for")
    owner = form.chosen or proposed_owner(db.session, stay_id, form.reason.data, today)
    return form.command(stay_id, owner)
