"""The lists of funding: steps and what may follow them, outcomes, papers, reasons. Source: docs/sources.md#funding"""

from dataclasses import dataclass
from enum import StrEnum

from discharge.core.codelists import Entry, read_list


class FundingKind(StrEnum):
    """What is asked for, and under which law."""

    S117 = "s117"
    CHC = "chc"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _KIND_WORDS[self]

    @property
    def short(self) -> str:
        return _KIND_SHORT[self]


_KIND_WORDS = {
    FundingKind.S117: "Section 117 aftercare",
    FundingKind.CHC: "NHS Continuing Healthcare",
    FundingKind.OTHER: "Other funding",
}
_KIND_SHORT = {FundingKind.S117: "s117", FundingKind.CHC: "CHC", FundingKind.OTHER: "Other"}


class Stage(StrEnum):
    """How far a case is at one of its steps."""

    WAITING = "waiting"  # somebody has yet to decide
    SETTLED = "settled"  # nothing is awaited; the duty goes on
    CLOSED = "closed"


class Ask(StrEnum):
    """What a step asks for beside its date."""

    CONFIRM = "confirm"  # the permission to confirm an entitlement
    WHY = "why"
    BODIES = "bodies"  # both bodies recorded on the stay
    DISPUTE = "dispute"
    NEEDS = "needs"
    PANEL = "panel"
    PANEL_IF_ANY = "panel_if_any"
    INTERIM = "interim"
    SPLIT = "split"
    PART = "part"
    RECEIVED = "received"
    RECEIVED_AT = "received_at"
    REVIEW = "review"
    ENDING = "ending"


class Awaited(StrEnum):
    """From whom a step is awaited. DISPUTED: from the bodies that the dispute is about."""

    NOBODY = ""
    TRUST = "trust"
    ICB = "icb"
    COUNCIL = "council"
    BOTH = "both"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Entry):
    """One step of a case.

    awaits: the red-day reason for which this step waits, "" where nothing is awaited. asks, next: words with a space
    between them, as in the file; read them through `asked` and `may_follow`.
    """

    short: str
    kind: FundingKind
    stage: Stage
    awaits: str
    owner: Awaited
    asks: str
    next: str

    @property
    def asked(self) -> tuple[Ask, ...]:
        return tuple(Ask(word) for word in self.asks.split())

    @property
    def may_follow(self) -> tuple[str, ...]:
        """Codes of the steps that may follow this one."""
        return tuple(self.next.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ForKinds(Entry):
    """An entry that only some kinds of case use."""

    kinds: str

    def is_for(self, kind: FundingKind) -> bool:
        return kind in self.kinds.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Entry):
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(ForKinds):
    """What a panel needs to have in hand."""

    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSubject(ForKinds):
    owner: Awaited


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReason(Entry):
    """clocks: "chc" for the 28 days, "fast" for Fast Track, with a space between them."""

    clocks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelOutcome(Entry):
    """What a panel said, and the step that each kind of case takes on it; "" where that kind has no such outcome."""

    s117: str
    chc: str
    other: str

    def step_for(self, kind: FundingKind) -> str:
        steps = {FundingKind.S117: self.s117, FundingKind.CHC: self.chc, FundingKind.OTHER: self.other}
        return steps[kind]


STATUSES = read_list(__package__, "funding-statuses", Status)
PANEL_OUTCOMES = read_list(__package__, "panel-outcomes", PanelOutcome)
PAUSE_REASONS = read_list(__package__, "clock-pause-reasons", PauseReason)
DISPUTE_STAGES = read_list(__package__, "dispute-stages", ForKinds)
DISPUTE_SUBJECTS = read_list(__package__, "dispute-subjects", DisputeSubject)
PAPERS = read_list(__package__, "panel-papers", Paper)
NEEDS = read_list(__package__, "aftercare-needs", Short)

FIRST_STEP = {FundingKind.S117: "S117-CHK", FundingKind.CHC: "CHC-CONSID", FundingKind.OTHER: "OTH-CONSID"}
WITH_PANEL = frozenset({"S117-PANEL", "CHC-DEC", "OTH-PANEL"})
INTERIM_STEPS = frozenset({"S117-INTERIM", "OTH-INTERIM"})
AGREED_STEPS = frozenset({"S117-AGREED", "CHC-ELIG", "OTH-AGREED"})


def shown_needs(codes: list[str] | tuple[str, ...]) -> str:
    """`Home with support, Medicines`; codes that are no longer known as they stand."""
    found = [(entry.short if (entry := NEEDS.get(code)) else code) for code in codes]
    return ", ".join(found)
