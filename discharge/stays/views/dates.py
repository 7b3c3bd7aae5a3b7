"""The line of key dates."""

from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import now, requires, submit
from discharge.stays.commands.dates import add_key_date, cancel_key_date, finish_key_date
from discharge.stays.forms.dates import KeyDateForm, KeyDateOutcomeForm
from discharge.stays.pages.plan import KeyDatePage, KeyDateRow, KeyDatesPage, day_words, key_date_words
from discharge.stays.policies import may_edit
from discharge.stays.queries.progress import key_dates as key_dates_of
from discharge.stays.rules.codes import KEY_DATE_KINDS
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened


@bp.route("/stays/<uuid:stay_id>/key-dates", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def key_date(stay_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_edit)
    form = KeyDateForm()
    done = submit(add_key_date, lambda: form.command(stay_id), form, to=who.back, says="Key date saved")
    if done is not None:
        return done
    rows = tuple(
        KeyDateRow(
            what=KEY_DATE_KINDS[key.kind].description,
            on=day_words(key.on),
            words=key.words,
            state=f"took place on {day_words(key.done_on)}" if key.done_on else "",
            href=url_for("stays.key_date_outcome", stay_id=stay_id, key_date_id=key.id),
        )
        for key in key_dates_of(db.session, g.actor, [stay_id], now=now()).get(stay_id, ())
    )
    return render_template("stays/key_dates.html", page=KeyDatesPage(form=form, who=who, rows=rows))


@bp.route("/stays/<uuid:stay_id>/key-dates/<uuid:key_date_id>", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def key_date_outcome(stay_id: UUID, key_date_id: UUID) -> ResponseReturnValue:
    _stay, who = opened(stay_id, may_edit)
    known = key_dates_of(db.session, g.actor, [stay_id], now=now()).get(stay_id, ())
    found = next((key for key in known if key.id == key_date_id), None)
    if found is None:
        raise NotFound
    form = KeyDateOutcomeForm(data={"done_on": found.done_on or min(found.on, local_date(now()))})
    if form.is_cancelled:
        done = submit(
            cancel_key_date, lambda: form.cancel(stay_id, key_date_id), form, to=who.back, says="Key date removed"
        )
    else:
        done = submit(
            finish_key_date, lambda: form.finish(stay_id, key_date_id), form, to=who.back, says="Key date saved"
        )
    if done is not None:
        return done
    page = KeyDatePage(form=form, who=who, what=key_date_words(found))
    return render_template("stays/key_date.html", page=page)
