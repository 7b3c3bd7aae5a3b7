"""What forms of escalation share: words that others read, and one warning about what looks personal."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms import HiddenField

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, LongWords, Words, whole_number
from discharge.escalation.commands import LetGo, WordEscalation
from discharge.stays.rules.free_text import personal_in


class AskedForm(Form):
    """A form whose words others read. warned: it was said once that something in them looks personal."""

    warned = HiddenField()

    @property
    def seen(self) -> int:
        return whole_number(self.version.data)

    def warn_once(self, today: date) -> None:
        """Raises RuleBroken, the first time alone, at the field that holds what looks personal.

        What says who the person is is refused by the command, however often it is sent.
        """
        if self.warned.data:
            return
        for field in self:
            if isinstance(field, Words) and (found := personal_in(field.data or "", today)):
                self.warned.data = "1"
                raise RuleBroken(
                    field.name, f"This looks like {found}. Take it out, or send it again if it belongs here"
                )


class WordForm(AskedForm):
    """The ask of what a trigger raised, and of what is raised by hand."""

    ask = Words("What do you ask for, in one sentence?")
    due_on = DatePartsField("By when is it needed?", missing="Enter the day by which it is needed")
    why_now = LongWords("Why now? (optional)")
    tried = LongWords("What was tried? (optional)")
    asked_others = LongWords("Who else was asked? (optional)")
    named_person = Words("Who is to do it? (optional)")

    @property
    def words(self) -> dict[str, Any]:
        """What every command that asks is given."""
        return {
            "ask": self.ask.data or "",
            "due_on": self.due_on.day,
            "why_now": self.why_now.data or "",
            "tried": self.tried.data or "",
            "asked_others": self.asked_others.data or "",
            "named_person": self.named_person.data or "",
        }

    def command(self, escalation_id: UUID) -> WordEscalation:
        return WordEscalation(escalation_id=escalation_id, version=self.seen, **self.words)


class LetGoForm(AskedForm):
    because = LongWords("Why is nothing to be asked?")

    def command(self, escalation_id: UUID) -> LetGo:
        return LetGo(escalation_id=escalation_id, version=self.seen, because=self.because.data or "")
