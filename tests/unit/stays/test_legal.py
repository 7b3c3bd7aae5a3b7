from datetime import date

import pytest

from discharge.core.codelists import UnknownCode
from discharge.core.errors import RuleBroken
from discharge.stays.rules.legal import (
    AuthorityPeriod,
    any_restricted,
    authorities_on,
    check_period,
    is_expiry_passed,
    is_restricted,
    leave_doubt,
)


def june(day: int) -> date:
    return date(2026, 6, day)


SECTION_2 = AuthorityPeriod("02", june(1), june(10), expires_on=june(28))
SECTION_3 = AuthorityPeriod("03", june(10), june(20))
INFORMAL = AuthorityPeriod("01", june(20))
HISTORY = [INFORMAL, SECTION_2, SECTION_3]


@pytest.mark.parametrize(("day", "code"), [(9, "02"), (10, "03"), (19, "03"), (20, "01"), (30, "01"), (1, "02")])
def test_the_day_of_a_change_belongs_to_what_came_after(day: int, code: str) -> None:
    assert [period.code for period in authorities_on(june(day), HISTORY)] == [code]


def test_nothing_recorded_is_no_authority() -> None:
    assert authorities_on(date(2026, 5, 31), HISTORY) == ()


def test_all_that_holds_is_named_the_latest_first() -> None:
    order = AuthorityPeriod("CTO", date(2026, 1, 1))
    recall = AuthorityPeriod("CTO-R", june(3), june(6))
    correction = AuthorityPeriod("02", june(3))
    assert authorities_on(june(4), [order, recall, correction]) == (correction, recall, order)
    assert authorities_on(june(6), [order, recall]) == (order,)


@pytest.mark.parametrize("code", ["09", "15", "17", "37", "CD-R"])
def test_restricted_authorities(code: str) -> None:
    assert is_restricted(code)


@pytest.mark.parametrize("code", ["01", "03", "10", "16", "18", "38", "CTO", "CD", "DOLS"])
def test_authorities_without_restrictions(code: str) -> None:
    assert not is_restricted(code)


def test_an_unknown_authority_is_not_taken_to_be_unrestricted() -> None:
    with pytest.raises(UnknownCode):
        is_restricted("41")


def test_a_restriction_stays_seen_behind_a_later_authority() -> None:
    periods = [AuthorityPeriod("09", june(1)), AuthorityPeriod("DOLS", june(5))]
    assert any_restricted(june(6), periods)
    assert not any_restricted(june(6), periods[1:])


def test_expiry_passes_on_the_next_day_and_ends_nothing() -> None:
    open_ended = AuthorityPeriod("02", june(1), expires_on=june(28))
    assert [is_expiry_passed(open_ended.expires_on, june(day)) for day in (27, 28, 29)] == [False, False, True]
    assert authorities_on(june(30), [open_ended]) == (open_ended,)
    assert not is_expiry_passed(None, june(30))


@pytest.mark.parametrize(
    ("period", "field"),
    [
        (AuthorityPeriod("2", june(1)), "code"),
        (AuthorityPeriod("02", june(2), june(1)), "until_on"),
        (AuthorityPeriod("02", june(2), expires_on=june(1)), "expires_on"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(period: AuthorityPeriod, field: str) -> None:
    check_period(SECTION_2)
    check_period(AuthorityPeriod("06", june(1), june(1), expires_on=june(1)))
    with pytest.raises(RuleBroken) as broken:
        check_period(period)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("kind", "holding", "says"),
    [
        ("section_17", (INFORMAL,), "no detention is on record"),
        ("home_leave", (SECTION_3,), "a detention is on record"),
        ("section_17", (SECTION_3,), ""),
        ("home_leave", (INFORMAL,), ""),
        ("section_17", (), ""),
        ("awol", (INFORMAL,), ""),
        ("general_hospital", (SECTION_3,), ""),
    ],
)
def test_leave_and_authority_that_do_not_go_together_are_doubted(
    kind: str, holding: tuple[AuthorityPeriod, ...], says: str
) -> None:
    doubt = leave_doubt(kind, holding)
    assert says in doubt
    assert bool(doubt) == bool(says)
