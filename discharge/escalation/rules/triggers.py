"""What raises itself, and how far it may go; limits are numbers of places. Source: docs/sources.md#triggers"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from discharge.escalation.rules.ladder import HEADS, SERVICE, SRO


class Trigger(StrEnum):
    READY = "ready"  # clinically ready for so many days
    READY_LONG = "ready_long"
    SAME_REASON = "same_reason"  # one reason owned elsewhere, on so many marked days in a row
    EDD_PASSED = "edd_passed"
    LONG_STAY = "long_stay"
    CHC_LATE = "chc_late"
    MISSED_ANSWER = "missed_answer"  # what somebody owes is past its date


@dataclass(frozen=True, slots=True)
class Reach:
    """level: where it starts once it is worded. top: how far it may rise."""

    level: int
    top: int
    words: str


REACH: Final = {
    Trigger.READY: Reach(HEADS, SRO, "Clinically ready and still here"),
    Trigger.READY_LONG: Reach(SRO, SRO, "Clinically ready for very long"),
    Trigger.SAME_REASON: Reach(HEADS, SRO, "The same reason on marked days in a row"),
    Trigger.EDD_PASSED: Reach(SERVICE, SERVICE, "EDD passed and no new one"),
    Trigger.LONG_STAY: Reach(SERVICE, SERVICE, "Long stay"),
    Trigger.CHC_LATE: Reach(HEADS, SRO, "NHS Continuing Healthcare decision is late"),
    Trigger.MISSED_ANSWER: Reach(HEADS, SRO, "An answer was not given by its date"),
}
