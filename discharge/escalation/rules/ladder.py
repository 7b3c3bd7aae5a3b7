"""Who answers at which level and how fast: what we propose until a system or trust decides otherwise.

Source: docs/sources.md#ladder
"""

from dataclasses import dataclass
from typing import Final

WARD: Final = 1
SERVICE: Final = 2
HEADS: Final = 3
DIRECTORS: Final = 4
SRO: Final = 5
LEVELS: Final = (WARD, SERVICE, HEADS, DIRECTORS, SRO)
LONGEST_ANSWER: Final = 60  # working days


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One level as it holds somewhere. answer_days: working days from reaching it; 0 is the same working day.

    is_always: its notices are sent at any hour. role: who answers. meets: when they sit together, in words.
    """

    level: int
    name: str
    role: str
    answer_days: int
    meets: str
    is_always: bool = False


PROPOSED: Final = (
    Terms(level=WARD, name="Ward", role="Ward manager", answer_days=0, meets="Every day, at the board round"),
    Terms(level=SERVICE, name="Service", role="Service manager or matron", answer_days=1, meets="Daily huddle"),
    Terms(
        level=HEADS,
        name="Head of service with partners",
        role="Head of service",
        answer_days=5,
        meets="Weekly delay meeting",
    ),
    Terms(level=DIRECTORS, name="Directors", role="Director", answer_days=10, meets="Twice a week"),
    Terms(level=SRO, name="Executive SRO", role="Senior Responsible Officer", answer_days=5, meets="Next review"),
)
