"""What a mark carries, which day it may be for, and until when. Source: docs/sources.md#marks"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS, OwnerKind
from discharge.stays.rules.codes import ABSENCE_KINDS

NOTE_LONGEST = 200


class Colour(StrEnum):
    """What a person said about a day. That nobody has said anything yet is no colour: there is no mark."""

    GREEN = "green"
    RED = "red"
    ABSENT = "absent"

    @property
    def words(self) -> str:
        """As it is shown: never "red" or "green" alone, which mean risk on these wards."""
        return {"green": "Green day", "red": "Red day", "absent": "Away"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One day's mark of one person.

    interventions, own_words: what made the day green. reason, owner: what a red day waited for and who could end it.
    further_reasons: on a red day, beside the main one. absence_kind: on a day away. note: optional on each.
    """

    colour: Colour
    interventions: tuple[str, ...] = ()
    own_words: str = ""
    reason: str | None = None
    owner: OwnerKind | None = None
    further_reasons: tuple[str, ...] = ()
    absence_kind: str | None = None
    note: str = ""


def check_mark(mark: Mark, *, is_ready: bool) -> None:
    """Whether the mark carries what its colour needs, and nothing of another colour.

    A green day carries at least one intervention from the list or in own words, each once; while the person is
    clinically ready one of them is a discharge step, or is in own words. A red day has exactly one main reason and
    owner; further reasons differ from it and from each other. A day away has its kind.
    Raises RuleBroken naming the field to mend.
    """
    if len(mark.note) > NOTE_LONGEST:
        raise RuleBroken("note", f"Note must be {NOTE_LONGEST} characters or fewer")
    if mark.colour is not Colour.GREEN and (mark.interventions or mark.own_words):
        raise RuleBroken("interventions", "Only a green day has something that moved care on")
    if mark.colour is not Colour.RED and (mark.reason or mark.owner or mark.further_reasons):
        raise RuleBroken("reason", "Only a red day has a reason and an owner")
    if mark.colour is not Colour.ABSENT and mark.absence_kind:
        raise RuleBroken("absence_kind", "Only a day away has a kind of absence")
    if mark.colour is Colour.GREEN:
        _check_green(mark, is_ready=is_ready)
    elif mark.colour is Colour.RED:
        _check_red(mark)
    elif mark.absence_kind not in ABSENCE_KINDS:
        raise RuleBroken("absence_kind", "Select where the person was")


def _check_green(mark: Mark, *, is_ready: bool) -> None:
    known = all(code in GREEN_INTERVENTIONS for code in mark.interventions)
    if not known or len(set(mark.interventions)) < len(mark.interventions):
        raise RuleBroken("interventions", "Select each intervention once, from the list")
    if mark.own_words.strip():
        return
    if not mark.interventions:
        raise RuleBroken("interventions", "Select what moved the person's care on")
    if is_ready and not any(GREEN_INTERVENTIONS[code].is_discharge_step for code in mark.interventions):
        raise RuleBroken(
            "interventions", "The person is clinically ready: select the discharge step that was completed"
        )


def _check_red(mark: Mark) -> None:
    if mark.reason not in RED_REASONS:
        raise RuleBroken("reason", "Select what the person waited for")
    if mark.owner is None:
        raise RuleBroken("owner", "Select who could end the wait")
    further = set(mark.further_reasons)
    if len(further) < len(mark.further_reasons) or mark.reason in further:
        raise RuleBroken("further_reasons", "Select each further reason once, and not the main one again")
    if not all(code in RED_REASONS for code in further):
        raise RuleBroken("further_reasons", "Select further reasons from the list")


def check_day(day: date, *, admitted_on: date, left_on: date | None, today: date) -> None:
    """Whether this day of the stay can be marked: from the admission day to today, before the discharge day.

    The discharge day is no bed day and takes no mark, so somebody who left on the day of admission has none.
    Raises RuleBroken.
    """
    if day < admitted_on:
        raise RuleBroken("day", "The person was not here yet: select a day from the admission date on")
    if left_on is not None and day >= left_on:
        raise RuleBroken("day", "The person had left: select a day before the discharge date")
    if day > today:
        raise RuleBroken("day", "This day is still to come: it can be planned, and marked once it is here")


def is_late(now: datetime, closes_at: datetime) -> bool:
    """Whether the day has closed, so that marking or changing needs a reason. The close itself is still in time."""
    return now > closes_at


def check_late_reason(late_reason: str, *, now: datetime, closes_at: datetime) -> None:
    """Raises RuleBroken when the day has closed and nobody says why the mark comes now."""
    if is_late(now, closes_at) and not late_reason.strip():
        raise RuleBroken("late_reason", "The day has closed: enter why it is marked or changed now")
