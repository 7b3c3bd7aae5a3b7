"""What may be posted as a vacancy."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.housing.rules.case import LONGEST_LINE
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS


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


def check_vacancy(
    *,
    name: str,
    route: str,
    support_level: str,
    access: str,
    area_words: str,
    words: str,
    cannot_take: Collection[str],
    from_on: date,
    held_until: date | None,
    today: date,
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
    if held_until is not None and held_until < from_on:
        raise RuleBroken("held_until", "Held until must be the same as or after the day from which it is free")
    if held_until is not None and held_until < today:
        raise RuleBroken("held_until", "Held until must be today or later, or empty")
