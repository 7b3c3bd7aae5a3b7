"""What makes sense when somebody is admitted, moved or away. Source: docs/sources.md#length-of-stay"""

from datetime import date, datetime, timedelta

from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken

LONG_AGO = timedelta(days=365)  # an admission entered later than this is asked about; ours
OLDEST_AGE = timedelta(days=366 * 125)
NAME_LONGEST = 100
BED_LONGEST = 20


def check_admitted_at(
    admitted_at: datetime,
    *,
    born_on: date,
    now: datetime,
    is_long_ago_meant: bool = False,
    left_last_on: date | None = None,
) -> None:
    """Raises RuleBroken for an admission to come, before birth, during an earlier stay, or more than a year ago.

    is_long_ago_meant: the person was asked about the year and means it. left_last_on: discharge of the latest stay.
    """
    day = local_date(admitted_at)
    if admitted_at > now:
        raise RuleBroken("admitted_on", "Admission must be now or in the past")
    if day < born_on:
        raise RuleBroken("admitted_on", "Admission date must be the same as or after the date of birth")
    if left_last_on is not None and day < left_last_on:
        raise RuleBroken("admitted_on", "Admission date must be the same as or after the last discharge date")
    if now - admitted_at > LONG_AGO and not is_long_ago_meant:
        raise RuleBroken("is_long_ago_meant", "Tick to confirm that the admission was more than a year ago")


def check_person(*, surname: str, given_name: str, birth_date: date, today: date) -> None:
    """Raises RuleBroken for a missing or overlong name, or a date of birth that nobody alive has."""
    if not surname:
        raise RuleBroken("surname", "Enter the person's last name")
    if not given_name:
        raise RuleBroken("given_name", "Enter the person's first name")
    for field, name in (("surname", surname), ("given_name", given_name)):
        if len(name) > NAME_LONGEST:
            raise RuleBroken(field, f"Names must be {NAME_LONGEST} characters or fewer")
    if birth_date > today:
        raise RuleBroken("birth_date", "Date of birth must be in the past")
    if today - birth_date > OLDEST_AGE:
        raise RuleBroken("birth_date", "Check the year of the date of birth")


def check_bed(bed: str) -> None:
    """Raises RuleBroken for a bed that no board could show. Shared and missing beds are fine."""
    if len(bed) > BED_LONGEST:
        raise RuleBroken("bed", f"Bed must be {BED_LONGEST} characters or fewer")


def check_moment(field: str, what: str, moment: datetime, *, after: datetime, now: datetime) -> None:
    """Raises RuleBroken unless the moment lies between coming to the ward (or whatever `after` is) and now."""
    if moment > now:
        raise RuleBroken(field, f"{what} must be now or in the past")
    if moment < after:
        raise RuleBroken(field, f"{what} must be after the person came to this ward")
