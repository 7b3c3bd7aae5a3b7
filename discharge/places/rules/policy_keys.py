"""What a local number is: its key, the heading it stands under, and what is known of it."""

import enum
from dataclasses import dataclass


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
