"""A ward's day on one form: a small form for each person, and one reason for all that is said late."""

from datetime import date, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectMultipleField

from discharge.boards.queries.end_of_day import EndOfDay, EndOfDayRow
from discharge.core.forms import Form, Words, whole_number
from discharge.days.commands import MarkDay, PlanDay, SameAgain
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import steps_of

SAME = "same"


class EndOfDayForm(Form):
    late_reason = Words("Why is this day marked only now?")


class RowForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What is said about one person. colour: a colour, SAME, or nothing for "leave it as it is".

    seen, next_seen: the revision of the mark and the version of the next day's plan as they were shown.
    """

    class Meta:
        csrf = False  # the form around it has the token

    seen = HiddenField()
    colour = RadioField("Mark", choices=[], validate_choice=False)
    interventions = SelectMultipleField("What moved care on", validate_choice=False)
    own_words = Words("Something else")
    reason = RadioField("What did the person wait for?", choices=[], validate_choice=False)
    next_step = Words("Fresh next step")
    absence_kind = RadioField("Where was the person?", choices=[], validate_choice=False)
    next_seen = HiddenField()
    next_plan = Words("Plan")

    def mark(self, row: EndOfDayRow, day: date, late_reason: str) -> MarkDay | SameAgain | None:
        """None when nothing was said about the person."""
        about: dict[str, Any] = {
            "stay_id": row.stay_id,
            "day": day,
            "seen": whole_number(self.seen.data),
            "late_reason": late_reason,
        }
        if self.colour.data == SAME:
            return SameAgain(**about, next_step=self.next_step.data or "")
        if self.colour.data == Colour.GREEN:
            steps = steps_of([*(self.interventions.data or []), self.own_words.data or ""])
            return MarkDay(**about, colour=Colour.GREEN, steps=steps)
        if self.colour.data == Colour.RED:
            return MarkDay(**about, colour=Colour.RED, reason=self.reason.data or "")
        if self.colour.data == Colour.ABSENT:
            return MarkDay(**about, colour=Colour.ABSENT, absence_kind=self.absence_kind.data or "")
        return None

    def plan(self, row: EndOfDayRow, day: date) -> PlanDay | None:
        """The next day's plan; several steps with semicolons between. None when nothing was typed."""
        if not row.may_plan_next or not self.next_plan.data:
            return None
        steps = steps_of(self.next_plan.data.split(";"))
        return PlanDay(
            stay_id=row.stay_id, day=day + timedelta(days=1), seen=whole_number(self.next_seen.data), steps=steps
        )


def prefix_of(row: EndOfDayRow) -> str:
    """What the names of a person's fields begin with."""
    return f"p{row.stay_id.hex}"


def row_forms(seen: EndOfDay) -> tuple[RowForm, ...]:
    """A form for each person, in the order of the list: as posted, else planned steps ticked and absence chosen."""
    forms = []
    for row in seen.rows:
        form = RowForm(prefix=prefix_of(row))
        if not form.is_submitted():
            form.interventions.data = [step.value for step in row.plan.steps] if row.plan else []
            form.absence_kind.data = row.there.away
        form.seen.data = form.seen.data or str(row.mark.revision if row.mark else 0)
        form.next_seen.data = form.next_seen.data or str(row.next_plan.version if row.next_plan else 0)
        forms.append(form)
    return tuple(forms)
