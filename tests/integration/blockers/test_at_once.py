"""Sixteen people at one stay's blockers at the same moment: one blocker, nothing lost, nobody stuck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.blockers.commands import (
    Answer,
    HandOn,
    NoteBlocker,
    RaiseBlocker,
    answer,
    hand_on,
    note_blocker,
    raise_blocker,
)
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.errors import Refusal, Superseded
from discharge.core.transaction import carry_out
from discharge.days.commands import MarkDay, mark_day
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY
from tests.integration.blockers.conftest import SUPPORTED, Raise

AT_ONCE = 16
Doing = tuple[Callable[..., Any], Any]


def all_at_once(app: Flask, doings: list[Doing]) -> list[Refusal | None]:
    """A thread for each, beginning together; each one's refusal, or None."""
    begin = Barrier(len(doings))

    def work(numbered: tuple[int, Doing]) -> Refusal | None:
        number, (act, command) = numbered
        with app.app_context():
            begin.wait()
            try:
                carry_out(db.session, act, command, actor=process(f"writer {number}", source="cli"), now=NOW)
            except Refusal as refusal:
                return refusal
            return None

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(work, enumerate(doings)))


def test_sixteen_who_raise_the_same_raise_one(app: Flask, session: Session, stay: Stay) -> None:
    same = RaiseBlocker(stay_id=stay.id, reason=SUPPORTED, owner=Owner(OwnerKind.HOUSING))
    assert all_at_once(app, [(raise_blocker, same)] * AT_ONCE) == [None] * AT_ONCE
    assert session.scalar(select(func.count()).select_from(Blocker)) == 1
    assert session.scalar(select(func.count()).select_from(BlockerStep)) == 1


def test_one_of_sixteen_answers_stands_and_the_others_are_shown_it(app: Flask, session: Session, raised: Raise) -> None:
    made = raised()
    doings: list[Doing] = [
        (answer, Answer(blocker_id=made.id, version=1, words=f"Answer {number}")) for number in range(AT_ONCE)
    ]
    answers = all_at_once(app, doings)
    assert sum(isinstance(each, Superseded) for each in answers) == AT_ONCE - 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(BlockerStep)) == 2


def test_marks_notes_and_a_hand_on_at_the_same_moment_are_all_kept(app: Flask, session: Session, raised: Raise) -> None:
    made = raised()
    red = MarkDay(stay_id=made.stay_id, day=TODAY, seen=0, colour=Colour.RED, reason=SUPPORTED)
    notes: list[Doing] = [
        (note_blocker, NoteBlocker(blocker_id=made.id, words=f"Note {number}")) for number in range(13)
    ]
    to_council = HandOn(blocker_id=made.id, version=1, owner=Owner(OwnerKind.COUNCIL))
    assert all_at_once(app, [*notes, (mark_day, red), (mark_day, red), (hand_on, to_council)]) == [None] * AT_ONCE
    session.rollback()
    numbers = session.scalars(select(BlockerStep.number).order_by(BlockerStep.number)).all()
    assert numbers == list(range(1, 17))
    assert session.scalar(select(func.count()).select_from(Blocker)) == 1
