"""When mail may leave: in working hours on working days in England, by the numbers of the trust."""

from dataclasses import dataclass
from datetime import date, datetime, time

from discharge.core.clock import local_time, moment_of
from discharge.places.rules.calendar import Holidays, is_working_day, next_working_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Whole hours on English wall clocks. Mail leaves from `begin` on and before `end`; digests from `digest` on."""

    begin: int
    end: int
    digest: int


def may_leave_at(now: datetime, hours: Hours, holidays: Holidays, *, always: bool = False) -> datetime:
    """The first moment, not before `now`, at which mail may leave. always: at once, at any hour of any day.

    Past the last known bank holiday, days from Monday to Friday are taken to be working days.
    Source: docs/sources.md#notices
    """
    local = local_time(now)
    today = local.date()
    if always:
        return now
    if is_working_day(today, holidays):
        if local.time() < time(hours.begin):
            return moment_of(today, time(hours.begin))
        if local.time() < time(hours.end):
            return now
    return moment_of(next_working_day(today, holidays).day, time(hours.begin))


def digest_leaves_at(day: date, now: datetime, hours: Hours) -> datetime:
    """The moment at which the digest of a day may leave: its hour, or now when that has passed."""
    return max(moment_of(day, time(hours.digest)), now)
