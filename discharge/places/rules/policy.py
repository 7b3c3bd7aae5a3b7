"""Local numbers: what each is called, in which unit, what it is until a trust decides otherwise, and why."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from discharge.core.errors import RuleBroken


class Key(enum.StrEnum):
    EDD_DUE_HOURS = "edd_due_hours"
    FRESH_STEP_AFTER_DAYS = "fresh_step_after_days"
    LONG_STAY_DAYS = "long_stay_days"
    LONG_STAY_WARNING_DAYS = "long_stay_warning_days"
    LONG_STAY_OLDER_DAYS = "long_stay_older_days"
    LONG_STAY_OLDER_WARNING_DAYS = "long_stay_older_warning_days"
    FOLLOW_UP_HOURS = "follow_up_hours"
    FOLLOW_UP_RISK_HOURS = "follow_up_risk_hours"
    PREVIOUS_WARD_SIGHT_DAYS = "previous_ward_sight_days"
    WALL_DEVICE_DAYS = "wall_device_days"
    IDLE_MINUTES = "idle_minutes"
    ROUND_IDLE_MINUTES = "round_idle_minutes"
    CHC_SOON_DAYS = "chc_soon_days"
    CHC_LATE_DAYS = "chc_late_days"
    FAST_TRACK_HOURS = "fast_track_hours"
    REVIEW_DAYS = "review_days"
    REVIEW_MONTHS = "review_months"
    BED_DAY_COST = "bed_day_cost"
    LIST_SHRINK_PERCENT = "list_shrink_percent"
    DUTY_CHASE_DAYS = "duty_chase_days"
    DUTY_RISE_DAYS = "duty_rise_days"
    LIST_OVERFULL_PERCENT = "list_overfull_percent"
    PLACEMENT_REVIEW_MONTHS = "placement_review_months"
    RETURN_HOUR = "return_hour"
    MAIL_FROM_HOUR = "mail_from_hour"
    MAIL_UNTIL_HOUR = "mail_until_hour"
    DIGEST_HOUR = "digest_hour"
    RAISE_READY_DAYS = "raise_ready_days"
    RAISE_READY_LONG_DAYS = "raise_ready_long_days"
    RAISE_SAME_REASON_DAYS = "raise_same_reason_days"
    RAISE_EDD_DAYS = "raise_edd_days"


class Group(enum.StrEnum):
    """Headings under which people look for a number."""

    COMING_IN = "Coming in and length of stay"
    LEAVING = "Leaving"
    ROUNDS = "Rounds"
    ACCESS = "Seeing and signing in"
    FUNDING = "Funding"
    LISTS = "Ward lists"
    BEYOND = "Beyond the wards"
    HOUSING = "Housing"
    MAIL = "E-mail"
    ESCALATION = "Escalation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A local number that the product asks for.

    unit: in the plural, as read after the number. lowest, highest: both allowed.
    is_by_ward: a ward may have its own; otherwise only the trust. source: why the default is what it is.
    """

    key: Key
    group: Group
    words: str
    unit: str
    default: int
    lowest: int
    highest: int
    source: str
    is_by_ward: bool = True


