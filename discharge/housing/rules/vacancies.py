"""What may be posted as a vacancy."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.housing.rules.case import LONGEST_LINE
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS
from discharge.stays.rules.edd import FARTHEST


class VacancyState(StrEnum):
    OPEN = "open"
    OFFERED = "offered"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"


VACANCY_STATES: Final = {
    VacancyState.OPEN: "Free",
    VacancyState.OFFERED: "Offered",
    VacancyState.TAKEN: "Taken",
    VacancyState.WITHDRAWN: "Withdrawn",
}
OFFERED_AS: Final = ("name", "provider_id", "route")  # what an offer says of the place


def check_vacancy(
    *,
    name: str,
    route: str,
    support_level: str,
    access: str,
    area_words: str,
    words: str,
    cannot_take: Collection[str],
) -> None:
    """Raises RuleBroken at the field to put right."""
    if not name:
        raise RuleBroken("name", "Enter a name for the place, for example Flat 2, Elm Court")
    if route not in ROUTES or not ROUTES[route].is_by_provider:
        raise RuleBroken("route", "Select the kind of home")
    if support_level not in SUPPORT_LEVELS:
        raise RuleBroken("support_level", "Select the support that is there")
    if access not in ACCESS:
        raise RuleBroken("access", "Select the access")
    if any(code not in SAFE_PLACING for code in cannot_take):
        raise RuleBroken("cannot_take", "Select from the list what the place cannot meet")
    for field, text in (("name", name), ("area_words", area_words), ("words", words)):
        if len(text) > LONGEST_LINE:
            raise RuleBroken(field, f"This must be {LONGEST_LINE} letters or fewer")


def check_days(from_on: date, held_until: date | None, *, today: date, kept: Collection[date | None] = ()) -> None:
    """Raises RuleBroken at the day to put right. kept: days that stand on the place already, however long ago."""
    if held_until is not None and held_until < from_on:
        raise RuleBroken("held_until", "Held until must be the same as or after the day from which it is free")
    if from_on not in kept and not today - FARTHEST <= from_on <= today + FARTHEST:
        raise RuleBroken("from_on", "Free from must be within two years of today")
    if held_until is None or held_until in kept:
        return
    if not today <= held_until <= today + FARTHEST:
        raise RuleBroken("held_until", "Held until must be within two years from today, or empty")


def check_stays_as_offered(changed: Collection[str]) -> None:
    """Raises RuleBroken where the place would be another than the one that somebody was offered.

    changed: the fields of a place while an offer holds it.
    """
    field = next((name for name in OFFERED_AS if name in changed), None)
    if field is not None:
        raise RuleBroken(field, "This stays as it was offered. Record what became of the offer first")
