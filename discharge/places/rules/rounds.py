"""When a ward goes through everybody, and until when a day may be marked without giving a reason."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from discharge.core.clock import moment_of
from discharge.places.rules.calendar import Holidays, add_working_days, is_working_day, next_working_day

DEFAULT_CLOSE_TIME = time(12)  # docs/sources.md#close-of-a-day


class Pass(StrEnum):
    """Planning in the morning, marking in the afternoon."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


BOTH = (Pass.MORNING, Pass.AFTERNOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPattern:
    """Which passes a ward has on which kind of day.

    weekly_on: 0 Monday to 4 Friday for a ward that goes round once a week (rehabilitation); its passes are then those
    of `weekday`, on that day only, or on the next working day when that day is a bank holiday. None: every working day.
    Raises ValueError for a weekly round on a weekend.
    """

    weekday: tuple[Pass, ...] = BOTH
    weekend: tuple[Pass, ...] = ()
    holiday: tuple[Pass, ...] = ()
    weekly_on: int | None = None

    def __post_init__(self) -> None:
        if self.weekly_on is not None and not 0 <= self.weekly_on <= 4:
            raise ValueError("a weekly round is on Monday (0) to Friday (4)")


EVERY_WORKING_DAY = RoundPattern()


@dataclass(frozen=True, slots=True)
class WardRounds:
    """A ward's round pattern with the time of day at which a day's marks close."""

    pattern: RoundPattern = EVERY_WORKING_DAY
    close_time: time = DEFAULT_CLOSE_TIME


USUAL_ROUNDS = WardRounds()


def passes_of(count: int) -> tuple[Pass, ...]:
    """The passes of a day by their number: none; one, in which days are marked; or planning and marking.

    Raises ValueError for any other number.
    """
    if count not in range(3):
        raise ValueError("a ward has none, one or two passes a day")
    return ((), (Pass.AFTERNOON,), BOTH)[count]


def passes_on(day: date, pattern: RoundPattern, holidays: Holidays) -> tuple[Pass, ...]:
    """The passes that the ward owes on this day, in order. A bank holiday on a weekend is a holiday.

    Source: docs/sources.md#round-pattern
    """
    if day in holidays.days:
        return pattern.holiday
    if not is_working_day(day, holidays):
        return pattern.weekend
    if pattern.weekly_on is not None and not _is_weekly_day(day, pattern.weekly_on, holidays):
        return ()
    return pattern.weekday


def closes_at(day: date, close_time: time, pattern: RoundPattern, holidays: Holidays) -> datetime:
    """The UTC moment after which marking this day, or changing its mark, needs a reason.

    It is `close_time` on English wall clocks on the first working day after `day` on which the ward has a pass, so that
    a mark forgotten today is made in the next round. With a round every working day: Monday closes on Tuesday;
    Friday, Saturday and Sunday on Monday; the Thursday before Good Friday, and the four days after it, on Tuesday.
    Passes at a weekend do not close a day early. A weekly ward's days close after its next weekly round. A ward without
    any pass on working days closes on the next working day.
    Past the last known holiday, days from Monday to Friday are taken to be working days.
    Source: docs/sources.md#close-of-a-day
    """
    closing = next_working_day(day, holidays).day
    while pattern.weekday and not passes_on(closing, pattern, holidays):
        closing = next_working_day(closing, holidays).day
    return moment_of(closing, close_time)


def _is_weekly_day(day: date, weekly_on: int, holidays: Holidays) -> bool:
    meant = day - timedelta(days=(day.weekday() - weekly_on) % 7)
    return add_working_days(meant, 0, holidays).day == day
