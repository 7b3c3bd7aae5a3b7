"""What is awaited and from whom, and how far housing and funding are, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from discharge.blockers.rules.clocks import Clock
from discharge.boards.pages.words import short_day
from discharge.boards.queries.awaited import FundingStands, HousingStands, Waiting
from discharge.boards.queries.board import BoardRow
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.funding.rules.codes import AGREED_STEPS, STATUSES, FundingKind, Stage
from discharge.housing.rules.steps import StepKind

NOBODY_NAMED: Final = "nobody named"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitLook:
    """One thing awaited. named: who answers, "" for nobody. clock, state: as components/clock.html wants them."""

    what: str
    whom: str
    named: str
    clock: str
    state: str

    @property
    def said(self) -> str:
        """On one line, for paper."""
        late = {"late": "late ", "soon": "due soon "}.get(self.state, "")
        return " · ".join((self.whom, self.named or NOBODY_NAMED, late + self.clock))


@dataclass(frozen=True, slots=True)
class CaseLook:
    """A case in a word or two. look: "waiting", "settled" or "paused", which is a shape too."""

    words: str
    look: str


_TURNS: Final[Mapping[StepKind, str]] = {
    StepKind.IDENTIFIED: "needed",
    StepKind.REFERRED: "referred",
    StepKind.RECEIVED: "council has it",
    StepKind.ANSWERED: "council answered",
    StepKind.CHILDREN: "children’s services",
    StepKind.ASSESSED: "assessed",
    StepKind.OFFERED: "offer",
    StepKind.VIEWING: "viewing",
    StepKind.ACCEPTED: "accepted",
    StepKind.REFUSED: "refused",
    StepKind.WITHDRAWN: "offer withdrawn",
    StepKind.SIGNED: "signed",
    StepKind.MOVE_SET: "date to move",
    StepKind.REOPENED: "needed",
}
_FUNDING: Final[Mapping[FundingKind, str]] = {
    FundingKind.S117: "s117",
    FundingKind.CHC: "CHC",
    FundingKind.OTHER: "Funding",
}
_SETTLED: Final = frozenset({StepKind.MOVE_SET})


def wait_look(wait: Waiting, today: date) -> WaitLook:
    reason = RED_REASONS.get(wait.reason)
    return WaitLook(
        what=reason.short if reason else "Reason not known",
        whom=wait.owner_name or wait.owner.kind.words,
        named=wait.named_person,
        clock=clock_words(wait.clock, wait.due_on, wait.raised_on, today),
        state=clock_state(wait.clock),
    )


def clock_state(clock: Clock) -> str:
    """As components/clock.html wants it."""
    return {Clock.LATE: "late", Clock.SOON: "soon"}.get(clock, "")


def clock_words(clock: Clock, due_on: date | None, raised_on: date, today: date) -> str:
    """`since 20 Nov` for what is late, `today` for what is due soon; an age where nothing can be late."""
    if clock is Clock.ANSWERED:
        return "answered"
    if clock is Clock.PAUSED:
        return "paused"
    if due_on is None:
        return f"for {counted((today - raised_on).days, 'day')}"
    if clock is Clock.LATE:
        return f"since {short_day(due_on, today)}"
    day = "today" if due_on == today else short_day(due_on, today)
    return day if clock is Clock.SOON else f"due {day}"


def cases_of(row: BoardRow) -> tuple[CaseLook, ...]:
    """Home first, then funding by its kind. What came to nothing is not shown."""
    home = (housing_look(row.housing),) if row.housing else ()
    return home + funding_looks(row.funding)


def housing_look(housing: HousingStands) -> CaseLook:
    words = _TURNS.get(housing.turn, "needed")
    if housing.is_paused:
        return CaseLook(f"Home: {words}, paused", "paused")
    return CaseLook(f"Home: {words}", "settled" if housing.turn in _SETTLED else "waiting")


def funding_looks(cases: Iterable[FundingStands]) -> tuple[CaseLook, ...]:
    """By kind; what was closed without funding is left out."""
    found = (funding_look(each.code, is_paused=each.is_paused) for each in sorted(cases, key=_kind_of))
    return tuple(look for look in found if look is not None)


def funding_look(code: str, *, is_paused: bool = False) -> CaseLook | None:
    """None for a case that was closed without funding. is_paused: said of a case that waits for a decision."""
    status = STATUSES.get(code)
    if status is None or (status.stage is Stage.CLOSED and code not in AGREED_STEPS):
        return None
    words = f"{_FUNDING[status.kind]}: {status.short[0].lower()}{status.short[1:]}"
    if status.stage is not Stage.WAITING:
        return CaseLook(words, "settled")
    return CaseLook(f"{words}, paused", "paused") if is_paused else CaseLook(words, "waiting")


def _kind_of(case: FundingStands) -> int:
    status = STATUSES.get(case.code)
    return list(_FUNDING).index(status.kind) if status else len(_FUNDING)


def awaits_others(row: BoardRow) -> bool:
    """Whether anybody but this ward owes something; before anything is owed, what the newest red day says."""
    if row.waits:
        return any(wait.owner.kind is not OwnerKind.WARD for wait in row.waits)
    return row.awaited is not None and row.awaited.owner != OwnerKind.WARD
