"""The code lists of days: why a day was red, what made it green. Sources: docs/sources.md#lists-of-days"""

from dataclasses import dataclass
from enum import StrEnum

from discharge.core.codelists import Entry, read_list


class OwnerKind(StrEnum):
    """Who could end the wait. Never who is to blame."""

    WARD = "ward"
    TRUST = "trust"
    ICB = "icb"
    COUNCIL = "council"
    HOUSING = "housing"
    VCSE = "vcse"
    COURTS = "courts"
    FAMILY = "family"

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return _OWNER_WORDS[self]


_OWNER_WORDS = {
    OwnerKind.WARD: "Ward",
    OwnerKind.TRUST: "Trust",
    OwnerKind.ICB: "ICB",
    OwnerKind.COUNCIL: "Council",
    OwnerKind.HOUSING: "Housing",
    OwnerKind.VCSE: "Voluntary sector",
    OwnerKind.COURTS: "Courts or Ministry of Justice",
    OwnerKind.FAMILY: "Person or family",
}


class ReasonGroup(StrEnum):
    """Inside the trust that runs the ward, or outside it."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class Theme(StrEnum):
    """What kind of thing is awaited: response times and lists go by it. Source: docs/sources.md#themes"""

    WARD = "ward"
    COMMUNITY = "community"
    FUNDING = "funding"
    SOCIAL_CARE = "social_care"
    PLACEMENT = "placement"
    HOUSING = "housing"
    SUPPORT = "support"
    PERSON = "person"
    LAW = "law"

    @property
    def words(self) -> str:
        """As it is shown on a screen."""
        return _THEME_WORDS[self]


_THEME_WORDS = {
    Theme.WARD: "Ward and hospital care",
    Theme.COMMUNITY: "Community mental health teams",
    Theme.FUNDING: "Funding and responsibility",
    Theme.SOCIAL_CARE: "Social care",
    Theme.PLACEMENT: "Care homes and specialist places",
    Theme.HOUSING: "Housing",
    Theme.SUPPORT: "Support and benefits",
    Theme.PERSON: "Person and family",
    Theme.LAW: "Courts and law",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RedReason(Entry):
    """What the person waited for on a red day.

    short: at most 22 characters, for a board. owner: offered first, changed by whoever marks.
    mhsds_delay_reason: the matching national code for somebody clinically ready, "" where there is none.
    """

    short: str
    group: ReasonGroup
    owner: OwnerKind
    theme: Theme
    mhsds_delay_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenIntervention(Entry):
    """What moved the person's care on.

    is_discharge_step: makes a day green for somebody clinically ready. red_reason_if_missed: what to offer when it was
    planned and did not happen, "" where nothing fits.
    """

    short: str
    category: str
    is_discharge_step: bool
    red_reason_if_missed: str


RED_REASONS = read_list(__package__, "red-day-reasons", RedReason)
GREEN_INTERVENTIONS = read_list(__package__, "green-day-interventions", GreenIntervention)
