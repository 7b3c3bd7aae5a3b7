from datetime import UTC, date, datetime, timedelta

import pytest

from discharge.notices.rules.digests import Line, worth_saying
from discharge.notices.rules.hours import Hours, digest_leaves_at, may_leave_at
from discharge.notices.rules.kinds import AT_ANY_HOUR, MAY_BE_TURNED_OFF, WORDS, Kind, headline
from discharge.notices.rules.trying import (
    CONVERSATION,
    FAULT_WORDS,
    GIVE_UP_AFTER,
    LEASE,
    Fault,
    delay_after,
    is_given_up,
)
from discharge.places.queries import holidays

USUAL = Hours(begin=8, end=18, digest=8)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-11-23T09:30", "2026-11-23T09:30"),  # a Monday morning
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T17:59", "2026-11-23T17:59"),
        ("2026-11-23T18:00", "2026-11-24T08:00"),  # the hour at which it ends is outside
        ("2026-11-27T18:30", "2026-11-30T08:00"),  # Friday evening
        ("2026-11-28T11:00", "2026-11-30T08:00"),  # Saturday
        ("2026-12-24T20:00", "2026-12-29T08:00"),  # Christmas Eve: Friday the 25th, a weekend, the 28th
        ("2026-07-01T06:59", "2026-07-01T07:00"),  # summer time: 08:00 in England is 07:00 UTC
        ("2026-03-27T18:30", "2026-03-30T07:00"),  # the clocks go forward on the Sunday between
        ("2026-10-23T17:30", "2026-10-26T08:00"),  # the clocks go back on the Sunday between
    ],
)
def test_mail_leaves_in_working_hours_on_working_days(now: str, leaves: str) -> None:
    assert may_leave_at(at(now), USUAL, holidays()) == at(leaves)


@pytest.mark.parametrize("now", ["2026-11-28T03:00", "2026-12-25T12:00"])
def test_mail_of_a_level_set_to_always_leaves_at_once(now: str) -> None:
    assert may_leave_at(at(now), USUAL, holidays(), always=True) == at(now)


@pytest.mark.parametrize(
    ("now", "leaves"), [("2026-11-23T06:00", "2026-11-23T07:00"), ("2026-11-23T09:00", "2026-11-23T09:00")]
)
def test_a_digest_leaves_from_its_hour_on(now: str, leaves: str) -> None:
    assert digest_leaves_at(date(2026, 11, 23), at(now), Hours(begin=8, end=18, digest=7)) == at(leaves)


def test_the_delay_doubles_up_to_half_an_hour() -> None:
    minutes = [delay_after(attempts) / timedelta(minutes=1) for attempts in range(1, 9)]
    assert minutes == [1, 2, 4, 8, 16, 30, 30, 30]
    assert delay_after(10_000) == timedelta(minutes=30)
    with pytest.raises(ValueError, match="nothing was tried"):
        delay_after(0)


def test_a_refusal_is_given_up_at_once_and_everything_else_when_its_time_is_over() -> None:
    now = at("2026-11-23T09:30")
    assert is_given_up(Fault.REFUSED, now=now, gives_up_at=now + GIVE_UP_AFTER)
    assert not is_given_up(Fault.AWAY, now=now, gives_up_at=now + timedelta(seconds=1))
    assert is_given_up(Fault.AWAY, now=now, gives_up_at=now)


def test_a_conversation_is_over_before_its_row_is_free_again() -> None:
    assert CONVERSATION * 2 < LEASE


def test_every_kind_and_every_fault_has_words_and_only_the_digest_may_be_turned_off() -> None:
    assert set(WORDS) == set(Kind)
    assert set(FAULT_WORDS) == set(Fault)
    assert set(Kind) == MAY_BE_TURNED_OFF | AT_ANY_HOUR
    assert {Kind.DIGEST} == MAY_BE_TURNED_OFF


def test_the_headline_has_the_reference_where_there_is_one() -> None:
    assert headline(Kind.ESCALATION_REACHED, "E-1042") == "An escalation has reached you (E-1042)"
    assert headline(Kind.DIGEST, "") == "Your morning summary"


@pytest.mark.parametrize(
    ("label", "count", "path"),
    [
        ("", 1, "/wards"),
        ("x" * 81, 1, "/wards"),
        ("two\nlines", 1, "/wards"),
        ("Red days", -1, "/wards"),
        ("Red days", 1, "https://elsewhere.example"),
        ("Red days", 1, "//elsewhere.example"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(label: str, count: int, path: str) -> None:
    with pytest.raises(ValueError, match=r"label|counts|address"):
        Line(label=label, count=count, path=path)


def test_a_count_of_nothing_is_not_said() -> None:
    new, none = Line(label="New", count=2, path="/a"), Line(label="Overdue", count=0, path="/b")
    assert worth_saying([none, new]) == (new,)
