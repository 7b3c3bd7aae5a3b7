"""What is counted about days, always with what is missing. Source: docs/sources.md#red-rate-and-completeness"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from discharge.days.rules.mark import Colour


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. missing: how many more there would be if all were known."""

    numerator: int
    denominator: int
    missing: int

    @property
    def percent(self) -> float | None:
        """0 to 100, unrounded; None of nothing."""
        return None if self.denominator == 0 else 100 * self.numerator / self.denominator


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """Days of any number of people. Raises ValueError for less than none, or for more marks than bed days."""

    bed_days: int
    green: int
    red: int
    absent: int

    def __post_init__(self) -> None:
        if min(self.bed_days, self.green, self.red, self.absent, self.unmarked) < 0:
            raise ValueError(f"the days do not add up: {self}")

    @property
    def unmarked(self) -> int:
        """Bed days about which nobody has said anything yet."""
        return self.bed_days - self.green - self.red - self.absent

    def __add__(self, other: "DayCounts") -> "DayCounts":
        return DayCounts(
            bed_days=self.bed_days + other.bed_days,
            green=self.green + other.green,
            red=self.red + other.red,
            absent=self.absent + other.absent,
        )


def red_rate(days: DayCounts) -> Share:
    """Red days of red and green days. Days away are left out; unmarked days are missing."""
    return Share(days.red, days.red + days.green, days.unmarked)


def completeness(days: DayCounts) -> Share:
    """Days marked red or green of bed days less days away. Show it wherever the red rate is shown."""
    return Share(days.red + days.green, days.bed_days - days.absent, days.unmarked)


def missed_steps(planned: Sequence[str], done: Iterable[str]) -> tuple[str, ...]:
    """The planned interventions that did not happen, in the order planned."""
    happened = set(done)
    return tuple(code for code in planned if code not in happened)


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """What was planned for a day, and how it ended. colour None: not marked."""

    planned: tuple[str, ...]
    colour: Colour | None
    reason: str | None = None


def is_planned_green_ended_red(day: PlannedDay) -> bool:
    """Whether something was planned that would have made the day green, and it was a red day."""
    return bool(day.planned) and day.colour is Colour.RED


def planned_green_ended_red(days: Iterable[PlannedDay]) -> Mapping[str, int]:
    """Days planned green that ended red, by main reason: the most frequent first, then by code."""
    causes = Counter(day.reason for day in days if is_planned_green_ended_red(day) and day.reason is not None)
    return dict(sorted(causes.items(), key=lambda cause: (-cause[1], cause[0])))
