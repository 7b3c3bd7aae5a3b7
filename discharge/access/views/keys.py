"""Single keys on and off, for oneself (WCAG 2.1.4)."""

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from discharge.access import commands
from discharge.access.forms import KeysForm
from discharge.access.pages.keys import KeysPage
from discharge.access.views.blueprint import bp
from discharge.core.web import run, signed_in


@bp.route("/account/keys", methods=["GET", "POST"])
@signed_in
def keys() -> ResponseReturnValue:
    """Says whether they are on; posting switches."""
    form = KeysForm()
    if form.validate_on_submit():
        command = form.command(g.actor.user_id)
        says = "Single keys are switched on" if command.is_on else "Single keys are switched off"
        return run(commands.switch_keys, command, form, to=url_for("access.keys"), says=says)
    return render_template("access/keys.html", page=KeysPage(form=form, are_on=current_user.has_single_keys))
