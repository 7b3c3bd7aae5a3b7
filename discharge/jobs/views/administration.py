"""What runs by itself, and whether it does."""

from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue

from discharge.core.db import db
from discharge.core.web import now, requires
from discharge.jobs.commands.doing import without_settings
from discharge.jobs.pages import JobsPage
from discharge.jobs.queries.standing import jobs
from discharge.jobs.views.blueprint import bp
from discharge.places.rules.powers import Power


@bp.get("/administration/jobs")
@requires(Power.MANAGE_PLACES)
def administration() -> ResponseReturnValue:
    seen = jobs(db.session, g.actor, without=without_settings(current_app.config), now=now())
    return render_template("jobs/jobs.html", page=JobsPage.of(seen, now=now()))
