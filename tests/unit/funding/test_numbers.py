"""Clocks, splits, reviews and days lost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from discharge.core.errors import RuleBroken
from discharge.funding.rules.clocks import (
    Pause,
    days_running,
    decision_clock,
    fast_track_clock,
    is_pause_known,
)
from discharge.funding.rules.reviews import first_review, next_review, review_state
from discharge.funding.rules.split import WHOLE, percent_words, split_of
from discharge.funding.rules.waits import Lost, Taken, Wait, days_lost, waits
from discharge.stays.rules.ready import ReadyPeriod

FIRST = date(2026, 6, 1)


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


@pytest.mark.parametrize(("days", "state"), [(0, ""), (20, ""), (21, "soon"), (27, "soon"), (28, "late"), (29, "late")])
def test_the_decision_is_due_soon_from_21_and_late_from_28(days: int, state: str) -> None:
    clock = decision_clock(FIRST, today=after(days), soon_from=21, late_from=28)
    assert (clock.days, clock.state, clock.due_on) == (days, state, after(28))


@pytest.mark.parametrize(
    ("pauses", "days"),
    [
        ([Pause(after(5), after(8))], 22),
        ([Pause(after(5), after(8)), Pause(after(6), after(9))], 21),
        ([Pause(after(-4), after(2))], 23),
        ([Pause(after(20))], 20),
        ([Pause(after(30), after(40))], 25),
        ([Pause(after(5), after(5))], 25),
    ],
)
def test_nights_in_a_pause_do_not_count_and_move_the_due_day(pauses: list[Pause], days: int) -> None:
    assert days_running(FIRST, after(25), pauses) == days
    clock = decision_clock(FIRST, today=after(25), soon_from=21, late_from=28, pauses=pauses)
    assert clock.due_on == after(28 + 25 - days)


def test_a_clock_that_stands_still_says_so_unless_it_is_late() -> None:
    paused = decision_clock(FIRST, today=after(60), soon_from=21, late_from=28, pauses=[Pause(after(25))])
    assert (paused.days, paused.state) == (25, "paused")
    late = decision_clock(FIRST, today=after(60), soon_from=21, late_from=28, pauses=[Pause(after(40))])
    assert (late.days, late.state) == (40, "late")


def test_a_decision_stops_the_clock() -> None:
    clock = decision_clock(FIRST, today=after(90), soon_from=21, late_from=28, decided_on=after(24))
    assert (clock.days, clock.state) == (24, "")
    assert decision_clock(FIRST, today=after(90), soon_from=21, late_from=28, decided_on=after(28)).state == "late"


def test_days_before_receipt_are_refused() -> None:
    with pytest.raises(ValueError, match="before receipt"):
        days_running(FIRST, after(-1))


@pytest.mark.parametrize(("hours", "state"), [(0, ""), (23.9, ""), (24, "soon"), (47.9, "soon"), (48, "late")])
def test_fast_track_counts_real_hours(hours: float, state: str) -> None:
    received = datetime(2026, 10, 24, 12, tzinfo=UTC)  # over the night the clocks change
    clock = fast_track_clock(received, now=received + timedelta(hours=hours), hours=48)
    assert (clock.state, clock.due_at) == (state, received + timedelta(hours=48))


@pytest.mark.parametrize(
    ("day", "received", "is_known"),
    [(after(5), FIRST, True), (after(-1), FIRST, False), (after(5), None, False), (after(12), FIRST, False)],
)
def test_a_pause_begins_after_receipt_and_outside_another(day: date, received: date | None, is_known: bool) -> None:
    assert is_pause_known(day, received, [Pause(after(10), after(15))]) is is_known


@pytest.mark.parametrize(
    ("icb", "council", "words"),
    [
        ("50", "50", "ICB 50%, council 50%"),
        ("66.67", "33.33", "ICB 66.67%, council 33.33%"),
        ("100", "0", "ICB 100%, council 0%"),
        ("12.5", "87.50", "ICB 12.5%, council 87.5%"),
        ("0.01", "99.99", "ICB 0.01%, council 99.99%"),
    ],
)
def test_a_split_makes_a_hundred(icb: str, council: str, words: str) -> None:
    split = split_of(Decimal(icb), Decimal(council))
    assert split.words == words
    assert split.icb + split.council == WHOLE


@pytest.mark.parametrize(
    ("icb", "council", "field", "words"),
    [
        ("50", "49", "council_percent", "The percentages make 99%"),
        ("60", "60", "council_percent", "The percentages make 120%"),
        ("33.33", "33.33", "council_percent", "The percentages make 66.66%"),
        ("-1", "101", "icb_percent", "from 0 to 100"),
        ("50", "150", "council_percent", "from 0 to 100"),
        ("33.333", "66.667", "icb_percent", "two places"),
        (None, "50", "icb_percent", "Enter both"),
        ("50", None, "council_percent", "Enter both"),
    ],
)
def test_a_split_that_does_not_make_a_hundred_says_what_it_makes(
    icb: str | None, council: str | None, field: str, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words) as broken:
        split_of(Decimal(icb) if icb else None, Decimal(council) if council else None)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0%"), (10_000, "100%"), (1_000, "10%"), (1_250, "12.5%"), (5, "0.05%")]
)
def test_percentages_in_words(share: int, words: str) -> None:
    assert percent_words(share) == words


def test_reviews_at_six_weeks_and_then_each_year() -> None:
    assert first_review(date(2026, 11, 23), days=42) == date(2027, 1, 4)
    assert next_review(date(2027, 1, 4), months=12) == date(2028, 1, 4)
    assert next_review(date(2028, 2, 29), months=12) == date(2029, 2, 28)
    assert next_review(date(2027, 11, 30), months=3) == date(2028, 2, 29)
    assert next_review(date(2027, 12, 31), months=12) == date(2028, 12, 31)


@pytest.mark.parametrize(("days", "state"), [(-15, ""), (-14, "soon"), (0, "soon"), (1, "late")])
def test_a_review_is_due_soon_for_two_weeks(days: int, state: str) -> None:
    assert review_state(FIRST, today=after(days)) == state


def test_without_a_date_no_review_is_due() -> None:
    assert review_state(None, today=FIRST) == ""


def test_a_case_waits_from_step_to_step() -> None:
    steps = [
        Taken("S117-CHK", FIRST),
        Taken("S117-RESP", after(3)),
        Taken("S117-NEED", after(5)),
        Taken("S117-PANEL", after(9)),
    ]
    assert waits(steps) == (
        Wait("INT-30", FIRST, after(3)),
        Wait("EXT-01", after(5), after(9)),
        Wait("EXT-01", after(9), None),
    )


def test_interim_funding_ends_the_waiting_until_the_money_is_refused() -> None:
    steps = [
        Taken("S117-PANEL", FIRST),
        Taken("S117-INTERIM", after(4)),
        Taken("S117-PANEL", after(6)),
        Taken("S117-REFUSED", after(10)),
    ]
    assert waits(steps) == (Wait("EXT-01", FIRST, after(4)), Wait("EXT-01", after(10), None))


def test_only_clinically_ready_bed_days_are_lost() -> None:
    ready = [ReadyPeriod(after(2), after(6)), ReadyPeriod(after(8), None)]
    several = [Wait("EXT-01", FIRST, after(9)), Wait("EXT-03", after(4), None)]
    lost = days_lost(several, ready, first=FIRST, until=after(12))
    assert lost.by_reason == {"EXT-01": 5, "EXT-03": 6}
    assert lost.together == 8


def test_two_waits_for_one_reason_count_a_day_once_and_the_period_bounds_them() -> None:
    ready = [ReadyPeriod(FIRST, None)]
    several = [Wait("EXT-01", FIRST, after(5)), Wait("EXT-01", after(3), after(8))]
    assert days_lost(several, ready, first=after(1), until=after(6)).by_reason == {"EXT-01": 5}


def test_nobody_ready_loses_nothing() -> None:
    assert days_lost([Wait("EXT-01", FIRST, None)], [], first=FIRST, until=after(9)) == Lost()


def test_sums_add_up() -> None:
    lost = Lost({"EXT-01": 2}, 2)
    lost.add(Lost({"EXT-01": 1, "EXT-03": 4}, 4))
    assert (lost.by_reason, lost.together) == ({"EXT-01": 3, "EXT-03": 4}, 6)
