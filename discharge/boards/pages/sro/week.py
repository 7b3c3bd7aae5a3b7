"""The words of what rose and what was answered in seven days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from flask import url_for

from discharge.boards.pages.words import moment_words
from discharge.core.clock import local_date
from discharge.escalation.queries.week import StepOfWeek

OWN: Final = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    reference: str
    href: str
    ask: str
    what: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPage:
    title: str
    nothing: str
    rows: tuple[WeekLine, ...]
    back: str

    @classmethod
    def of(cls, found: Sequence[StepOfWeek], *, is_own: bool, now: datetime) -> Self:
        """is_own: what stood with the reader; else what they see of every level."""
        today = local_date(now)
        return cls(
            title="Answered this week" if is_own else "Rose and answered at all levels this week",
            nothing=f"Nothing rose and nothing was answered{' with you' if is_own else ''} in the last seven days",
            rows=tuple(
                WeekLine(
                    reference=each.reference,
                    href=url_for("escalation.show", escalation_id=each.escalation_id),
                    ask=each.ask,
                    what=f"{each.kind.words} by {each.by}" if each.by else each.kind.words,
                    when=moment_words(each.at, today),
                )
                for each in found
            ),
            back=url_for("boards.sro"),
        )
