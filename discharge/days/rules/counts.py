"""What is counted about days, always with what is missing."""

from dataclasses import dataclass


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
