"""Closing a ward: the one change of a place that has to know its people."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.web import requires, submit
from discharge.places import queries as places
from discharge.places.commands import CloseWard
from discharge.places.forms import ConfirmForm
from discharge.places.pages import FormPage
from discharge.stays.commands.wards import close_ward as close


@bp.route("/administration/wards/<uuid:ward_id>/close", methods=["GET", "POST"])
@requires(Permission.MANAGE_PLACES)
def close_ward(ward_id: UUID) -> ResponseReturnValue:
    ward = places.get_ward(db.session, g.actor, ward_id)
    form = ConfirmForm(version=ward.version)
    back = url_for("places.ward", ward_id=ward_id)
    done = submit(
        close,
        lambda: CloseWard(ward_id=ward_id, version=form.version_seen),
        form,
        to=back,
        says=f"{ward.name} is closed",
    )
    if done is not None:
        return done
    page = FormPage(
        title=f"Close {ward.name} for good",
        caption=ward.site.name,
        back=back,
        button="Close this ward",
        form=form,
        intro="Nobody can be admitted to it any more, and it leaves every list of wards. What happened there stays. "
        "For a ward that is shut for a time, change its beds instead.",
        hints={},
    )
    return render_template("places/form.html", page=page)
