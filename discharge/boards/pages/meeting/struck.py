"""The words of what was struck out of a meeting, and of what it had changed: that is not undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from flask import url_for

from discharge.blockers.queries.meeting_actions import Agreed
from discharge.boards.pages.meeting.actions import by_when
from discharge.boards.pages.words import named_day
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.pages.plan import Conflict, Who
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_moment

NOT_KEPT: Final = "What it changed was not kept then: the history of what is owed has it"
RAISED: Final = "It raised what is owed: nobody owed it before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """One thing the action changed. now: as it stands, which is as agreed unless somebody changed it since."""

    label: str
    before: str
    agreed: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckLine:
    """Something struck out. changed: what it had changed, a sentence each."""

    name: str
    href: str
    blocker_href: str
    ward: str
    waits_for: str
    agreed: str
    who: str
    struck: str
    why: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikePage:
    """Asks why. rows: what the action changed, () where note says it instead. done: that it is struck out already."""

    form: Any
    who: Who
    conflict: Conflict | None
    waits_for: str
    agreed: str
    by_whom: str
    rows: tuple[ChangedRow, ...]
    note: str
    blocker_href: str
    done: str

    @classmethod
    def of(cls, action: Agreed, form: Any) -> Self:
        rows = tuple(_rows(action))
        return cls(
            form=form,
            who=Who(
                name=_name(action),
                bed=f"Bed {action.bed}" if action.bed else "No bed yet",
                back=url_for("boards.meeting", meeting_id=action.meeting_id),
            ),
            conflict=None,
            waits_for=RED_REASONS[action.reason].description,
            agreed=action.agreed,
            by_whom=_by_whom(action),
            rows=rows,
            note=_note(action, rows),
            blocker_href=url_for("blockers.show", blocker_id=action.blocker_id),
            done=_struck(action),
        )


def struck_lines(struck: Sequence[Agreed]) -> tuple[StruckLine, ...]:
    return tuple(_line(action) for action in struck)


def _line(action: Agreed) -> StruckLine:
    rows = tuple(_rows(action))
    changed = tuple(f"{row.label}: {_from_to(row)}" for row in rows)
    return StruckLine(
        name=_name(action),
        href=url_for("boards.stay", stay_id=action.stay_id),
        blocker_href=url_for("blockers.show", blocker_id=action.blocker_id),
        ward=action.ward_name,
        waits_for=RED_REASONS[action.reason].short,
        agreed=action.agreed,
        who=_by_whom(action),
        struck=_struck(action),
        why=action.struck.why if action.struck else "",
        changed=changed or (_note(action, rows),),
    )


def _from_to(row: ChangedRow) -> str:
    since = "" if row.now == row.agreed else f"; now {row.now}"
    return f"from {row.before} to {row.agreed}{since}"


def _rows(action: Agreed) -> Iterator[ChangedRow]:
    """What differs between how it stood before and what was agreed."""
    stood, now = action.stood, action.now
    if not stood:
        return
    whose = action.owner_name if now.is_same_hands else "another owner"
    day = date.fromisoformat(stood["due_on"]) if stood["due_on"] else None
    for label, before, agreed, stands in (
        ("Owner", stood["owner"], action.owner_name, whose),
        ("Who will do it", stood["named_person"], action.named_person, now.named_person),
        ("Next step", stood["next_step"], action.agreed, now.next_step),
        ("By when", by_when(day), by_when(action.due_on), by_when(now.due_on)),
    ):
        if before != agreed:
            words = ((each or "nothing") for each in (before, agreed, stands))
            yield ChangedRow(label=label, **dict(zip(("before", "agreed", "now"), words, strict=True)))


def _note(action: Agreed, rows: Sequence[ChangedRow]) -> str:
    if action.stood is None:
        return NOT_KEPT
    if not action.stood:
        return RAISED
    return "" if rows else "It changed nothing: all of it stood so before"


def _name(action: Agreed) -> str:
    return shown_name(NameLevel.FULL, family=action.surname, given=action.given_name, bed=action.bed)


def _by_whom(action: Agreed) -> str:
    who = f"{action.owner_name}, {action.named_person or 'nobody named'}"
    return f"{who}, by {named_day(action.due_on)}" if action.due_on else who


def _struck(action: Agreed) -> str:
    return f"Struck out by {action.struck.by}, {shown_moment(action.struck.at)}" if action.struck else ""
