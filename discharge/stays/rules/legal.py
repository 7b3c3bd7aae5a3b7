"""What somebody is held under. Flags only: nothing here says that a detention is lawful.

Source: docs/sources.md#legal-authority
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import LEGAL_AUTHORITIES


@dataclass(frozen=True, slots=True)
class AuthorityPeriod:
    """One authority. It holds from from_on until the day before until_on, when another took over or it ended.

    expires_on: as typed from the papers, never worked out.
    """

    code: str
    from_on: date
    until_on: date | None = None
    expires_on: date | None = None


def is_restricted(code: str) -> bool:
    """Whether leave, transfer and discharge must ask "Justice Secretary consent recorded?".

    Sections 37/41, 45A with the limitation direction, 47/49, 48/49 and recall from conditional discharge.
    Raises UnknownCode.
    """
    return LEGAL_AUTHORITIES[code].is_restricted


def authorities_on(day: date, periods: Sequence[AuthorityPeriod]) -> tuple[AuthorityPeriod, ...]:
    """Every authority that holds on this day, the latest begun first; of the same day, the one given last first."""
    holding = [p for p in periods if p.from_on <= day and (p.until_on is None or day < p.until_on)]
    return tuple(sorted(holding, key=lambda p: p.from_on))[::-1]


def any_restricted(day: date, periods: Sequence[AuthorityPeriod]) -> bool:
    """Whether any authority that holds on this day is restricted, though another may have begun later."""
    return any(is_restricted(period.code) for period in authorities_on(day, periods))


def leave_doubt(kind: str, holding: Sequence[AuthorityPeriod]) -> str:
    """What to check where a kind of leave and what is on record do not go together, "" where they do.

    A note and no refusal: the record may be behind the papers. Nothing recorded raises no doubt.
    """
    is_detained = any(LEGAL_AUTHORITIES[period.code].is_hospital_detention for period in holding)
    if kind == "section_17" and holding and not is_detained:
        return "Check the legal status: section 17 leave is for somebody who is detained, and no detention is on record"
    if kind == "home_leave" and is_detained:
        return "Check the kind of leave: a detention is on record, and leave of somebody who is detained is section 17"
    return ""


def is_expiry_passed(expires_on: date | None, day: date) -> bool:
    """Whether the typed date of expiry lies before this day, so that the papers must be checked. It ends nothing."""
    return expires_on is not None and expires_on < day


def check_period(period: AuthorityPeriod) -> None:
    """Raises RuleBroken for a code not in the lists, or for an end or expiry before the beginning."""
    if period.code not in LEGAL_AUTHORITIES:
        raise RuleBroken("code", "Select the legal status")
    if period.until_on is not None and period.until_on < period.from_on:
        raise RuleBroken("until_on", "End date must be the same as or after the start date")
    if period.expires_on is not None and period.expires_on < period.from_on:
        raise RuleBroken("expires_on", "Expiry date must be the same as or after the start date")
