"""Who answers and how fast: what we propose, until a trust decides otherwise. Source: docs/sources.md#protocols"""

from dataclasses import dataclass

from discharge.core.codelists import Entry, read_list
from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import OwnerKind, Theme
from discharge.places.rules.entries import LONGEST_WORDS

LONGEST_ANSWER = 60  # working days: nobody agrees to a quarter of a year


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """answer_days: working days from receipt, None for no clock. soon_days: due soon when so many or fewer are left.

    team_function: what the team that answers does, a value of `places.models.TeamFunction`, or "".
    """

    answer_days: int | None
    soon_days: int
    team_function: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Entry):
    """A line of the list. theme "": every theme that has no line of its own with this owner."""

    theme: str
    owner: OwnerKind
    answer_days: str
    soon_days: str
    team_function: str

    @property
    def terms(self) -> Terms:
        answer = int(self.answer_days) if self.answer_days else None
        return Terms(answer_days=answer, soon_days=int(self.soon_days), team_function=self.team_function)


PROPOSED = read_list(__package__, "protocols", Proposed)
LINES = {(line.theme, line.owner): line for line in PROPOSED}


def line_for(theme: Theme, owner: OwnerKind) -> Proposed:
    """The line that holds for what is awaited and from whom: its own, else that of the owner."""
    return LINES.get((theme.value, owner)) or LINES["", owner]


def check_terms(terms: Terms, owner: OwnerKind) -> None:
    """Raises RuleBroken for a time nobody keeps, or a clock for who has none."""
    if owner is OwnerKind.COURTS and terms.answer_days is not None:
        raise RuleBroken("answer_days", "Courts and the Ministry of Justice have no response time: leave this empty")
    if terms.answer_days is not None and not 0 <= terms.answer_days <= LONGEST_ANSWER:
        raise RuleBroken("answer_days", f"Enter a number of working days from 0 to {LONGEST_ANSWER}, or leave it empty")
    if not 0 <= terms.soon_days <= (terms.answer_days or 0):
        raise RuleBroken("soon_days", "Due soon must be 0 or more, and not longer than the response time")


def check_source(source: str) -> None:
    """Raises RuleBroken where nobody says who decided."""
    if not source.strip():
        raise RuleBroken("source", "Enter who agreed this and where it is written")
    if len(source) > LONGEST_WORDS:
        raise RuleBroken("source", f"Who agreed this must be {LONGEST_WORDS} letters or fewer")
