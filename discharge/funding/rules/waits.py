"""Bed-days lost while a decision was awaited. Source: docs/sources.md#days-lost-while-waiting"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from discharge.funding.rules.codes import INTERIM_STEPS, STATUSES
from discharge.stays.rules.ready import ReadyPeriod

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that a case took: which and when."""

    code: str
    on: date


@dataclass(frozen=True, slots=True)
class Wait:
    """A reason that held from [from_on, until_on); until_on None while it holds."""

    reason: str
    from_on: date
    until_on: date | None


def waits(steps: Sequence[Taken]) -> tuple[Wait, ...]:
    """What a case waited for and when, from its steps in order.

    While interim funding runs nothing is awaited that keeps somebody in hospital: from an interim step on, until the
    money is refused or the case closes, no later wait counts.
    """
    found: list[Wait] = []
    is_interim = False
    for place, step in enumerate(steps):
        is_interim = interim_after(step.code, is_interim=is_interim)
        until = steps[place + 1].on if place + 1 < len(steps) else None
        reason = STATUSES[step.code].awaits
        if reason and not is_interim and until != step.on:
            found.append(Wait(reason, step.on, until))
    return tuple(found)


def interim_after(code: str, *, is_interim: bool) -> bool:
    """Whether interim funding holds once this step is taken: from an interim step until the case is settled, closed or
    the money refused."""
    if code in INTERIM_STEPS:
        return True
    status = STATUSES[code]
    return is_interim and status.stage == "waiting" and not code.endswith("REFUSED")


@dataclass(slots=True)
class Lost:
    """Days lost: for each reason, and together. A day on which two decisions were awaited counts once in `together`."""

    by_reason: dict[str, int] = field(default_factory=dict)
    together: int = 0

    def add(self, other: "Lost") -> None:
        for reason, days in other.by_reason.items():
            self.by_reason[reason] = self.by_reason.get(reason, 0) + days
        self.together += other.together


def days_lost(several: Iterable[Wait], ready: Sequence[ReadyPeriod], *, first: date, until: date) -> Lost:
    """Clinically-ready bed-days of one stay on which each reason held, nights of [first, until).

    ready: the stay's clinically-ready periods; a period ends with the discharge, whose day is no bed day. Days before
    somebody was ready, or on which they were no longer, are not lost. Several waits for one reason count a day once.
    """
    days: dict[str, set[date]] = {}
    for wait in several:
        for period in ready:
            day = max(first, wait.from_on, period.start)
            end = min(until, wait.until_on or until, period.end or until)
            while day < end:
                days.setdefault(wait.reason, set()).add(day)
                day += _DAY
    together: set[date] = set().union(*days.values()) if days else set()
    return Lost({reason: len(found) for reason, found in days.items()}, len(together))
