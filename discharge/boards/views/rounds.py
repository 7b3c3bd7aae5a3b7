"""Round mode: one person at a time, by keyboard, mouse, touch, or without scripts."""

from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from discharge.access.rules import Permission
from discharge.boards import commands, queries
from discharge.boards.forms.rounds import CardForm, EndForm, PassedEddForm, StartForm, UndoForm
from discharge.boards.pages.rounds.card import card_page
from discharge.boards.pages.rounds.page import Place, done_page, frame_of, is_evening, is_planning_time, start_page
from discharge.boards.pages.words import long_day
from discharge.boards.queries.rounds import RoundCard, WardRound
from discharge.boards.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.web import attempt, look, now, requires, run, submit
from discharge.days.commands import EndRound, StartRound, end_round, start_round, undo_mark
from discharge.days.queries.one_day import get_day
from discharge.days.queries.views import MarkView
from discharge.days.rules.mark import Colour

PRESS_AGAIN = RuleBroken("", "Go back and press the button again")
MARKED_BEFORE_MIDNIGHT = RuleBroken(
    "", "It is a new day now, and the day that was shown says something else: it was left as it is"
)


@bp.get("/wards/<uuid:ward_id>/round")
@requires(Permission.MARK_DAYS)
def round_card(ward_id: UUID) -> ResponseReturnValue:
    place = _place(ward_id)
    found = queries.rounds.ward_round(db.session, g.actor, ward_id, last_id=place.last_id, now=now())
    if found.held is None and "do" not in request.args:
        return render_template(
            "boards/round_start.html", page=start_page(found, StartForm(data={"lead": g.actor.name}))
        )
    at = request.args.get("at", type=UUID)
    if at is None:
        at = place.next_after(found.board.rows, found.board.today, request.args.get("after", type=UUID))
    if at is None or "end" in request.args:
        return _show_end(found, place)
    return _show_card(ward_id, at, place, CardForm(formdata=None), PassedEddForm(formdata=None))


@bp.post("/wards/<uuid:ward_id>/round/start")
@requires(Permission.MARK_DAYS)
def round_start(ward_id: UUID) -> ResponseReturnValue:
    form, place = StartForm(), _place(ward_id)
    done = submit(
        start_round,
        lambda: StartRound(ward_id=ward_id, lead=form.lead.data or "", present=form.names),
        form,
        to=place.href(),
    )
    if done is not None:
        return done
    found = queries.rounds.ward_round(db.session, g.actor, ward_id, now=now())
    return render_template("boards/round_start.html", page=start_page(found, form))


@bp.post("/wards/<uuid:ward_id>/round/<uuid:stay_id>")
@requires(Permission.MARK_DAYS)
def round_mark(ward_id: UUID, stay_id: UUID) -> ResponseReturnValue:
    form, place = CardForm(), _place(ward_id)
    done = attempt(form, lambda: _press(ward_id, stay_id, place, form))
    return _show_card(ward_id, stay_id, place, form, PassedEddForm(formdata=None)) if done is None else done


def _press(ward_id: UUID, stay_id: UUID, place: Place, form: CardForm) -> ResponseReturnValue:
    """Carry out the button that was pressed, or ask first. Raises RuleBroken."""
    act, command = form.request(stay_id)
    is_over = command.day < local_date(now())
    if form.must_ask(get_day(db.session, g.actor, stay_id, command.day, now=now())):
        if is_over:
            raise MARKED_BEFORE_MIDNIGHT
        return _show_card(ward_id, stay_id, place, form, PassedEddForm(formdata=None), asks=True)
    says = f"Kept for {long_day(command.day)}, the day that was shown. It is a new day now" if is_over else ""
    return run(act, command, form, to=place.href(after=stay_id, last=stay_id), says=says)


@bp.post("/wards/<uuid:ward_id>/round/<uuid:stay_id>/edd")
@requires(Permission.EDIT_STAYS)
def round_edd(ward_id: UUID, stay_id: UUID) -> ResponseReturnValue:
    form, place = PassedEddForm(), _place(ward_id)
    today, evening = local_date(now()), is_evening(now())
    done = attempt(
        form,
        lambda: run(*form.request(stay_id, today=today, is_evening=evening), form, to=place.href(at=stay_id)),
    )
    return _show_card(ward_id, stay_id, place, CardForm(formdata=None), form) if done is None else done


@bp.post("/wards/<uuid:ward_id>/round/<uuid:stay_id>/undo")
@requires(Permission.MARK_DAYS)
def round_undo(ward_id: UUID, stay_id: UUID) -> ResponseReturnValue:
    form, place = UndoForm(), Place(ward_id=ward_id, is_planning=False)
    if not form.validate_on_submit():
        raise PRESS_AGAIN
    back = place.href(at=stay_id)
    return run(undo_mark, form.command(stay_id), form, to=back, says=_undone)


def _undone(mark: MarkView) -> str:
    """What the day says once a mark is taken back: undone, not everything is unmarked."""
    again = {Colour.GREEN: "a green day again", Colour.RED: "a red day again", Colour.ABSENT: "marked as away again"}
    return f"Undone: the day is {again[mark.colour] if mark.colour else 'not marked'}"


@bp.post("/wards/<uuid:ward_id>/round/end")
@requires(Permission.MARK_DAYS)
def round_end(ward_id: UUID) -> ResponseReturnValue:
    form = EndForm()
    if not form.validate_on_submit():
        raise PRESS_AGAIN
    found = queries.rounds.ward_round(db.session, g.actor, ward_id, now=now())
    board = url_for("boards.ward", ward_id=ward_id)
    if found.held is None:
        raise RuleBroken("", "The round has ended already")
    return run(end_round, EndRound(round_id=found.held.id), form, to=board, says="Round ended")


def _place(ward_id: UUID) -> Place:
    is_planning = request.args.get("do", "plan" if is_planning_time(now()) else "mark") == "plan"
    return Place(ward_id=ward_id, is_planning=is_planning, last_id=request.args.get("last", type=UUID))


def _show_card(
    ward_id: UUID, stay_id: UUID, place: Place, form: CardForm, edd_form: PassedEddForm, *, asks: bool = False
) -> str:
    card: RoundCard = look(
        queries.rounds.round_card,
        commands.note_round_card_shown,
        ward_id,
        stay_id,
        last_id=place.last_id,
        now=now(),
    )
    has_keys = current_user.has_single_keys
    frame = frame_of(
        card.round,
        place,
        at=stay_id,
        has_single_keys=has_keys,
        undo_form=UndoForm(formdata=None),
        may_work=g.actor.may(Permission.WORK_BLOCKERS, ward_id),
    )
    page = card_page(card, place, frame, form=form, edd_form=edd_form, asks=asks, now=now())
    return render_template("boards/round_card.html", page=page)


def _show_end(found: WardRound, place: Place) -> str:
    frame = frame_of(
        found,
        place,
        at=None,
        has_single_keys=current_user.has_single_keys,
        undo_form=UndoForm(formdata=None),
        may_work=g.actor.may(Permission.WORK_BLOCKERS, place.ward_id),
    )
    return render_template("boards/round_end.html", page=done_page(found, place, frame, EndForm(), now=now()))
