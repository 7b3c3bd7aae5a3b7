"""What is known about somebody's home and the one they need: the fields, their words, and what may be entered."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from discharge.core.codelists import CodeList
from discharge.core.errors import RuleBroken
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS, TENANCY_HOLDERS
from discharge.stays.rules.codes import ACCOMMODATION_STATUSES
from discharge.stays.rules.free_text import Named, check_free_text
from discharge.stays.rules.shown import yes_or_no

LONGEST_LINE: Final = 120
LONGEST_WISHES: Final = 500


class HomeNeed(StrEnum):
    """Why there is a housing case."""

    AT_RISK = "at_risk"
    NEW = "new"
    NONE = "none"  # asked, and there was no need


HOME_NEEDS: Final = {
    HomeNeed.AT_RISK.value: "Their home is at risk",
    HomeNeed.NEW.value: "They need a new home",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the form of a case holds. "" and None: not known yet. councils: areas they would live in, none for any.

    Words are read by councils and providers: no name, number, birth date or address of the person.
    """

    need: str
    lived_in: str = ""
    lived_area: str = ""
    lived_with: str = ""
    tenancy_holder: str = ""
    is_tenancy_at_risk: bool | None = None
    route: str = ""
    support_level: str = ""
    access: str = ""
    council_ids: tuple[UUID, ...] = ()
    area_words: str = ""
    has_pets: bool | None = None
    has_no_recourse: bool | None = None
    wishes: str = ""

    def values(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


LABELS: Final[Mapping[str, str]] = {
    "need": "Why housing is needed",
    "lived_in": "Kind of home before",
    "lived_area": "Town or area before",
    "lived_with": "Lived with",
    "tenancy_holder": "Who holds the tenancy",
    "is_tenancy_at_risk": "Tenancy at risk",
    "route": "Home looked for",
    "support_level": "Support needed",
    "access": "Access needed",
    "council_ids": "Council areas they would live in",
    "area_words": "More about the area",
    "has_pets": "Has a pet that comes too",
    "has_no_recourse": "No recourse to public funds",
    "wishes": "The person's wishes",
}
CODES: Final[Mapping[str, CodeList[Any]]] = {
    "lived_in": ACCOMMODATION_STATUSES,
    "tenancy_holder": TENANCY_HOLDERS,
    "route": ROUTES,
    "support_level": SUPPORT_LEVELS,
    "access": ACCESS,
}
WORDS: Final = {
    "lived_area": LONGEST_LINE,
    "lived_with": LONGEST_LINE,
    "area_words": LONGEST_LINE,
    "wishes": LONGEST_WISHES,
}


def words_for(field: str, value: Any, *, councils: Mapping[UUID, str]) -> str:
    """A value as it is shown; "" for one that is not known."""
    if field == "need":
        return HOME_NEEDS.get(value, "None was found")
    if field == "council_ids" and not value:
        return "Anywhere"
    if field == "council_ids":
        return ", ".join(sorted(councils.get(key, "A council that is not there any more") for key in value))
    if field in CODES:
        entry = CODES[field].get(value)
        return str(entry.description) if entry else str(value)
    if value is None or isinstance(value, bool):
        return yes_or_no(value)
    return str(value)


def in_words(facts: CaseFacts, *, councils: Mapping[UUID, str]) -> dict[str, str]:
    return {LABELS[field]: words_for(field, value, councils=councils) for field, value in facts.values().items()}


def check_facts(facts: CaseFacts, person: Named, *, councils: Mapping[UUID, str]) -> None:
    """Raises RuleBroken for a code that may not be chosen, an area nobody answers for, or words that say who it is."""
    if facts.need not in HOME_NEEDS:
        raise RuleBroken("need", "Select why housing is needed")
    for field, codes in CODES.items():
        value = getattr(facts, field)
        entry = codes.get(value)
        if value and (entry is None or not entry.is_current):
            raise RuleBroken(field, f"{LABELS[field]} must be one of the list")
    if any(key not in councils for key in facts.council_ids):
        raise RuleBroken("council_ids", "Select councils that answer for housing")
    for field, longest in WORDS.items():
        check_free_text(getattr(facts, field), person, longest, field=field)


def check_safe_placing(
    code: str, basis: str, since_on: date, released_by: str, person: Named, *, today: date
) -> None:  # fmt: skip
    """What a clinician releases to whoever places the person: one code, why in a line, since when, and who says so.

    Raises RuleBroken.
    """
    if code not in SAFE_PLACING:
        raise RuleBroken("code", "Select what is needed to place the person safely")
    if not basis:
        raise RuleBroken("basis", "Enter where this is decided or written, for example Care plan review")
    check_free_text(basis, person, LONGEST_LINE, field="basis")
    if since_on > today:
        raise RuleBroken("since_on", "The date must be today or in the past")
    if not released_by:
        raise RuleBroken("released_by", "Enter the name of the clinician who releases this")
    if len(released_by) > LONGEST_LINE:
        raise RuleBroken("released_by", f"The name must be {LONGEST_LINE} letters or fewer")
