"""Sixteen people at one stay's blockers at the same moment: one blocker, nothing lost, nobody stuck."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.blockers.commands import (
    AgreeAction,
    Answer,
    BeginMeeting,
    HandOn,
    NoteBlocker,
    RaiseBlocker,
    SayOfPerson,
    agree_action,
    answer,
    begin_meeting,
    hand_on,
    note_blocker,
    raise_blocker,
    say_of_person,
)
from discharge.blockers.models import Blocker, BlockerStep, Meeting, MeetingAction, MeetingPerson
from discharge.blockers.rules.meetings import MeetingKind, Said
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.errors import Refusal, Superseded
from discharge.core.transaction import carry_out
from discharge.days.commands import MarkDay, mark_day
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
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


def test_sixteen_at_one_meeting_lose_nothing(app: Flask, session: Session, raised: Raise, ward: Ward) -> None:
    """Agreements about different things are all kept, and passing over takes none of them back."""
    owed = [raised(reason=reason) for reason in ("EXT-22", "EXT-01", "EXT-11", "EXT-27", "EXT-38", "EXT-30", "EXT-05")]
    begun = BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id,))
    assert all_at_once(app, [(begin_meeting, begun)] * AT_ONCE) == [None] * AT_ONCE
    session.rollback()
    meeting = session.scalars(select(Meeting)).one()
    about = {"meeting_id": meeting.id, "stay_id": owed[0].stay_id}
    doings: list[Doing] = [
        (agree_action, AgreeAction(**about, agreed="Assessor to visit", blocker_id=each.id, version=1)) for each in owed
    ]
    passing: list[Doing] = [(say_of_person, SayOfPerson(**about, said=Said.PASSED))] * (AT_ONCE - len(doings))
    assert all_at_once(app, [*doings, *passing]) == [None] * AT_ONCE
    session.rollback()
    session.expunge_all()
    numbers = session.scalars(select(MeetingAction.number).order_by(MeetingAction.number)).all()
    assert numbers == list(range(1, len(owed) + 1))
    assert session.scalars(select(MeetingPerson.said)).one() is Said.AGREED
