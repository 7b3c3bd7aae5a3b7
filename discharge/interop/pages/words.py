"""Words that several pages of ward lists use."""

from datetime import datetime

from discharge.core.clock import local_time
from discharge.stays.models import Stay
from discharge.stays.rules.names import NameLevel, shown_name


def shown_time(moment: datetime | None) -> str:
    """`3 November 2026, 14:05`, or "" for none."""
    if moment is None:
        return ""
    there = local_time(moment)
    return f"{there.day} {there:%B %Y}, {there:%H:%M}"


def person_words(stay: Stay) -> str:
    return shown_name(NameLevel.FULL, family=stay.person.surname, given=stay.person.given_name, bed=stay.bed)


def place_words(ward: str, bed: str | None) -> str:
    return f"{ward}, bed {bed}" if bed else ward
