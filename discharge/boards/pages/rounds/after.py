"""What the bar of the last mark says about what somebody owes: after a red day, or perhaps over with a green one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for

from discharge.boards.pages.rows import reason_words
from discharge.boards.pages.words import short_day
from discharge.boards.queries.awaited import Waiting
from discharge.boards.queries.board import BoardRow
from discharge.days.queries.one_day import DayOfStay
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS
from discharge.days.rules.mark import Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """words: what is owed, by whom, by when. text, key: the link that changes it, "" for who may not."""

    words: str
    text: str = ""
    key: str = ""
    href: str = ""


def owed_after(row: BoardRow, day: DayOfStay, today: date, *, ward_id: UUID, may_work: bool) -> Owed | None:
    """After a red day that waits for somebody else, who that is; going on accepts it, and one key changes it.

    After a green day with a step of the same kind as something still owed, one key closes that.
    """
    said = day.said
    if said.colour is Colour.RED:
        waiting = next((each for each in row.waits if _is_of(each, said.reason, said.owner)), None)
        if waiting is None:
            return None
        words = f"{reason_words(waiting.reason)}: {_whom(waiting)}{_when(waiting, today)}"
        return _with(words, "another owner", "o", waiting, "hand-on", ward_id=ward_id, may_work=may_work)
    if said.colour is Colour.GREEN and (done := _perhaps_done(row, [step.code for step in said.steps])):
        words = f"Still open: {reason_words(done.reason)}, {_whom(done)}"
        return _with(words, "finish it", "f", done, "finish", ward_id=ward_id, may_work=may_work)
    return None


def _with(words: str, text: str, key: str, waiting: Waiting, verb: str, *, ward_id: UUID, may_work: bool) -> Owed:
    if not may_work:
        return Owed(words=words)
    href = url_for("blockers.change", blocker_id=waiting.blocker_id, verb=verb, round=ward_id)
    return Owed(words=words, text=text, key=key, href=href)


def _is_of(waiting: Waiting, reason: str, owner: str) -> bool:
    return waiting.reason == reason and (waiting.owner.kind.value == owner or waiting.owner.is_known)


def _perhaps_done(row: BoardRow, steps: list[str]) -> Waiting | None:
    missed = [GREEN_INTERVENTIONS[code].red_reason_if_missed for code in steps if code in GREEN_INTERVENTIONS]
    themes = {RED_REASONS[reason].theme for reason in missed if reason}
    return next((each for each in row.waits if RED_REASONS[each.reason].theme in themes), None)


def _whom(waiting: Waiting) -> str:
    office = waiting.owner_name or f"{waiting.owner.kind.words}, not known which"
    return f"{office}, {waiting.named_person}" if waiting.named_person else office


def _when(waiting: Waiting, today: date) -> str:
    return f", due {short_day(waiting.due_on, today)}" if waiting.due_on else ""
