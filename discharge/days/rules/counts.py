"""What is counted about days, always with what is missing. Source: docs/sources.md#red-rate-and-completeness"""

from dataclasses import dataclass


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
