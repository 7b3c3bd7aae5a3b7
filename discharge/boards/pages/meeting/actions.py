"""What a meeting agreed, by organisation: page, paper and file. Partners read no names, only references."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from flask import url_for

from discharge.blockers.queries.meeting_actions import Agreed
from discharge.blockers.rules.meetings import NO_PARTNERS, Body, Came, Here
from discharge.blockers.rules.worklist import reference_of
from discharge.boards.pages.words import clock, long_day, named_day
from discharge.boards.queries.meeting import MeetingSheet
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.interop.adapters.tables import Cell
from discharge.stays.rules.names import NameLevel, shown_name

HEADER: Final = (
    "Organisation", "Team", "Together with", "Reference", "Ward", "Waiting for", "What was agreed", "Who will do it",
    "By when", "Meeting", "Held on",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """One thing agreed. name, href: of the person, for who may see them. team: of the organisation, with whom else.

    came: what became of it since, "" while nothing has. strike_href: where it is struck out.
    """

    name: str
    href: str
    blocker_href: str
    reference: str
    ward: str
    waits_for: str
    agreed: str
    team: str
    named: str
    by_when: str
    came: str
    strike_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one organisation is to do."""

    id: str
    name: str
    count: str
    lines: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class _Share:
    """An action as one organisation has it: two together have it both."""

    group: str
    together: str
    action: Agreed


def _shares(agreed: Sequence[Agreed]) -> Iterator[_Share]:
    for action in agreed:
        kind = action.owner.kind
        if kind is OwnerKind.WARD:
            yield _Share(f"{action.ward_name} ward", "", action)
        elif action.office is None:
            known = "" if action.owner.is_known else ": not known which"
            yield _Share(f"{kind.words}{known}", "", action)
        else:
            yield _Share(action.office, action.joint or "", action)
            if action.joint:
                yield _Share(action.joint, action.office, action)


def _in_groups(agreed: Sequence[Agreed]) -> Sequence[tuple[str, Sequence[_Share]]]:
    """Partners by name; then wards, and last the person or family."""
    found: defaultdict[tuple[int, str, str], list[_Share]] = defaultdict(list)
    last = [kind for kind in OwnerKind if kind in NO_PARTNERS]
    for share in _shares(agreed):
        kind = share.action.owner.kind
        place = last.index(kind) + 1 if kind in NO_PARTNERS else 0
        found[place, share.group.casefold(), share.group].append(share)
    return [(key[2], found[key]) for key in sorted(found)]


def groups_of(agreed: Sequence[Agreed], today: date) -> tuple[Group, ...]:
    return tuple(
        Group(
            id=f"owner-{number}",
            name=name,
            count=counted(len(shares), "action"),
            lines=tuple(_line(share, today) for share in shares),
        )
        for number, (name, shares) in enumerate(_in_groups(agreed), start=1)
    )


def _line(share: _Share, today: date) -> ActionLine:
    action = share.action
    parts = (action.team or "", f"together with {share.together}" if share.together else "")
    return ActionLine(
        name=shown_name(NameLevel.FULL, family=action.surname, given=action.given_name, bed=action.bed),
        href=url_for("boards.stay", stay_id=action.stay_id),
        blocker_href=url_for("blockers.show", blocker_id=action.blocker_id),
        reference=reference_of(action.blocker_id),
        ward=action.ward_name,
        waits_for=RED_REASONS[action.reason].short,
        agreed=action.agreed,
        team=", ".join(part for part in parts if part),
        named=action.named_person,
        by_when=by_when(action.due_on),
        came="" if action.met_on == today and action.came is Came.NOT_YET else came_words(action),
        strike_href=url_for("boards.meeting_strike", meeting_id=action.meeting_id, number=action.number),
    )


def by_when(due_on: date | None) -> str:
    return named_day(due_on) if due_on else "In their own time"


def came_words(action: Agreed) -> str:
    """`Done Fri 20 Nov`, `Not done: was due Fri 20 Nov`."""
    on = f" {named_day(action.closed_on)}" if action.closed_on else ""
    due = f" {named_day(action.due_on)}" if action.due_on else ""
    return {
        Came.DONE: f"Done{on}",
        Came.WITHDRAWN: f"Withdrawn{on}",
        Came.MOVED_ON: "Handed on since",
        Came.ANSWERED: "Answered: this ward is to act",
        Came.PAUSED: "Paused: not clinically ready at present",
        Came.LATE: f"Not done: was due{due}",
        Came.NOT_YET: f"Not done yet: due{due}" if due else "Not done yet",
    }[action.came]


def cells_of(seen: MeetingSheet) -> Sequence[Sequence[Cell]]:
    """Lines of a file for partners, under HEADER."""
    return [
        (
            group,
            share.action.team,
            share.together,
            reference_of(share.action.blocker_id),
            share.action.ward_name,
            RED_REASONS[share.action.reason].description,
            share.action.agreed,
            share.action.named_person,
            share.action.due_on,
            seen.meeting.kind.words,
            seen.meeting.on,
        )
        for group, shares in _in_groups(seen.agreed)
        for share in shares
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSheet:
    """Paper: one organisation a page. attended: who was there, in a line."""

    trust: str
    title: str
    day: str
    attended: str
    groups: tuple[Group, ...]
    back_href: str
    printed_by: str
    printed_at: str
    destroy_by: str

    @classmethod
    def of(cls, seen: MeetingSheet, *, printed_by: str, now: datetime) -> Self:
        today = local_date(now)
        present = [seen.names.get(row.body_key, "") for row in seen.attendance if row.here is Here.PRESENT]
        return cls(
            trust=seen.names.get(Body(seen.meeting.organisation_id).key, ""),
            title=seen.meeting.kind.words,
            day=long_day(seen.meeting.on),
            attended="; ".join(sorted(name for name in present if name)),
            groups=groups_of(seen.agreed, today),
            back_href=url_for("boards.meeting", meeting_id=seen.meeting.id),
            printed_by=printed_by,
            printed_at=f"{named_day(today)} {clock(now)}",
            destroy_by="the day after everything on it is done",
        )
