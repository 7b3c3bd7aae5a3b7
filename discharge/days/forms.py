"""Saying what a day was, and planning it. A form parses; it does not decide."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField

from discharge.core.errors import RuleBroken
from discharge.core.forms import Form, Words, choices, whole_number
from discharge.days.commands import MarkDay, PlanDay, UndoMark
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import Step, steps_of
from discharge.stays.rules.codes import ABSENCE_KINDS

COLOURS = [(Colour.GREEN.value, "Green day"), (Colour.RED.value, "Red day"), (Colour.ABSENT.value, "Away")]
OWNERS = [("", "As the reason says"), *((kind.value, kind.words) for kind in OwnerKind)]
REASONS = [("", "Select a reason"), *RED_REASONS.choices()]


def lines_of(typed: str | None) -> Iterable[str]:
    """One step a line."""
    return (typed or "").splitlines()


class _SeenForm(Form):
    @property
    def seen(self) -> int:
        """The revision or version that the person was shown; 0 when there was none."""
        return whole_number(self.version.data)


class MarkForm(_SeenForm):
    """The whole of a mark. reason: one of the chips. other_reason: one of the whole list; it goes before the chip."""

    colour = RadioField("What was this day?", choices=choices(COLOURS), validate_choice=False)
    interventions = SelectMultipleField("What moved care on", validate_choice=False)
    own_words = Words("Something else that moved care on")
    reason = RadioField("What did the person wait for?", choices=[], validate_choice=False)
    other_reason = SelectField("Another reason", choices=choices(REASONS), validate_choice=False)
    find = Words("Find a reason")
    owner = SelectField("Who could end the wait", choices=choices(OWNERS), validate_choice=False)
    further_reasons = SelectMultipleField("Further reasons", validate_choice=False)
    next_step = Words("Next step")
    absence_kind = RadioField(
        "Where was the person?",
        choices=choices(ABSENCE_KINDS.choices()),
        validate_choice=False,
    )
    note = Words("Note")
    late_reason = Words("Why is it said only now?")

    def command(self, stay_id: UUID, day: date) -> MarkDay:
        """What was said, with the parts of the other colours left out. Raises RuleBroken when no colour was chosen."""
        if self.colour.data not in {value for value, _ in COLOURS}:
            raise RuleBroken("colour", "Select green day, red day or away")
        colour = Colour(self.colour.data)
        return MarkDay(
            stay_id=stay_id,
            day=day,
            seen=self.seen,
            colour=colour,
            note=self.note.data or "",
            late_reason=self.late_reason.data or "",
            **self._of_colour(colour),
        )

    def _of_colour(self, colour: Colour) -> dict[str, Any]:
        if colour is Colour.GREEN:
            return {"steps": steps_of([*(self.interventions.data or []), self.own_words.data or ""])}
        if colour is Colour.ABSENT:
            return {"absence_kind": self.absence_kind.data or ""}
        reason = self.other_reason.data or self.reason.data or ""
        further = [code for code in self.further_reasons.data or [] if code != reason]
        owner = self.owner.data if self.owner.data in {kind.value for kind in OwnerKind} else ""
        return {
            "reason": reason,
            "owner": owner,
            "further_reasons": tuple(further),
            "next_step": self.next_step.data or "",
        }


class PlanForm(_SeenForm):
    """What would make the day green: chips, and own words, one a line."""

    interventions = SelectMultipleField("Planned", validate_choice=False)
    own_words = TextAreaField("In your own words")
    day = Words("Day")

    def command(self, stay_id: UUID, day: date) -> PlanDay:
        return PlanDay(stay_id=stay_id, day=day, seen=self.seen, steps=self.planned)

    @property
    def planned(self) -> tuple[Step, ...]:
        return steps_of([*(self.interventions.data or []), *lines_of(self.own_words.data)])


class UndoForm(_SeenForm):
    why_undo = Words("Why is it undone only now?")

    def command(self, stay_id: UUID, day: date) -> UndoMark:
        return UndoMark(stay_id=stay_id, day=day, seen=self.seen, late_reason=self.why_undo.data or "")

    def add_error(self, broken: RuleBroken) -> None:
        """It stands on a page beside the form of the mark, which has the field of that name."""
        super().add_error(RuleBroken("why_undo" if broken.field == "late_reason" else "", broken.message))
