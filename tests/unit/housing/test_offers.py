"""Offers: dates that agree, answers that say why, and days on which nobody should move."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from discharge.core.errors import RuleBroken
from discharge.housing.rules.offers import OfferDates, check_answer, check_dates, check_new, is_homeless, why_not_then
from discharge.places.rules.calendar import Holidays

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
CHRISTMAS = Holidays(frozenset({date(2026, 12, 25), date(2026, 12, 28)}), date(2026, 12, 31))
RUTH: Any = SimpleNamespace(
    surname="Alder", given_name="Ruth", birth_date=date(1980, 5, 1), nhs_number="9990000018", local_number="D000001"
)


@pytest.mark.parametrize(
    ("dates", "is_accepted", "field"),
    [
        ({"viewing_on": TODAY - 2 * DAY}, False, "viewing_on"),  # before the offer
        ({"assessed_on": TODAY + DAY}, False, "assessed_on"),
        ({"signed_on": TODAY}, False, "signed_on"),  # not accepted yet
        ({"move_on": TODAY}, False, "move_on"),
        ({"move_on": TODAY - 2 * DAY, "answered_on": TODAY}, True, "move_on"),
        ({"move_on": TODAY - DAY, "answered_on": TODAY}, True, "move_on"),  # after the offer, before the answer
        ({"move_on": TODAY - DAY, "signed_on": TODAY}, True, "move_on"),
        ({"signed_on": TODAY + DAY}, True, "signed_on"),
        ({"signed_on": TODAY - DAY, "answered_on": TODAY}, True, "signed_on"),  # after the offer, before the answer
        ({"viewing_on": TODAY + 800 * DAY}, False, "viewing_on"),
        ({"move_on": date(2199, 12, 31)}, True, "move_on"),
    ],
)
def test_dates_that_disagree_are_refused_at_their_field(
    dates: dict[str, date], is_accepted: bool, field: str
) -> None:  # fmt: skip
    with pytest.raises(RuleBroken) as broken:
        check_dates(OfferDates(made_on=TODAY - DAY, **dates), is_accepted=is_accepted, today=TODAY)
    assert broken.value.field == field


def test_an_assessment_may_come_before_the_offer_and_a_move_lies_ahead() -> None:
    dates = OfferDates(made_on=TODAY, assessed_on=TODAY - DAY, answered_on=TODAY, move_on=TODAY + DAY)
    check_dates(dates, is_accepted=True, today=TODAY)


@pytest.mark.parametrize(
    ("answer", "day", "by", "because", "field"),
    [
        ("", TODAY, "", "", "answer"),
        ("made", TODAY, "", "", "answer"),
        ("refused", TODAY, "", "Too far", "refused_by"),
        ("refused", TODAY, "person", "", "because"),
        ("withdrawn", TODAY, "", "", "because"),
        ("refused", TODAY, "person", "Ruth said no", "because"),
        ("accepted", TODAY - 2 * DAY, "", "", "answered_on"),
        ("accepted", TODAY + DAY, "", "", "answered_on"),
        ("accepted", TODAY, "", "", "answered_on"),  # after the day to move
    ],
)
def test_an_answer_says_whose_it_was_and_why(answer: str, day: date, by: str, because: str, field: str) -> None:
    dates = OfferDates(made_on=TODAY - DAY, answered_on=TODAY - DAY, move_on=TODAY - DAY)
    with pytest.raises(RuleBroken) as broken:
        check_answer(answer, day, by, because, RUTH, dates=dates, today=TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"route": "castle"}, "route"),
        ({"provider": ""}, "provider_words"),
        ({"place": ""}, "place"),
        ({"place": "Alder's flat"}, "place"),
        ({"made_on": TODAY + DAY}, "made_on"),
    ],
)
def test_an_offer_names_kind_provider_and_place(given: dict[str, Any], field: str) -> None:
    full = {"route": "supported", "provider": "Elm Homes", "place": "Flat 2", "made_on": TODAY}
    whole = {**full, **given}
    with pytest.raises(RuleBroken) as broken:
        check_new(**whole, typed={"place": whole["place"]}, person=RUTH, today=TODAY)
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 26), ""),  # a Thursday
        (date(2026, 11, 27), "a Friday"),
        (date(2026, 11, 28), "no working day"),
        (date(2026, 11, 29), "no working day"),  # a Sunday, though somebody can help the day after
        (date(2026, 12, 24), "the day before a bank holiday"),
        (date(2026, 12, 25), "no working day"),
        (date(2026, 12, 28), "no working day"),
    ],
)
def test_somebody_homeless_does_not_move_on_a_friday_or_the_eve_of_a_holiday(day: date, says: str) -> None:
    why = why_not_then(day, homeless=True, holidays=CHRISTMAS)
    assert (says in why) if says else why == ""
    assert why_not_then(day, homeless=False, holidays=CHRISTMAS) == ""


@pytest.mark.parametrize(
    ("lived_in", "risks", "holder", "homeless"),
    [
        ("HM01", (), "", True),
        ("MA01", (), "self", False),
        ("", ("nowhere",), "", True),
        ("", ("arrears",), "", False),
        ("", (), "nobody", True),
    ],
)
def test_who_is_homeless(lived_in: str, risks: tuple[str, ...], holder: str, homeless: bool) -> None:
    assert is_homeless(lived_in=lived_in, risks=risks, tenancy_holder=holder) is homeless
