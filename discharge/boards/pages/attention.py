"""What a coordinator looks at first, in words: the numbers on home, and the people behind one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from flask import current_app, url_for

from discharge.boards.pages.stay.marks import reason_words
from discharge.boards.pages.words import moment_words, named_day, short_day
from discharge.boards.queries.attention import ON_DESK, ON_WORKLIST, Attention, Found, Look
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.stays.rules.names import NameLevel, shown_name

_WORDS: Final[Mapping[Look, str]] = {
    Look.NEW: "new since yesterday",
    Look.LATE: "overdue",
    Look.UNNAMED: "nobody named",
    Look.EDD_PASSED: "EDD passed",
    Look.NOT_MARKED: "not marked today",
    Look.DUTY_UNSENT: "duty to refer unsent",
    Look.FOLLOW_UP: "follow-up owed",
    Look.TO_WORD: "to word",
}
_ABOUT: Final[Mapping[Look, str]] = {
    Look.NEW: "Blockers raised yesterday or today that are still open.",
    Look.LATE: "Open blockers whose due date has gone by.",
    Look.UNNAMED: "Open blockers for which nobody is named.",
    Look.EDD_PASSED: "People who are not clinically ready and whose estimated discharge date has gone by.",
    Look.NOT_MARKED: "People whose day is not marked yet.",
    Look.DUTY_UNSENT: "A home is at risk, no council has a referral or has answered one, and nobody said no to it.",
    Look.FOLLOW_UP: "People who left and are owed contact, the soonest first.",
    Look.TO_WORD: "What triggers raised and nobody has put into words.",
}
ALERTS: Final = frozenset({Look.LATE, Look.UNNAMED, Look.DUTY_UNSENT})


@dataclass(frozen=True, slots=True)
class LookLine:
    """A number on home. alert: it needs somebody."""

    number: int
    words: str
    href: str
    alert: bool


def look_lines(counts: Mapping[Look, int]) -> tuple[LookLine, ...]:
    return tuple(
        LookLine(number, _WORDS[look], _address(look), number > 0 and look in ALERTS) for look, number in counts.items()
    )


def _address(look: Look) -> str:
    if look in ON_WORKLIST and "boards.worklist" in current_app.view_functions:
        return url_for("boards.worklist", show=look.value)
    if look in ON_DESK:
        return url_for("escalation.wording")
    return url_for("boards.attention", look=look.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionRow:
    """state: "" or "late". what_href: where to act."""

    href: str
    name: str
    number: str
    place: str
    what: str
    what_href: str
    when: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionPage:
    title: str
    about: str
    rows: tuple[AttentionRow, ...]
    people: str

    @classmethod
    def of(cls, seen: Attention) -> Self:
        words = _WORDS[seen.look]
        return cls(
            title=words[0].upper() + words[1:],
            about=_ABOUT[seen.look],
            rows=tuple(_row(found, seen) for found in seen.rows),
            people=counted(len({found.person_id for found in seen.rows}), "person", "people"),
        )


def _row(found: Found, seen: Attention) -> AttentionRow:
    today = local_date(seen.now)
    what, endpoint, key = _what(found, seen.look)
    is_late = found.at is not None and found.at < seen.now
    place = f"left {found.ward_name}" if seen.look is Look.FOLLOW_UP else found.ward_name
    return AttentionRow(
        href=url_for("boards.stay", stay_id=found.stay_id),
        name=shown_name(NameLevel.FULL, family=found.surname, given=found.given_name, bed=found.bed),
        number=found.local_number,
        place=f"{place}, bed {found.bed}" if found.bed and seen.look is not Look.FOLLOW_UP else place,
        what=what,
        what_href=url_for(endpoint, **key),
        when=_when(found, seen, today),
        state="late" if is_late or seen.look is Look.EDD_PASSED else "",
    )


def _what(found: Found, look: Look) -> tuple[str, str, dict[str, Any]]:
    """In words, with where it opens."""
    of_stay: dict[str, Any] = {"stay_id": found.stay_id}
    if look is Look.FOLLOW_UP:
        return "Record contact", "stays.follow_up", {"follow_up_id": found.about_id}
    if look is Look.EDD_PASSED:
        return "Give a new date", "stays.edd", of_stay
    if look is Look.DUTY_UNSENT:
        return "Open housing", "housing.case", of_stay
    if look is Look.NOT_MARKED:
        return "Open their page", "boards.stay", of_stay
    return reason_words(found.reason or ""), "blockers.show", {"blocker_id": found.about_id}


def _when(found: Found, seen: Attention, today: date) -> str:
    if found.at is not None:
        return f"{'since' if found.at < seen.now else 'by'} {moment_words(found.at, today)}"
    if found.on is None:
        return named_day(today)
    if seen.look is Look.DUTY_UNSENT:
        return f"admitted {short_day(found.on, today)}"
    return f"since {short_day(found.on, today)}"
