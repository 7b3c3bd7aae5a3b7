"""Many lines of the worklist at once: one command and one result a line."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.blockers.commands import (
    HandOn,
    MoveDue,
    NamePerson,
    NoteBlocker,
    hand_on,
    move_due,
    name_person,
    note_blocker,
)
from discharge.blockers.queries import owner_choices
from discharge.blockers.queries import worklist as queries
from discharge.boards.commands.worklist import note_chase_written, note_worklist_shown
from discharge.boards.forms.worklist import ChaseForm, ChosenForm, DueForm, ReassignForm
from discharge.boards.pages.chosen import CHASE, DONE, DUE, LETTERS, REASSIGN, DonePage, StepPage
from discharge.boards.pages.worklist.address import address_of, asked_from
from discharge.boards.pages.worklist.words import letters_of
from discharge.boards.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.core.transaction import AlreadyDone, Answer, carry_out_once
from discharge.core.web import look, now, requires

FORMS: Final[dict[str, type[ChosenForm]]] = {CHASE: ChaseForm, REASSIGN: ReassignForm, DUE: DueForm}
Step = tuple[Callable[..., Any], Any]


@bp.post("/worklist/chosen")
@requires(Permission.WORK_BLOCKERS)
def worklist_chosen() -> ResponseReturnValue:
    """What was ticked, with the form for what is to be done."""
    asked, posted = asked_from(request.args), ChosenForm()
    act = request.form.get("act", "")
    back = url_for("boards.worklist", **address_of(asked, page=asked.page))
    if not posted.validate_on_submit() or act not in (*FORMS, LETTERS):
        return redirect(back, code=303)
    ticked = posted.ticked.data
    if not ticked:
        flash("Tick the lines first, then press the button again", "important")
        return redirect(back, code=303)
    if act == LETTERS:
        found = look(queries.chosen, note_chase_written, list(ticked), now=now())
        page = letters_of(found, sender=g.actor.name, back=back)
        return render_template("boards/worklist_letters.html", page=page)
    form = FORMS[act](formdata=None)
    form.ticked.data = ticked
    return _show_step(act, form)


@bp.post("/worklist/chosen/<act>")
@requires(Permission.WORK_BLOCKERS)
def worklist_do(act: str) -> ResponseReturnValue:
    if act not in FORMS:
        raise NotFound
    form = FORMS[act]()
    if not form.validate_on_submit():
        return _show_step(act, form)
    before = look(queries.chosen, note_worklist_shown, list(form.ticked.data), now=now())
    problems = {item.blocker_id: _do(form, item.blocker_id) for item in before.items}
    page = DonePage.of(act, form, before, problems, asked_from(request.args))
    return render_template("boards/worklist_done.html", page=page)


def _show_step(act: str, form: ChosenForm) -> str:
    found = look(queries.chosen, note_worklist_shown, list(form.ticked.data), now=now())
    if isinstance(form, ReassignForm) and found.items:
        offered = owner_choices(db.session, g.actor, found.items[0].organisation_id)
        form.offer(offered, first=("", "The owner stays, the person changes"))
    return render_template("boards/worklist_step.html", page=StepPage.of(act, form, found, asked_from(request.args)))


def _step(form: ChosenForm, blocker_id: UUID) -> Step:
    """What to run for one line."""
    seen: dict[str, Any] = {"blocker_id": blocker_id, "version": form.ticked.data[blocker_id]}
    match form:
        case ChaseForm():
            return note_blocker, NoteBlocker(blocker_id=blocker_id, words=f"Chased: {form.words.data}")
        case DueForm():
            return move_due, MoveDue(**seen, due_on=form.due_on.day, because=form.because.data or "")
        case ReassignForm():
            named, owner = form.named_person.data or "", form.chosen
            if owner is None:
                return name_person, NamePerson(**seen, named_person=named)
            return hand_on, HandOn(**seen, owner=owner, named_person=named, words=form.words.data or "")
    raise NotFound


def _do(form: ChosenForm, blocker_id: UUID) -> str:
    """DONE, or why not, in words. Sent twice, each line is done once."""
    done = Answer("", "")
    try:
        act, command = _step(form, blocker_id)
        carry_out_once(
            db.session, act, command, key=form.key_of(blocker_id), answer=lambda _: done, actor=g.actor, now=now()
        )
    except AlreadyDone:
        return DONE
    except RuleBroken as broken:
        return broken.message
    except Superseded as superseded:
        theirs = "; ".join(f"{label}: {words or 'nothing'}" for label, words in superseded.theirs.items())
        return f"Somebody else changed it first ({theirs}). Go back to the list and look at it again."
    except (NotAllowed, NotFound):
        return "You may not change this now"
    return DONE
