"""Local numbers: what may be decided for one, and what fits beside the others."""

from collections.abc import Mapping
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.places.rules.policy_keys import Group, Key, Known
from discharge.places.rules.policy_numbers import KNOWN

__all__ = ["KNOWN", "NOT_ABOVE", "Group", "Key", "Known", "check_value"]

# A warning comes before what it warns of, and a shorter clock is not longer than the usual one.
NOT_ABOVE: Final = (
    (Key.LONG_STAY_WARNING_DAYS, Key.LONG_STAY_DAYS),
    (Key.LONG_STAY_OLDER_WARNING_DAYS, Key.LONG_STAY_OLDER_DAYS),
    (Key.FOLLOW_UP_RISK_HOURS, Key.FOLLOW_UP_HOURS),
    (Key.IDLE_MINUTES, Key.ROUND_IDLE_MINUTES),
    (Key.CHC_SOON_DAYS, Key.CHC_LATE_DAYS),
    (Key.DUTY_CHASE_DAYS, Key.DUTY_RISE_DAYS),
    (Key.RAISE_READY_DAYS, Key.RAISE_READY_LONG_DAYS),
)


def check_value(key: Key, value: int, *, in_force: Mapping[Key, int]) -> None:
    """Whether this may be the value of a local number, beside the others in force on the day it begins.

    in_force: may lack keys; those are not compared.
    Raises RuleBroken at `value` outside the number's limits, or when two numbers would no longer fit together.
    """
    known = KNOWN[key]
    if not known.lowest <= value <= known.highest:
        raise RuleBroken("value", f"Enter a number from {known.lowest} to {known.highest} {known.unit}")
    for lower, upper in NOT_ABOVE:
        other = in_force.get(upper if key is lower else lower)
        if other is None or key not in (lower, upper):
            continue
        if key is lower and value > other:
            raise RuleBroken("value", f"Enter {other} {known.unit} or less: “{KNOWN[upper].words}” is {other}")
        if key is upper and value < other:
            raise RuleBroken("value", f"Enter {other} {known.unit} or more: “{KNOWN[lower].words}” is {other}")
