"""The invented wards: which sites and wards there are, and how full and how busy each ward is."""

from dataclasses import dataclass
from typing import Final

SYSTEM: Final = "Northmoor and Fenland (invented)"
NORTHMOOR: Final = "Northmoor Mental Health"
FENLAND: Final = "Fenland Partnership"
SITES: Final = (
    ("RZN01", NORTHMOOR, "Northmoor Hospital"),
    ("RZN02", NORTHMOOR, "Westmere House"),
    ("RZF01", FENLAND, "Marsh Lane Hospital"),
)

ADULT, OLDER = "13", "14"
SHORT_STAY, LONG_STAY, INTENSIVE = "52", "53", "51"


@dataclass(frozen=True, slots=True, kw_only=True)
class WardPlan:
    """median_days, spread: of the log-normal length of a stay. weekly_on, passes: its rounds."""

    name: str
    site: str
    bed_type: str
    beds: int
    people: int
    age_group: str = ADULT
    care_intensity: str = SHORT_STAY
    sex: str = "8"
    median_days: float = 24
    spread: float = 0.95
    weekday_passes: int = 2
    weekend_passes: int = 0
    weekly_on: int | None = None

    @property
    def code(self) -> str:
        return self.name.upper()

    @property
    def is_rehabilitation(self) -> bool:
        return self.bed_type == "212"

    @property
    def is_older(self) -> bool:
        return self.bed_type == "201"

    @property
    def is_intensive(self) -> bool:
        return self.bed_type == "202"


WARDS: Final = (
    WardPlan(name="Birch", site="RZN01", bed_type="200", beds=22, people=20),
    WardPlan(name="Rowan", site="RZN01", bed_type="200", beds=20, people=18, sex="2"),
    WardPlan(name="Hazel", site="RZN01", bed_type="200", beds=20, people=19, sex="1"),
    WardPlan(
        name="Willow", site="RZN01", bed_type="201", beds=24, people=22, age_group=OLDER, median_days=48, spread=0.8
    ),
    WardPlan(
        name="Kestrel", site="RZN01", bed_type="202", beds=10, people=9, care_intensity=INTENSIVE, median_days=19,
        spread=0.8, weekend_passes=1,
    ),
    WardPlan(
        name="Juniper", site="RZN02", bed_type="212", beds=18, people=17, care_intensity=LONG_STAY, median_days=190,
        spread=0.7, weekday_passes=1, weekly_on=2,
    ),
    WardPlan(name="Heron", site="RZF01", bed_type="200", beds=20, people=19),
    WardPlan(name="Lapwing", site="RZF01", bed_type="200", beds=18, people=17),
    WardPlan(
        name="Teal", site="RZF01", bed_type="201", beds=20, people=18, age_group=OLDER, median_days=52, spread=0.8
    ),
    WardPlan(
        name="Curlew", site="RZF01", bed_type="212", beds=22, people=21, care_intensity=LONG_STAY, median_days=210,
        spread=0.75, weekday_passes=1,
    ),
)  # fmt: skip
PEOPLE: Final = sum(ward.people for ward in WARDS)
SHUT_WARD: Final = "LAPWING"
SHUT_FROM_DAYS_AGO, SHUT_TO_DAYS_AGO = 330, 302  # repairs
CLOSED_BED_WARD: Final = "ROWAN"


def trust_of(ward: WardPlan) -> str:
    return next(trust for code, trust, _name in SITES if code == ward.site)


def scaled(people: int) -> dict[str, int]:
    """How many people each ward has when there are so many in all: Birch as it is, the others in proportion."""
    if people >= PEOPLE:
        return {ward.code: ward.people for ward in WARDS}
    first, *others = WARDS
    left_over = max(0, people - first.people)
    shares = {ward.code: max(1, ward.people * left_over // (PEOPLE - first.people)) for ward in others}
    return {first.code: min(first.people, people), **shares}
