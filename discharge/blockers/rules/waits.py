"""How long each owner was waited for, worked out from the steps. Source: docs/sources.md#waits"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.core.errors import RuleBroken
from discharge.places.rules.calendar import Holidays, working_days_between
from discharge.stays.rules.ready import ReadyPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step as waits need it. owner and is_ours: as they were after it. about, days: of contest and agreement."""

    number: int
    kind: StepKind
    on: date
    owner: Owner
    is_ours: bool = False
    about: int | None = None
    days: int | None = None


class Review(StrEnum):
    UNREVIEWED = "unreviewed"
    CONTESTED = "contested"
    AGREED = "agreed"
    SET_ASIDE = "set_aside"  # both agreed that these days were not the owner's

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return _REVIEW_WORDS[self]


_REVIEW_WORDS = {
    Review.UNREVIEWED: "Not reviewed",
    Review.CONTESTED: "Contested",
    Review.AGREED: "Agreed",
    Review.SET_ASIDE: "Agreed as not theirs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One owner was waited for from a day to another, which does not count; until_on None while it goes on.

    number: of the step with which it began, by which it is contested and agreed. is_ours: the owner had answered and
    this ward was to act. claimed: the days that the owner says were theirs, or that both agreed on; None for all.
    """

    number: int
    owner: Owner
    from_on: date
    until_on: date | None
    is_ours: bool = False
    review: Review = Review.UNREVIEWED
    claimed: int | None = None

    def days(self, today: date) -> int:
        """Calendar days: Monday to Thursday is 3, the same day 0."""
        return ((self.until_on or today) - self.from_on).days


@dataclass(frozen=True, slots=True)
class Count:
    """calendar and working days; ready: calendar days on which the person was clinically ready, the only ones lost.

    is_sure False: a working day counted may yet turn out to be a holiday.
    """

    calendar: int = 0
    working: int = 0
    ready: int = 0
    is_sure: bool = True

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.calendar + other.calendar,
            self.working + other.working,
            self.ready + other.ready,
            self.is_sure and other.is_sure,
        )


@dataclass(slots=True)
class _Reading:
    """The waits so far. now: the one that goes on. last: the last day on which something began or ended."""

    last: date
    waits: list[Wait] = field(default_factory=list)
    now: Wait | None = None
    is_paused: bool = False
    is_closed: bool = False

    def begin(self, step: Step) -> None:
        if not self.is_paused:
            is_ours = step.is_ours
            self.now = Wait(number=step.number, owner=step.owner, from_on=self.last, until_on=None, is_ours=is_ours)

    def end(self) -> None:
        if self.now is not None:
            self.waits.append(replace(self.now, until_on=self.last))
            self.now = None

    def read(self, step: Step) -> None:
        self.last = max(self.last, step.on)  # nothing counts from before what it follows
        if step.kind is StepKind.PAUSED:
            self.end()
            self.is_paused = True
        elif step.kind is StepKind.RESUMED:
            self.is_paused = False
            self.begin(step)
        else:
            self.end()
            self.begin(step)

    def close(self, step: Step) -> None:
        self.last = max(self.last, step.on)
        self.is_closed = True
        self.end()

    def reopen(self) -> None:
        """It was not over after all: the wait goes on without a gap."""
        if self.is_closed and not self.is_paused and self.waits:
            self.now = replace(self.waits.pop(), until_on=None)
        self.is_closed = False


def waits_of(steps: Iterable[Step], *, raised_on: date) -> Sequence[Wait]:
    """Every wait of a blocker that has a length or goes on, the first first; steps: all of it, the first first.

    raised, handed on, answered (this ward is to act), paused, resumed, done and withdrawn begin and end waits; notes,
    names, due dates and partial answers do not. Opening again what was closed goes on as if it had not been. Paused
    days belong to nobody.
    """
    reading, reviews = _Reading(raised_on), list[Step]()
    for step in steps:
        if step.kind in (StepKind.CONTESTED, StepKind.AGREED, StepKind.REFUSED):
            reviews.append(step)
        elif step.kind is StepKind.RAISED:
            reading.begin(step)
        elif step.kind in (StepKind.DONE, StepKind.WITHDRAWN):
            reading.close(step)
        elif step.kind is StepKind.REOPENED:
            reading.reopen()
        elif _turns(step, reading):
            reading.read(step)
    all_of_them = [*reading.waits, reading.now] if reading.now else reading.waits
    return [_reviewed(wait, reviews) for wait in all_of_them if wait.until_on != wait.from_on]


def _turns(step: Step, reading: _Reading) -> bool:
    if step.kind in (StepKind.HANDED_ON, StepKind.PAUSED, StepKind.RESUMED):
        return True
    return step.kind is StepKind.ANSWERED and step.is_ours and not (reading.now and reading.now.is_ours)


def _reviewed(wait: Wait, reviews: Sequence[Step]) -> Wait:
    """Agreed is what one side proposed and the other accepted; a refusal leaves it contested."""
    review, claimed = Review.UNREVIEWED, None
    for step in reviews:
        if step.about != wait.number:
            continue
        if step.kind is StepKind.CONTESTED:
            review, claimed = Review.CONTESTED, step.days
        elif step.kind is StepKind.AGREED:
            review, claimed = Review.AGREED, step.days
        else:
            review = Review.CONTESTED
    return replace(wait, review=review, claimed=claimed)


def parts_of(wait: Wait, today: date) -> Sequence[tuple[Review, date, date]]:
    """The wait in spans [from, until) by what they count as; of an agreement on fewer days the owner has the first."""
    until = wait.until_on or today
    if wait.review is not Review.AGREED or wait.claimed is None:
        return [(wait.review, wait.from_on, until)]
    middle = min(until, wait.from_on + timedelta(days=wait.claimed))
    spans = [(Review.AGREED, wait.from_on, middle), (Review.SET_ASIDE, middle, until)]
    return [span for span in spans if span[1] < span[2]]


def count_of(from_on: date, until_on: date, ready: Iterable[ReadyPeriod], holidays: Holidays) -> Count:
    """The days of a span. ready: the periods of the stay, none of which overlap."""
    working = working_days_between(from_on, until_on, holidays)
    lost = sum(max(0, (min(until_on, each.end or until_on) - max(from_on, each.start)).days) for each in ready)
    return Count((until_on - from_on).days, working.count, lost, working.is_sure)


def sums_of(
    waits: Iterable[Wait], ready: Sequence[ReadyPeriod], holidays: Holidays, *, today: date
) -> Mapping[Review, Count]:
    """Days by what they count as; every kind is there. Waits in which this ward was to act are left out."""
    sums = dict.fromkeys(Review, Count())
    for wait in waits:
        if wait.is_ours:
            continue
        for review, from_on, until_on in parts_of(wait, today):
            sums[review] += count_of(from_on, until_on, ready, holidays)
    return sums


def wait_to_review(waits: Iterable[Wait], number: int) -> Wait:
    """The wait that began with this step. Raises RuleBroken where there is none, or it is this ward's own."""
    found = next((wait for wait in waits if wait.number == number), None)
    if found is None or found.is_ours:
        raise RuleBroken("", "There is no such wait to review: look at this again")
    return found


def check_contest(wait: Wait, days: int | None, reason: str, *, today: date) -> None:
    """Raises RuleBroken for a contest without a reason, or of more days than there were."""
    if not reason:
        raise RuleBroken("words", "Enter why they contest it, and who said so")
    if days is None or not 0 <= days <= wait.days(today):
        raise RuleBroken("days", f"Enter how many of the {wait.days(today)} days they accept, 0 for none")
    if days == wait.days(today) and wait.until_on is not None:
        raise RuleBroken("days", "All of its days are accepted: record that both sides agree instead")


def check_can_agree(wait: Wait) -> None:
    """Raises RuleBroken while it goes on: nobody agrees to days to come."""
    if wait.until_on is None:
        raise RuleBroken("", "This wait goes on: both sides can agree when it has ended")
    if wait.review is Review.AGREED:
        raise RuleBroken("", "Both sides have agreed on this wait already")
