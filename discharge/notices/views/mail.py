"""What waits to be sent, what could not be, and trying again."""

from uuid import UUID

from flask import current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import now, requires, run
from discharge.notices.adapters.settings import is_set_up
from discharge.notices.commands import retrying
from discharge.notices.forms import PressForm
from discharge.notices.pages.mail import MailPage
from discharge.notices.queries.outbox import outbox
from discharge.notices.views.blueprint import bp


@bp.get("/administration/e-mails")
@requires(Permission.MANAGE_PLACES)
def mail() -> ResponseReturnValue:
    seen = outbox(db.session, g.actor, now=now())
    page = MailPage.of(PressForm(), seen, is_set_up=is_set_up(current_app.config), now=now())
    return render_template("notices/mail.html", page=page)


@bp.post("/administration/e-mails/<uuid:mail_id>/try-again")
@requires(Permission.MANAGE_PLACES)
def try_again(mail_id: UUID) -> ResponseReturnValue:
    form = PressForm()
    if not form.validate_on_submit():
        raise RuleBroken("", "Go back and press the button again")
    return run(retrying.try_again, mail_id, form, to=url_for("notices.mail"), says="It waits to be sent again")
