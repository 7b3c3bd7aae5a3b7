"""The duty to refer: when the check is due, who may be referred, and how long a council has."""

from datetime import date, timedelta

import pytest

from discharge.blockers.rules.clocks import clock_of
from discharge.blockers.rules.states import State
from discharge.core.errors import RuleBroken
from discharge.housing.rules.duty import (
    Waiting,
    answer_due,
    check_consent,
    check_may_refer,
    check_received,
    is_child,
    waiting,
    why_check,
)
from discharge.places.rules.calendar import Holidays

TODAY = date(2026, 11, 23)
CHRISTMAS = Holidays(frozenset({date(2026, 12, 25), date(2026, 12, 28)}), date(2026, 12, 31))
BORN = date(1980, 5, 1)


@pytest.mark.parametrize(
    ("is_at_risk", "edd_in", "is_checked", "due"),
    [
        (True, None, False, True),  # at admission, before any EDD
        (True, 300, False, True),
        (True, 3, True, False),
        (False, 56, False, True),
        (False, 57, False, False),
        (None, 56, False, True),
        (None, -4, False, True),
        (None, None, False, False),
        (None, 1, True, False),
    ],
)
def test_when_the_check_is_due(is_at_risk: bool | None, edd_in: int | None, is_checked: bool, due: bool) -> None:
    edd = None if edd_in is None else TODAY + timedelta(days=edd_in)
    checked_on = TODAY if is_checked else None
    assert bool(why_check(is_at_risk=is_at_risk, edd=edd, checked_on=checked_on, today=TODAY)) is due


@pytest.mark.parametrize(
    ("received", "today", "state"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), ""),
        (date(2026, 11, 23), date(2026, 11, 27), ""),  # 4 working days
        (date(2026, 11, 23), date(2026, 11, 30), "soon"),  # 5, over a weekend
        (date(2026, 11, 23), date(2026, 12, 7), "soon"),  # 10, the last day in time
        (date(2026, 11, 23), date(2026, 12, 8), "late"),
        (date(2026, 12, 18), date(2026, 12, 25), ""),  # a holiday is no working day
        (date(2026, 12, 18), date(2026, 12, 29), "soon"),
    ],
)
def test_a_council_is_chased_after_5_working_days_and_it_rises_after_10(
    received: date, today: date, state: str
) -> None:  # fmt: skip
    assert waited(received, today=today).state == state


def test_a_clock_past_the_last_known_holiday_says_so() -> None:
    clock = waited(date(2026, 12, 29), today=TODAY, is_receipt_known=False)
    assert clock.words.startswith("sent 29 December 2026")
    assert "not sure" in clock.words


@pytest.mark.parametrize(("state", "is_answered"), [(State.PAUSED, False), (State.OPEN, True)])
def test_nobody_is_chased_while_the_clock_stands(state: State, is_answered: bool) -> None:
    clock = waited(date(2026, 10, 1), today=TODAY, state=state, is_answered=is_answered)
    assert clock.state == ""
    assert "chase" not in clock.words


def waited(
    received: date,
    *,
    today: date,
    is_receipt_known: bool = True,
    state: State = State.OPEN,
    is_answered: bool = False,
) -> Waiting:
    due = answer_due(received, chase_days=5, rise_days=10, holidays=CHRISTMAS)
    clock = clock_of(state, is_answered=is_answered, due_on=due.on, soon_on=due.soon_on, today=today)
    return waiting(received, is_receipt_known=is_receipt_known, due=due, clock=clock)


def test_somebody_is_a_child_until_their_eighteenth_birthday() -> None:
    assert is_child(date(2008, 11, 24), TODAY)
    assert not is_child(date(2008, 11, 23), TODAY)


GIVEN = {"refer": "given", "contact": "given"}


@pytest.mark.parametrize(
    ("consents", "born", "says"),
    [
        ({}, BORN, "Ask the person first whether they agree to be referred"),
        ({"refer": "given"}, BORN, "Ask the person first whether they agree that the council is told"),
        ({**GIVEN, "refer": "refused"}, BORN, "recorded as “refused”"),
        ({**GIVEN, "contact": "withdrawn"}, BORN, "recorded as “withdrawn”"),
        ({**GIVEN, "refer": "best_interests_not"}, BORN, "cannot be sent"),
        (GIVEN, date(2010, 1, 1), "children's services"),
    ],
)
def test_a_referral_needs_both_consents_of_an_adult(consents: dict[str, str], born: date, says: str) -> None:
    with pytest.raises(RuleBroken, match=says):
        check_may_refer(consents, birth_date=born, today=TODAY)


@pytest.mark.parametrize("refer", ["given", "best_interests"])
def test_consent_or_best_interests_lets_it_go(refer: str) -> None:
    check_may_refer({**GIVEN, "refer": refer}, birth_date=BORN, today=TODAY)


@pytest.mark.parametrize(
    ("state", "on", "by", "field"),
    [
        ("", TODAY, "", "refer_state"),
        ("given", None, "", "refer_on"),
        ("refused", TODAY + timedelta(days=1), "", "refer_on"),
        ("best_interests", TODAY, "", "refer_by"),
        ("best_interests", TODAY, "x" * 121, "refer_by"),
    ],
)
def test_a_consent_says_when_and_for_best_interests_who(state: str, on: date | None, by: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_consent(state, on, by, subject="refer", today=TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize("days", [-1, 1])
def test_receipt_is_between_sending_and_today(days: int) -> None:
    with pytest.raises(RuleBroken):
        check_received(TODAY + timedelta(days=days), sent_on=TODAY, today=TODAY)
