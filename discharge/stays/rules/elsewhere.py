"""People of ours in others' beds, and people of other areas in ours. Source: docs/sources.md#placed-elsewhere"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import OUT_OF_AREA_REASONS, PLACEMENT_ENDS
from discharge.stays.rules.details import SHORT_LONGEST
from discharge.stays.rules.edd import FARTHEST
from discharge.stays.rules.length import bed_days

MOST_MILES: Final = 900  # the length of Great Britain by road; farther is a slip of the key
CAME_BACK: Final = "our_bed"  # of placement-ends
REVIEW_SOON: Final = timedelta(days=14)  # ours


@dataclass(frozen=True, slots=True)
class PlacementDates:
    """In another provider's bed [started_on, ended_on), for a reason of out-of-area-reasons."""

    started_on: date
    ended_on: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfArea:
    """What a period came to: placements begun and ended in it, those open as its last day ends, and nights in it."""

    started: int = 0
    open_at_end: int = 0
    ended: int = 0
    bed_days: int = 0


def is_inappropriate(reason: str) -> bool:
    """Placed away because there was no bed here. Raises UnknownCode."""
    return OUT_OF_AREA_REASONS[reason].is_inappropriate


def out_of_area(placements: Iterable[PlacementDates], first: date, last: date) -> OutOfArea:
    """Count a period from first to last, both inside it; while it runs, give today as last.

    A placement that ends on the last day ended and is not open; one that begins and ends on a day has no bed day.
    Raises ValueError if last is before first. Source: docs/sources.md#placed-elsewhere
    """
    each = list(placements)
    return OutOfArea(
        started=sum(first <= one.started_on <= last for one in each),
        open_at_end=sum(one.started_on <= last and (one.ended_on is None or one.ended_on > last) for one in each),
        ended=sum(one.ended_on is not None and first <= one.ended_on <= last for one in each),
        bed_days=sum(bed_days(one.started_on, one.ended_on, first, last) for one in each),
    )


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def review_clock(next_review_on: date, today: date) -> str:
    """ "late" from the day after, "soon" from two weeks before, else ""."""
    if today > next_review_on:
        return "late"
    return "soon" if next_review_on - today <= REVIEW_SOON else ""


def check_placement(
    *,
    provider: str,
    unit: str,
    reason: str,
    miles: int | None,
    started_on: date,
    return_target_on: date | None,
    today: date,
) -> None:
    """Whether a placement may be written like this. Raises RuleBroken naming the first field that may not."""
    if not provider:
        raise RuleBroken("provider", "Enter who runs the hospital they are in")
    for field, words in (("provider", provider), ("unit", unit)):
        check_length(field, words)
    known = OUT_OF_AREA_REASONS.get(reason)
    if known is None or not known.is_current:
        raise RuleBroken("reason", "Select why they are not in a bed here")
    if miles is not None and not 0 <= miles <= MOST_MILES:
        raise RuleBroken("miles", f"Enter the distance in miles, from 0 to {MOST_MILES}")
    if started_on > today:
        raise RuleBroken("started_on", "Enter the day they went there: today or a day in the past")
    check_target("return_target_on", return_target_on, not_before=started_on, today=today)


def check_target(field: str, target: date | None, *, not_before: date, today: date) -> None:
    """Raises RuleBroken for a day to come back that is before they went, or more than two years away."""
    if target is None:
        return
    if target < not_before:
        raise RuleBroken(field, "The day to go back must not be before the day they came there")
    if target > today + FARTHEST:
        raise RuleBroken(field, "The day to go back must be within two years from today")


def check_length(field: str, words: str) -> None:
    if len(words) > SHORT_LONGEST:
        raise RuleBroken(field, f"This must be {SHORT_LONGEST} characters or fewer")


def check_next_review(field: str, next_on: date, *, after: date, months: int) -> None:
    """Raises RuleBroken for a review that is not after the last, or later after it than is agreed."""
    latest = months_after(after, months)
    if next_on <= after:
        raise RuleBroken(field, "The next review must be after this one")
    if next_on > latest:
        words = f"{latest.day} {latest:%B %Y}"
        often = "month" if months == 1 else f"{months} months"
        raise RuleBroken(field, f"Enter {words} or earlier: at least every {often}")


def check_reviewed_on(reviewed_on: date, *, after: date, today: date) -> None:
    """after: the day they went there, or of the last review. Raises RuleBroken for an earlier day or one to come."""
    if not after <= reviewed_on <= today:
        words = f"{after.day} {after:%B %Y}"
        raise RuleBroken("reviewed_on", f"Enter a day from {words}, the last review or the day they went, to today")


def check_end(ended_on: date, because: str, *, started_on: date, today: date) -> None:
    """Raises RuleBroken for a day before they went there or to come, or an ending that is not on the list."""
    if not started_on <= ended_on <= today:
        raise RuleBroken("ended_on", "Enter a day from the day they went there to today")
    if because not in PLACEMENT_ENDS:
        raise RuleBroken("because", "Select how it ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What is known of where somebody in our bed belongs. Systems are None where nobody has said which.

    body: a name with the system that it is of, None while no such body is recorded.
    """

    trust_system: object | None
    icb: tuple[str, object | None] | None = None
    council: tuple[str, object | None] | None = None
    out_of_area_reason: str = ""


def why_elsewhere(home: Home) -> tuple[str, ...]:
    """Why somebody in our bed may belong elsewhere, in words; nothing to show where nothing says so.

    A body counts as another area's only where its system and the trust's are both known and differ.
    """
    found = []
    for kind, body in (("ICB", home.icb), ("council", home.council)):
        if body and body[1] is not None and home.trust_system is not None and body[1] != home.trust_system:
            found.append(f"Responsible {kind}: {body[0]}")
    if home.out_of_area_reason:
        found.append("Recorded as placed out of area")
    return tuple(found)
