"""What a mark does to blockers: which it extends, opens, opens again or lets go. Source: docs/sources.md#blockers"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import ClosedBy, Source, State
from discharge.days.rules.codes import OwnerKind

TOGETHER = frozenset({OwnerKind.ICB, OwnerKind.COUNCIL})  # who may owe something jointly


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a red day waited for, and whom."""

    reason: str
    owner: OwnerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A blocker of the stay as a mark needs it.

    leans: it was raised, extended or opened again by a mark of this day. has_been_said: one of its steps has the words
    that the mark gives as the next step. last_number: of its steps.
    """

    id: UUID
    reason: str
    owner: Owner
    marked_owner: OwnerKind
    source: Source
    state: State
    closed_by: ClosedBy | None
    raised_on: date
    closed_on: date | None
    due_on: date | None
    is_answered: bool
    is_flagged: bool
    leans: bool
    has_been_said: bool
    last_number: int

    def waits_for(self, waiting: Waiting | None) -> bool:
        """Whether marks of this wait count here."""
        return waiting is not None and waiting.reason == self.reason and waiting.owner in self.marked_as

    @property
    def marked_as(self) -> frozenset[OwnerKind]:
        """The owners in marks that count here: that of when it was raised, that of now, and of two together both."""
        return frozenset({self.owner.kind, self.marked_owner}) | (TOGETHER if self.owner.joint_id else frozenset())


class What(StrEnum):
    NOTHING = "nothing"
    OPEN = "open"
    EXTEND = "extend"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Effect:
    """which: the blocker to extend or open again. let_go: those that leaned on this day until now."""

    what: What
    which: Known | None = None
    let_go: Sequence[Known] = field(default=())


def effect_of(day: date, waiting: Waiting | None, known: Iterable[Known], *, is_stay_open: bool) -> Effect:
    """What marking this day so does. waiting None: not red, or the ward itself is awaited.

    A wait that ended after this day takes no new blocker for it; neither does a stay that has ended.
    """
    blockers = sorted(known, key=lambda each: (each.raised_on, each.id))
    let_go = [
        each
        for each in blockers
        if each.leans and each.state.is_open and each.source is Source.MARK and not each.waits_for(waiting)
    ]
    if waiting is None:
        return Effect(What.NOTHING, None, let_go)
    same = [each for each in blockers if each.waits_for(waiting)]
    standing = [each for each in same if each.state.is_open]
    if standing:
        leaning = next((each for each in standing if each.leans), None)
        if leaning is not None and not leaning.is_flagged:
            return Effect(What.NOTHING, None, let_go)
        return Effect(What.EXTEND, leaning or standing[0], let_go)
    undone = [each for each in same if each.leans and each.closed_by is ClosedBy.MARK_UNDONE]
    if undone and is_stay_open:
        return Effect(What.REOPEN, undone[-1], let_go)
    is_over = any(
        each.state is State.DONE and each.closed_on is not None and (each.closed_on > day or each.leans)
        for each in same
    )
    if is_over or not is_stay_open:
        return Effect(What.NOTHING, None, let_go)
    return Effect(What.OPEN, None, let_go)
