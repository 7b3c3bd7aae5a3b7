"""The words of who opened the person behind a reference."""

from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.access.rules import ROLE_WORDS
from discharge.boards.pages.record import when_words
from discharge.boards.pages.words import clock
from discharge.boards.queries.openings import OpeningMark, Openings, Shown
from discharge.stays.rules.reference import reference_of_stay


def mark_words(mark: OpeningMark) -> str:
    """A mark as it stands in an address."""
    return f"{mark.at.isoformat()}~{mark.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """href: everything else on record about the person."""

    when: str
    until: str
    who: str
    role: str
    trust: str
    reference: str
    reason: str
    href: str

    @classmethod
    def of(cls, shown: Shown) -> Self:
        opening = shown.opening
        return cls(
            when=when_words(opening.at),
            until=clock(opening.until_at),
            who=shown.opener,
            role=", ".join(ROLE_WORDS[role] for role in shown.roles),
            trust=shown.trust,
            reference=reference_of_stay(opening.stay_id),
            reason=opening.reason,
            href=url_for("boards.who_looked_at", person_id=opening.person_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningsPage:
    rows: tuple[OpeningRow, ...]
    older: str
    newest: str

    @classmethod
    def of(cls, seen: Openings) -> Self:
        here = "boards.openings"
        return cls(
            rows=tuple(OpeningRow.of(shown) for shown in seen.shown),
            older=url_for(here, after=mark_words(seen.older)) if seen.older else "",
            newest="" if seen.is_first_page else url_for(here),
        )
