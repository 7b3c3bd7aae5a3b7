"""Slots, leases and lateness."""

from datetime import UTC, datetime, timedelta

import pytest

from discharge.jobs.rules.slots import KNOWN, LEASE, Held, Job, is_late, may_take, slot_of

NOW = datetime(2026, 11, 23, 9, 33, 20, tzinfo=UTC)
SLOT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "every", "slot"),
    [
        (NOW, 5, SLOT),
        (SLOT, 5, SLOT),
        (SLOT - timedelta(microseconds=1), 5, SLOT - 5 * MINUTE),
        (NOW, 1, SLOT + 3 * MINUTE),
        (NOW, 60, SLOT - 30 * MINUTE),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), 60, datetime(2026, 10, 25, 0, tzinfo=UTC)),  # 01:59 the first time
        (datetime(2026, 10, 25, 1, 1, tzinfo=UTC), 60, datetime(2026, 10, 25, 1, tzinfo=UTC)),  # 01:01 the second time
    ],
)
def test_the_slot_that_holds(now: datetime, every: int, slot: datetime) -> None:
    assert slot_of(now, every) == slot


def test_slots_that_do_not_make_a_day_are_refused() -> None:
    for every in (0, 7):
        with pytest.raises(ValueError, match="whole slots"):
            slot_of(NOW, every)
    assert all(slot_of(NOW, known.every) <= NOW for known in KNOWN.values())


@pytest.mark.parametrize(
    ("held", "may"),
    [
        (Held(slot=None, holder="", lease_until=None), True),
        (Held(slot=SLOT - 5 * MINUTE, holder="", lease_until=None), True),
        (Held(slot=SLOT, holder="", lease_until=None), False),  # done
        (Held(slot=SLOT, holder="a", lease_until=NOW + MINUTE), False),  # somebody is at it
        (Held(slot=SLOT - 5 * MINUTE, holder="a", lease_until=NOW + MINUTE), False),  # at the one before
        (Held(slot=SLOT, holder="a", lease_until=NOW), True),  # killed in this slot
        (Held(slot=SLOT - 5 * MINUTE, holder="a", lease_until=NOW), True),
        (Held(slot=SLOT + 60 * MINUTE, holder="", lease_until=None), True),  # the clock was set back
        (Held(slot=SLOT + 60 * MINUTE, holder="a", lease_until=NOW + LEASE + MINUTE), True),
    ],
)
def test_who_may_take_a_slot(held: Held, may: bool) -> None:
    assert may_take(held, SLOT, NOW) is may


def test_a_job_is_late_when_two_slots_went_by() -> None:
    assert is_late(Job.SWEEP, None, NOW)
    assert not is_late(Job.SWEEP, NOW - 12 * MINUTE, NOW)
    assert is_late(Job.SWEEP, NOW - 13 * MINUTE, NOW)
    assert not is_late(Job.NOTICES, NOW - 4 * MINUTE, NOW)
    assert is_late(Job.NOTICES, NOW - 5 * MINUTE, NOW)
    assert not is_late(Job.RETURNS, NOW - 2 * 60 * MINUTE, NOW)
    assert is_late(Job.RETURNS, NOW - 2 * 60 * MINUTE - 3 * MINUTE, NOW)
