"""Opening the person behind a reference. Source: docs/sources.md#pseudonymity"""

from datetime import timedelta
from typing import Final

from discharge.core.errors import RuleBroken

OPEN_FOR: Final = timedelta(minutes=15)
SHORTEST_REASON: Final = 10  # letters: "because" is none
LONGEST_REASON: Final = 500


def check_reason(reason: str) -> None:
    """Raises RuleBroken for no reason, for one that says nothing, or for one that nobody would read."""
    if not reason:
        raise RuleBroken("reason", "Enter why you need to know who this is")
    if len(reason) < SHORTEST_REASON:
        raise RuleBroken("reason", f"Say in {SHORTEST_REASON} letters or more why you need to know who this is")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("reason", f"The reason must be {LONGEST_REASON} characters or fewer")
