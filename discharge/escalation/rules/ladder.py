"""Who answers at which level and how fast: what we propose until a system or trust decides otherwise.

Source: docs/sources.md#ladder
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.places.rules.entries import ONE_YEAR, check_name

WARD: Final = 1
SERVICE: Final = 2
HEADS: Final = 3
DIRECTORS: Final = 4
SRO: Final = 5
LEVELS: Final = (WARD, SERVICE, HEADS, DIRECTORS, SRO)
NO_WARD: Final = "This is about no ward: select another level"
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


def check_terms(terms: Terms) -> None:
    """Raises RuleBroken for a level without a name, or a time that nobody keeps."""
    if terms.level not in LEVELS:
        raise RuleBroken("", "Select a level of the ladder")
    check_name(terms.name, "name of the level")
    check_name(terms.role, "role that answers", field="role")
    if terms.meets:
        check_name(terms.meets, "words for when they meet", field="meets")
    if not 0 <= terms.answer_days <= LONGEST_ANSWER:
        raise RuleBroken("answer_days", f"Enter a number of working days from 0 to {LONGEST_ANSWER}")


def check_post_days(from_on: date, until_on: date | None, today: date) -> None:
    """Raises RuleBroken for days gone by, more than a year ahead, or the wrong way round."""
    if from_on < today:
        raise RuleBroken("from_on", "The first day must be today or later: days gone by keep who answered then")
    if from_on - today > ONE_YEAR:
        raise RuleBroken("from_on", "The first day must be within a year of today")
    if until_on is not None and until_on < from_on:
        raise RuleBroken("until_on", "The last day must be the same as or after the first day")


def check_last_day(until_on: date, today: date) -> None:
    """Yesterday, for somebody who answers no more from now on, or later. Raises RuleBroken."""
    if until_on < today - timedelta(days=1):
        raise RuleBroken("until_on", "The last day must be yesterday or later: days gone by keep who answered then")
    if until_on - today > 5 * ONE_YEAR:
        raise RuleBroken("until_on", "The last day must be within five years of today")