_ALL = (
    Known(
        key=Key.EDD_DUE_HOURS,
        group=Group.COMING_IN,
        words="EDD, purpose, criteria and formulation are due this long after admission",
        unit="hours",
        default=72,
        lowest=1,
        highest=336,
        source="NHS England, acute inpatient care, 2023 (to be confirmed)",  # docs/sources.md#first-72-hours
    ),
    Known(
        key=Key.LONG_STAY_DAYS,
        group=Group.COMING_IN,
        words="A stay of somebody aged 18 to 64 in an adult acute bed is long from",
        unit="days",
        default=60,
        lowest=1,
        highest=365,
        source="National measure MHS100",  # docs/sources.md#long-stay
    ),
    Known(
        key=Key.LONG_STAY_WARNING_DAYS,
        group=Group.COMING_IN,
        words="A stay in an adult acute bed is soon long from",
        unit="days",
        default=45,
        lowest=1,
        highest=365,
        source="Proposed by this product",
    ),
    Known(
        key=Key.LONG_STAY_OLDER_DAYS,
        group=Group.COMING_IN,
        words="A stay of somebody aged 65 or more in an older adult acute bed is long from",
        unit="days",
        default=90,
        lowest=1,
        highest=365,
        source="National measure MHS103",
    ),
    Known(
        key=Key.LONG_STAY_OLDER_WARNING_DAYS,
        group=Group.COMING_IN,
        words="A stay in an older adult acute bed is soon long from",
        unit="days",
        default=75,
        lowest=1,
        highest=365,
        source="Proposed by this product",
    ),
    Known(
        key=Key.FOLLOW_UP_HOURS,
        group=Group.LEAVING,
        words="Somebody who left is to be seen within",
        unit="hours",
        default=72,
        lowest=1,
        highest=72,
        source="NHS standard: within 72 hours of discharge",  # docs/sources.md#follow-up
    ),
    Known(
        key=Key.FOLLOW_UP_RISK_HOURS,
        group=Group.LEAVING,
        words="Somebody who left with a suicide risk identified is to be seen within",
        unit="hours",
        default=48,
        lowest=1,
        highest=48,
        source="NICE quality standard 159, statement 4",
    ),
    Known(
        key=Key.FRESH_STEP_AFTER_DAYS,
        group=Group.ROUNDS,
        words="“Same again” asks for a fresh next step after",
        unit="marked days",
        default=5,
        lowest=1,
        highest=30,
        source="Proposed by this product",  # docs/sources.md#runs
    ),
    Known(
        key=Key.PREVIOUS_WARD_SIGHT_DAYS,
        group=Group.ACCESS,
        words="After a transfer the ward before can still see the person for",
        unit="days",
        default=7,
        lowest=0,
        highest=28,
        source="Proposed by this product",  # docs/sources.md#sight
        is_by_ward=False,
    ),
    Known(
        key=Key.WALL_DEVICE_DAYS,
        group=Group.ACCESS,
        words="A wall screen has to be paired again after",
        unit="days",
        default=90,
        lowest=1,
        highest=365,
        source="Proposed by this product",
    ),
    Known(
        key=Key.IDLE_MINUTES,
        group=Group.ACCESS,
        words="Somebody who does nothing is signed out after",
        unit="minutes",
        default=15,
        lowest=2,
        highest=30,
        source="Proposed by this product",
        is_by_ward=False,
    ),
    Known(
        key=Key.ROUND_IDLE_MINUTES,
        group=Group.ACCESS,
        words="In a board round, somebody who does nothing is signed out after",
        unit="minutes",
        default=30,
        lowest=2,
        highest=60,
        source="Proposed by this product",
        is_by_ward=False,
    ),
    Known(
        key=Key.LIST_SHRINK_PERCENT,
        group=Group.LISTS,
        words="A ward list stops and asks when it has lost more than this of its rows",
        unit="per cent",
        default=34,
        lowest=5,
        highest=90,
        source="Proposed by this product: more than a third",
        is_by_ward=False,
    ),
    Known(
        key=Key.DUTY_CHASE_DAYS,
        group=Group.HOUSING,
        words="A council that does not answer the duty to refer is chased after",
        unit="working days",
        default=5,
        lowest=1,
        highest=30,
        source="Proposed by this product: no national time was found",  # docs/sources.md#duty-to-refer
        is_by_ward=False,
    ),
    Known(
        key=Key.DUTY_RISE_DAYS,
        group=Group.HOUSING,
        words="A council that does not answer the duty to refer is raised with its managers after",
        unit="working days",
        default=10,
        lowest=1,
        highest=60,
        source="Proposed by this product: no national time was found",
        is_by_ward=False,
    ),
    Known(
        key=Key.LIST_OVERFULL_PERCENT,
        group=Group.LISTS,
        words="A ward list stops and asks when a ward would have more people than this part of its beds",
        unit="per cent",
        default=200,
        lowest=100,
        highest=1000,
        source="Proposed by this product: twice its beds, and more than 60 people",
        is_by_ward=False,
    ),
    Known(
        key=Key.PLACEMENT_REVIEW_MONTHS,
        group=Group.BEYOND,
        words="A placement in another provider's bed is reviewed at least every",
        unit="months",
        default=3,
        lowest=1,
        highest=3,
        source="NICE quality standard 159, statement 2",  # docs/sources.md#placed-elsewhere
        is_by_ward=False,
    ),
    Known(
        key=Key.CHC_SOON_DAYS,
        group=Group.FUNDING,
        words="A decision about Continuing Healthcare is due soon from this long after the ICB received the checklist",
        unit="days",
        default=21,
        lowest=1,
        highest=28,
        source="Proposed by this product",  # docs/sources.md#continuing-healthcare
        is_by_ward=False,
    ),
    Known(
        key=Key.CHC_LATE_DAYS,
        group=Group.FUNDING,
        words="A decision about Continuing Healthcare is late from this long after the ICB received the checklist",
        unit="days",
        default=28,
        lowest=1,
        highest=28,
        source="National measure: 28 days from receipt of the checklist",
        is_by_ward=False,
    ),
    Known(
        key=Key.FAST_TRACK_HOURS,
        group=Group.FUNDING,
        words="A Fast Track is to be decided within",
        unit="hours",
        default=48,
        lowest=1,
        highest=72,
        source="National Framework (to be confirmed)",
        is_by_ward=False,
    ),
    Known(
        key=Key.REVIEW_DAYS,
        group=Group.FUNDING,
        words="Aftercare is first reviewed this long after leaving hospital",
        unit="days",
        default=42,
        lowest=7,
        highest=90,
        source="Six weeks (to be confirmed)",  # docs/sources.md#aftercare-review
        is_by_ward=False,
    ),
    Known(
        key=Key.REVIEW_MONTHS,
        group=Group.FUNDING,
        words="Aftercare is then reviewed every",
        unit="months",
        default=12,
        lowest=1,
        highest=12,
        source="At least each year (to be confirmed)",
        is_by_ward=False,
    ),
    Known(
        key=Key.BED_DAY_COST,
        group=Group.FUNDING,
        words="What a bed day costs, for estimates of money lost while waiting; 0 shows no money",
        unit="pounds",
        default=0,
        lowest=0,
        highest=5000,
        source="Not decided yet: no money is shown",  # docs/sources.md#days-lost-while-waiting
        is_by_ward=False,
    ),
    Known(
        key=Key.RETURN_HOUR,
        group=Group.BEYOND,
        words="The daily return is frozen at",
        unit="o'clock",
        default=8,
        lowest=0,
        highest=23,
        source="Proposed by this product",  # docs/sources.md#daily-return
        is_by_ward=False,
    ),
    Known(
        key=Key.MAIL_FROM_HOUR,
        group=Group.MAIL,
        words="On working days e-mail is sent from",
        unit="o'clock",
        default=8,
        lowest=5,
        highest=12,
        source="Proposed by this product",  # docs/sources.md#notices
        is_by_ward=False,
    ),
    Known(
        key=Key.MAIL_UNTIL_HOUR,
        group=Group.MAIL,
        words="On working days e-mail is sent until",
        unit="o'clock",
        default=18,
        lowest=13,
        highest=22,
        source="Proposed by this product",
        is_by_ward=False,
    ),
    Known(
        key=Key.DIGEST_HOUR,
        group=Group.MAIL,
        words="The morning summary is sent from",
        unit="o'clock",
        default=8,
        lowest=5,
        highest=11,
        source="Proposed by this product",
        is_by_ward=False,
    ),
    Known(
        key=Key.RAISE_READY_DAYS,
        group=Group.ESCALATION,
        words="Somebody clinically ready and still here is raised with the heads of service after",
        unit="days",
        default=7,
        lowest=1,
        highest=60,
        source="Proposed by this product: seven days clinically ready",  # docs/sources.md#triggers
    ),
    Known(
        key=Key.RAISE_READY_LONG_DAYS,
        group=Group.ESCALATION,
        words="Somebody clinically ready and still here is raised with the executive SRO after",
        unit="days",
        default=28,
        lowest=2,
        highest=180,
        source="Proposed by this product: 28 days clinically ready",
    ),
    Known(
        key=Key.RAISE_SAME_REASON_DAYS,
        group=Group.ESCALATION,
        words="The same reason, owed outside the ward, is raised after",
        unit="marked days in a row",
        default=5,
        lowest=2,
        highest=30,
        source="Proposed by this product: a working week of marks",
    ),
    Known(
        key=Key.RAISE_EDD_DAYS,
        group=Group.ESCALATION,
        words="An EDD that has passed without a new one is raised with the service after",
        unit="days",
        default=7,
        lowest=1,
        highest=60,
        source="Proposed by this product: a week past the date",
    ),
)

KNOWN: Final[Mapping[Key, Known]] = {known.key: known for known in _ALL}

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
