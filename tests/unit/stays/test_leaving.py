from datetime import UTC, date, datetime

import pytest

from discharge.core.clock import local_time
from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import DISCHARGE_DESTINATIONS, DISCHARGE_METHODS
from discharge.stays.rules.follow_up import (
    counts_as_national_contact,
    follow_up_due_at,
    follow_up_hours,
    is_in_national_measure,
    national_discharge_window,
    owes_follow_up,
)
from discharge.stays.rules.leaving import check_leaving

LEFT_ON = date(2026, 6, 10)


@pytest.mark.parametrize(("method", "destination"), [("1", "19"), ("3", "40"), ("6", "99"), ("4", "79"), ("2", "54")])
def test_method_and_destination_that_agree_close_a_stay(method: str, destination: str) -> None:
    check_leaving(method, destination)


@pytest.mark.parametrize(
    ("method", "destination", "field"),
    [
        ("8", "19", "method"),
        ("1", "98", "destination"),
        ("5", "79", "method"),
        ("01", "19", "method"),
        ("", "19", "method"),
        ("1", "00", "destination"),
        ("4", "19", "destination"),
        ("1", "79", "method"),
    ],
)
def test_method_and_destination_that_do_not_are_refused(method: str, destination: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_leaving(method, destination)
    assert broken.value.field == field


def test_only_one_pair_says_that_somebody_died() -> None:
    closing = []
    for method in DISCHARGE_METHODS:
        for destination in DISCHARGE_DESTINATIONS:
            try:
                check_leaving(method.code, destination.code)
            except RuleBroken:
                continue
            closing.append((method.code, destination.code))
    assert [pair for pair in closing if pair[0] == "4" or pair[1] == "79"] == [("4", "79")]
    assert len(closing) == 6 * 24 + 1


@pytest.mark.parametrize(
    ("risk", "usual", "at_risk", "hours"),
    [(False, 72, 48, 72), (True, 72, 48, 48), (True, 24, 48, 24), (False, 24, 48, 24)],
)
def test_an_identified_risk_never_lengthens_the_clock(risk: bool, usual: int, at_risk: int, hours: int) -> None:
    assert follow_up_hours(is_risk_identified=risk, usual=usual, at_risk=at_risk) == hours


@pytest.mark.parametrize(
    ("left_at", "hours", "due_at"),
    [
        (datetime(2026, 3, 27, 15, tzinfo=UTC), 72, datetime(2026, 3, 30, 15, tzinfo=UTC)),
        (datetime(2026, 10, 24, 14, tzinfo=UTC), 48, datetime(2026, 10, 26, 14, tzinfo=UTC)),
        (datetime(2028, 2, 28, 9, tzinfo=UTC), 24, datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
)
def test_follow_up_is_due_in_real_hours(left_at: datetime, hours: int, due_at: datetime) -> None:
    assert follow_up_due_at(left_at, hours) == due_at
    assert follow_up_due_at(local_time(left_at), hours) == due_at
    assert (follow_up_due_at(left_at, 1) - left_at).total_seconds() == 3600


def test_follow_up_needs_a_zone_and_an_hour() -> None:
    with pytest.raises(ValueError, match="time zone"):
        follow_up_due_at(datetime(2026, 3, 27, 15))  # noqa: DTZ001  (the point of the test)
    with pytest.raises(ValueError, match="an hour"):
        follow_up_due_at(datetime(2026, 3, 27, 15, tzinfo=UTC), 0)


def test_everybody_who_did_not_die_is_owed_follow_up() -> None:
    assert [method.code for method in DISCHARGE_METHODS if not owes_follow_up(method.code)] == ["4"]


@pytest.mark.parametrize(
    ("bed_type", "method", "destination", "counts"),
    [
        ("200", "1", "19", True),
        ("213", "1", "19", True),
        ("10", "1", "19", True),
        ("203", "1", "19", False),
        ("999", "1", "19", False),
        ("200", "4", "79", False),
        ("200", "5", "19", False),
        ("200", None, "19", True),
        ("200", "1", None, True),
        ("200", "1", "53", False),
        ("200", "1", "51", True),
        ("200", "1", "89", False),
        ("200", "1", "unheard of", True),
    ],
)
def test_national_measure_by_bed_method_and_destination(
    bed_type: str, method: str | None, destination: str | None, counts: bool
) -> None:
    assert is_in_national_measure(bed_type=bed_type, method=method, destination=destination, left_on=LEFT_ON) is counts


@pytest.mark.parametrize(
    ("died_on", "english", "counts"),
    [
        (None, True, True),
        (None, False, False),
        (date(2026, 6, 10), True, False),
        (date(2026, 6, 13), True, False),
        (date(2026, 6, 14), True, True),
    ],
)
def test_national_measure_by_death_and_council(died_on: date | None, english: bool, counts: bool) -> None:
    counted = is_in_national_measure(
        bed_type="200",
        method="1",
        destination="19",
        left_on=LEFT_ON,
        died_on=died_on,
        has_english_or_no_council=english,
    )
    assert counted is counts


def test_destinations_left_out_are_the_national_ones() -> None:
    left_out = {place.code for place in DISCHARGE_DESTINATIONS if place.is_left_out_of_follow_up}
    assert left_out - {"38"} == {"30", "37", "40", "42", "48", "49", "50", "53", "79", "84", "87", "89"}


def test_national_contact_lies_one_to_three_days_after() -> None:
    days = [day for day in range(9, 16) if counts_as_national_contact(LEFT_ON, date(2026, 6, day))]
    assert days == [11, 12, 13]


def test_national_month_counts_discharges_from_four_days_before() -> None:
    assert national_discharge_window(date(2026, 6, 1), date(2026, 6, 30)) == (date(2026, 5, 28), date(2026, 6, 26))
