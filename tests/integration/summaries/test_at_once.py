"""Sixteen people marking on one ward's day at the same moment: nothing lost, nothing counted twice, nobody stuck."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.errors import Refusal, Superseded
from discharge.core.transaction import carry_out
from discharge.days.commands import MarkDay, mark_day
from discharge.days.models import DayMark, DayMarkRevision
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of
from discharge.places.models import Ward
from discharge.stays.models import Stay
from discharge.summaries.models import WardDay
from tests.factories import NOW, TODAY, World
from tests.integration.summaries.naive import check_all
from tests.shapes import Arrange

AT_ONCE = 16


def mark_all(app: Flask, commands: list[MarkDay]) -> list[Refusal | None]:
    """Sixteen threads carry out the commands between them, beginning together; each one's refusal, or None."""
    begin = Barrier(AT_ONCE)

    def work(mine: list[MarkDay]) -> list[Refusal | None]:
        answers: list[Refusal | None] = []
        with app.app_context():
            begin.wait()
            for number, command in enumerate(mine):
                actor = process(f"writer {number}", source="cli")
                try:
                    carry_out(db.session, mark_day, command, actor=actor, now=NOW)
                except Refusal as refusal:
                    answers.append(refusal)
                else:
                    answers.append(None)
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(work, [commands[start::AT_ONCE] for start in range(AT_ONCE)]))
    return [answer for answers in found for answer in answers]


def test_sixteen_at_once_on_one_wards_day(
    app: Flask, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stays: list[Stay] = arrange(lambda: [world.stay(ward, bed=str(number)) for number in range(64)])
    red = {"colour": Colour.RED, "reason": "EXT-22"}
    green = {"colour": Colour.GREEN, "steps": steps_of(["GRN-01"])}
    commands = [
        MarkDay(stay_id=stay.id, day=TODAY, seen=0, **(red if number % 3 else green))
        for number, stay in enumerate(stays)
    ]
    assert mark_all(app, commands) == [None] * 64
    assert check_all(session) == 1
    row = session.scalars(select(WardDay)).one()
    assert (row.occupied, row.green, row.red, row.unmarked) == (64, 22, 42, 0)


def test_the_same_mark_posted_by_sixteen_is_one_and_another_is_shown(
    app: Flask, session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay: Stay = arrange(lambda: world.stay(ward))
    same = MarkDay(stay_id=stay.id, day=TODAY, seen=0, colour=Colour.RED, reason="EXT-22")
    assert mark_all(app, [same] * AT_ONCE) == [None] * AT_ONCE
    other = [
        MarkDay(stay_id=stay.id, day=TODAY, seen=1, colour=Colour.RED, reason="EXT-22", note=f"note {number}")
        for number in range(AT_ONCE)
    ]
    answers = mark_all(app, other)
    assert sum(isinstance(answer, Superseded) for answer in answers) == AT_ONCE - 1
    assert session.scalar(select(func.count()).select_from(DayMark)) == 1
    assert session.scalar(select(func.count()).select_from(DayMarkRevision)) == 2
    assert check_all(session) == 1
