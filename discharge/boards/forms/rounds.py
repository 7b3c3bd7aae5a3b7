"""The forms of a round: start, plan, mark, undo, the passed EDD. Each carries what was shown."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from discharge.core.clock import moment_of
from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, Words
from discharge.days.commands import MarkDay, PlanDay, SameAgain, UndoMark, mark_day, plan_day, same_again
from discharge.days.queries.one_day import DayOfStay
from discharge.days.rules.codes import RED_REASONS
from discharge.days.rules.content import Content
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import Step, steps_of
from discharge.stays.commands.edd import AnswerPassedEdd, SetEdd, answer_passed_edd, set_edd
from discharge.stays.rules.edd import NEEDS_CHANGED

ASK_BY = time(16)  # before the second round of the day
ASK_BY_LATER = time(23, 59)  # asked in the evening: before the day is over
LONGEST = 200

Request = tuple[Callable[..., Any], Any]  # a command function and its command


class Ticked(SelectMultipleField):
    """Every value that was ticked: own words are among them, so there is no list to hold them to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[], validate_choice=False, **kwargs)


class StartForm(Form):
    lead = Words("Who leads the round?", validators=[InputRequired("Enter who leads the round"), Length(max=LONGEST)])
    present = Words("Who else is present?")

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody present, each once, in the order they were named."""
        typed = (self.present.data or "").replace("\n", ",").split(",")
        return tuple(dict.fromkeys(name.strip() for name in typed if name.strip()))


class EndForm(Form):
    """Ends the round; nothing to enter."""


class _DayForm(Form):
    """day: the day that was shown, so that a card opened before midnight and pressed after it keeps its day."""

    day = HiddenField()
    revision = IntegerField(default=0)

    @property
    def day_shown(self) -> date:
        """Raises RuleBroken where the form carries none."""
        try:
            return date.fromisoformat(self.day.data or "")
        except ValueError:
            raise RuleBroken("", "Open this person again and press once more") from None


class UndoForm(_DayForm):
    def command(self, stay_id: UUID) -> UndoMark:
        return UndoMark(stay_id=stay_id, day=self.day_shown, seen=self.revision.data or 0)


class CardForm(_DayForm):
    """Plan or mark one person's day. press: the button, "green", "red:EXT-22", "same", "absent:home_leave", "plan".

    sure: a press that was asked about already, carried out when it is pressed again.
    """

    press = StringField()
    sure = HiddenField()
    planned = Ticked()
    also = Ticked()
    words = Words()
    next_step = Words()
    note = Words()

    @property
    def steps(self) -> tuple[Step, ...]:
        return steps_of([*(self.planned.data or ()), *(self.also.data or ()), self.words.data or ""])

    def request(self, stay_id: UUID) -> Request:
        """What the pressed button asks for. Raises RuleBroken when it is none that a card has."""
        day = self.day_shown
        kind, _, code = (self.press.data or "").partition(":")
        seen = self.revision.data or 0
        if kind == "plan":
            return plan_day, PlanDay(stay_id=stay_id, day=day, seen=seen, steps=self.steps)
        if kind == "same":
            return same_again, SameAgain(stay_id=stay_id, day=day, seen=seen, next_step=self.next_step.data or "")
        colour = {"green": Colour.GREEN, "red": Colour.RED, "absent": Colour.ABSENT}.get(kind)
        if colour is not None and (code or colour is Colour.GREEN):
            return mark_day, MarkDay(
                stay_id=stay_id,
                day=day,
                seen=seen,
                colour=colour,
                steps=self.steps if colour is Colour.GREEN else (),
                reason=code if colour is Colour.RED else "",
                absence_kind=code if colour is Colour.ABSENT else "",
                note=self.note.data or "",
                next_step="" if colour is Colour.ABSENT else self.next_step.data or "",
            )
        raise RuleBroken("", "Select green day, a reason for a red day, or away")

    def must_ask(self, day: DayOfStay) -> bool:
        """Whether to ask before this press: it changes the mark that was shown, or somebody's absence is on record.

        A mark that was not shown is not asked about here: the command answers Superseded and shows both.
        """
        kind, _, code = (self.press.data or "").partition(":")
        if kind == "plan" or self.sure.data == self.press.data:
            return False
        if day.said.colour is None:
            return bool(day.away) and kind != "absent"
        return self.revision.data == day.revision and not self._repeats(day.said, kind, code)

    def _repeats(self, said: Content, kind: str, code: str) -> bool:
        """Whether the press says once more what stands, to the last word."""
        if (self.note.data or "", self.next_step.data or "") != (said.note, said.next_step) or said.further_reasons:
            return False
        if kind == "green":
            return said.colour is Colour.GREEN and said.steps == self.steps
        if kind == "red" and (reason := RED_REASONS.get(code)):
            return (said.reason, said.owner) == (code, reason.owner.value)
        return kind == "absent" and said.absence_kind == code


class PassedEddForm(Form):
    """Meets a passed EDD: "ask" the consultant, what is awaited, or a new date because needs changed."""

    press = StringField()
    number_seen = IntegerField(default=0)
    awaits = Words()
    expected_on = DatePartsField("New date", missing=None)
    ask_whom = HiddenField()

    def request(self, stay_id: UUID, *, today: date, is_evening: bool) -> Request:
        """Raises RuleBroken when the pressed button lacks what it needs."""
        if self.press.data == "ask":
            by = moment_of(today, ASK_BY_LATER if is_evening else ASK_BY)
            return answer_passed_edd, AnswerPassedEdd(stay_id=stay_id, ask_whom=self.ask_whom.data or "", ask_by=by)
        if self.press.data == "new_date":
            if self.expected_on.data is None:
                raise RuleBroken("expected_on", "Enter the new estimated discharge date")
            return set_edd, SetEdd(
                stay_id=stay_id,
                number_seen=self.number_seen.data or 0,
                expected_on=self.expected_on.data,
                reason=NEEDS_CHANGED,
            )
        if not self.awaits.data:
            raise RuleBroken("awaits", "Enter what is awaited")
        return answer_passed_edd, AnswerPassedEdd(stay_id=stay_id, awaits=self.awaits.data)
