"""Working on one blocker: each verb is a form of its own; and the review of a wait."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.blockers import commands
from discharge.blockers.commands.seeing import note_blocker_shown
from discharge.blockers.forms import blockers as forms
from discharge.blockers.forms.owner import OwnerForm
from discharge.blockers.models import Blocker
from discharge.blockers.pages.changes import ChangePage, offer_review, wait_words
from discharge.blockers.policies import may_work
from discharge.blockers.queries.owners import owner_choices
from discharge.blockers.queries.sheet import Sheet, blocker_sheet
from discharge.blockers.rules.waits import wait_to_review
from discharge.blockers.views.blueprint import bp
from discharge.blockers.views.showing import page_of
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound, Superseded
from discharge.core.web import attempt, now, open_form, requires, run, submit
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.pages.plan import Conflict, Who

Begin = Callable[[Blocker, date], dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """begin: what the form begins with."""

    form: type[forms.ChangeForm]
    act: Any
    title: str
    save: str
    says: str
    begin: Begin = lambda _blocker, _today: {}
    hints: dict[str, str] = field(default_factory=dict)


VERBS = {
    "hand-on": Verb(
        form=forms.HandOnForm,
        act=commands.hand_on,
        title="Hand on",
        save="Hand on",
        says="Handed on. The clock of the old owner has stopped",
        begin=lambda blocker, _today: {"next_step": blocker.next_step},
    ),
    "answer": Verb(
        form=forms.AnswerForm,
        act=commands.answer,
        title="Record an answer",
        save="Save answer",
        says="Answer saved",
        hints={"due_on": "Left empty the due date stays as it is"},
    ),
    "told": Verb(
        form=forms.TellForm,
        act=commands.tell_by_telephone,
        title="Told by telephone",
        save="Save call",
        says="Call saved",
        begin=lambda _blocker, today: {"on": today},
    ),
    "note": Verb(
        form=forms.NoteForm, act=commands.note_blocker, title="Add a note", save="Save note", says="Note saved"
    ),
    "name": Verb(
        form=forms.NameForm,
        act=commands.name_person,
        title="Name somebody",
        save="Save name",
        says="Name saved",
        begin=lambda blocker, _today: {"named_person": blocker.named_person},
        hints={"named_person": "Leave it empty when nobody is known: that is then shown as a fault"},
    ),
    "due": Verb(
        form=forms.DueForm,
        act=commands.move_due,
        title="Move the due date",
        save="Move due date",
        says="Due date moved",
        begin=lambda blocker, _today: {"next_step": blocker.next_step},
        hints={"due_on": "For example, 30 11 2026"},
    ),
    "finish": Verb(
        form=forms.FinishForm,
        act=commands.finish_blocker,
        title="Finish",
        save="Finish",
        says="Finished",
    ),
    "withdraw": Verb(
        form=forms.WithdrawForm,
        act=commands.withdraw_blocker,
        title="Withdraw",
        save="Withdraw",
        says="Withdrawn",
    ),
    "reopen": Verb(
        form=forms.ReopenForm, act=commands.reopen_blocker, title="Open again", save="Open again", says="Open again"
    ),
}


@bp.route("/blockers/<uuid:blocker_id>/<verb>", methods=["GET", "POST"])
@requires(Permission.WORK_BLOCKERS)
def change(blocker_id: UUID, verb: str) -> ResponseReturnValue:
    if verb not in VERBS:
        raise NotFound
    doing = VERBS[verb]
    sheet = _opened(blocker_id)
    blocker = sheet.blocker
    form: Any = doing.form(data=doing.begin(blocker, local_date(now())))
    if not form.is_submitted():
        form.version.data = str(blocker.version)
    if isinstance(form, OwnerForm):
        found = owner_choices(db.session, g.actor, blocker.organisation_id)
        form.offer(found, first=("", "Select who owes it"))
    conflict = None
    try:
        done = submit(doing.act, lambda: form.command(blocker_id), form, to=_onward(), says=doing.says)
    except Superseded as superseded:
        done, conflict = None, Conflict.of(superseded)
        form.version.data = str(blocker.version)
    if done is not None:
        return done
    page = ChangePage.of(
        form,
        _who(sheet),
        title=doing.title,
        about=_about(sheet),
        save=doing.save,
        hints=doing.hints,
        conflict=conflict,
    )
    return render_template("blockers/change.html", page=page), 409 if conflict else 200


@bp.route("/blockers/<uuid:blocker_id>/waits/<int:wait>", methods=["GET", "POST"])
@requires(Permission.WORK_BLOCKERS)
def review(blocker_id: UUID, wait: int) -> ResponseReturnValue:
    """Contest a wait or agree on it, for an owner who has no sign-in of their own."""
    sheet, today = _opened(blocker_id), local_date(now())
    found = wait_to_review(sheet.waits, wait)
    form = forms.ReviewForm()
    offer_review(form, found, today=today)
    done = attempt(form, lambda: run(*form.request(blocker_id, wait), form, to=page_of, says="Saved"))
    if done is not None:
        return done
    page = ChangePage.of(
        form,
        _who(sheet),
        title="Review a wait",
        about=wait_words(found, sheet.names, today),
        save="Save",
        hints={"days": "Only when they contest it. 0 when none of them were theirs"},
    )
    return render_template("blockers/change.html", page=page)


def _onward() -> str | Callable[[Blocker], str]:
    """Back to the round that led here; otherwise the blocker's own page."""
    ward_id = request.args.get("round", type=UUID)
    return url_for("boards.round_card", ward_id=ward_id, do="mark") if ward_id else page_of


def _opened(blocker_id: UUID) -> Sheet:
    return open_form(
        blocker_sheet, note_blocker_shown, lambda actor, sheet: may_work(actor, sheet.stay), blocker_id, now=now()
    )


def _who(sheet: Sheet) -> Who:
    onward = _onward()
    return Who.of(sheet.stay, onward(sheet.blocker) if callable(onward) else onward)


def _about(sheet: Sheet) -> str:
    return f"{RED_REASONS[sheet.blocker.reason].description}. {sheet.names.of(sheet.blocker.owner)}"
