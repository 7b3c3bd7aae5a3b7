"""What each level answers, and what those who asked and those who coordinate add. Each form knows its command."""

from uuid import UUID

from wtforms import RadioField, SelectField

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, LongWords, Words
from discharge.escalation import commands
from discharge.escalation.forms.asking import AskedForm


class AcknowledgeForm(AskedForm):
    def command(self, escalation_id: UUID) -> commands.Acknowledge:
        return commands.Acknowledge(escalation_id=escalation_id)


class AskBackForm(AskedForm):
    words = LongWords("What do you need to know?")

    def command(self, escalation_id: UUID) -> commands.AskBack:
        return commands.AskBack(escalation_id=escalation_id, version=self.seen, words=self.words.data or "")


class ReplyForm(AskedForm):
    words = LongWords("Your reply")

    def command(self, escalation_id: UUID) -> commands.Reply:
        return commands.Reply(escalation_id=escalation_id, version=self.seen, words=self.words.data or "")


class DecideForm(AskedForm):
    words = LongWords("What will be done?")
    done_by = Words("Who does it?")
    by_on = DatePartsField("By when?", missing="Enter the day by which it is done")

    def command(self, escalation_id: UUID) -> commands.Decide:
        return commands.Decide(
            escalation_id=escalation_id,
            version=self.seen,
            words=self.words.data or "",
            done_by=self.done_by.data or "",
            by_on=self.by_on.day,
        )


class ReturnForm(AskedForm):
    level = RadioField("To which level?", validate_choice=False)
    words = LongWords("Why do you return it?")

    def command(self, escalation_id: UUID) -> commands.ReturnTo:
        """Raises RuleBroken when no level was chosen."""
        typed = self.level.data or ""
        if not (typed.isascii() and typed.isdigit() and len(typed) == 1):
            raise RuleBroken("level", "Select to which level you return it")
        return commands.ReturnTo(
            escalation_id=escalation_id, version=self.seen, level=int(typed), words=self.words.data or ""
        )


class AskExecutiveForm(AskedForm):
    organisation_id = SelectField("Whose executive do you ask?", validate_choice=False)
    words = LongWords("What do you ask of them?")

    def command(self, escalation_id: UUID) -> commands.AskExecutive:
        """Raises RuleBroken when no organisation was chosen."""
        try:
            organisation_id = UUID(self.organisation_id.data or "")
        except ValueError:
            raise RuleBroken("organisation_id", "Select an organisation of your system") from None
        return commands.AskExecutive(
            escalation_id=escalation_id,
            version=self.seen,
            organisation_id=organisation_id,
            words=self.words.data or "",
        )


class TakeUpForm(AskedForm):
    words = LongWords("With whom do you take it up, and how?")
    expected_on = DatePartsField("When do you expect their answer?", missing="Enter the day of their answer")

    def command(self, escalation_id: UUID) -> commands.TakeUp:
        return commands.TakeUp(
            escalation_id=escalation_id,
            version=self.seen,
            words=self.words.data or "",
            expected_on=self.expected_on.day,
        )


class AssignForm(AskedForm):
    named_person = Words("Who is to do it?")
    because = Words("Why them?")

    def command(self, escalation_id: UUID) -> commands.Assign:
        return commands.Assign(
            escalation_id=escalation_id,
            version=self.seen,
            named_person=self.named_person.data or "",
            because=self.because.data or "",
        )


class MoveDueForm(AskedForm):
    due_on = DatePartsField("By when is it needed now?", missing="Enter the day by which it is needed")
    because = Words("Why does the day move?")

    def command(self, escalation_id: UUID) -> commands.MoveDue:
        return commands.MoveDue(
            escalation_id=escalation_id,
            version=self.seen,
            due_on=self.due_on.day,
            because=self.because.data or "",
        )


class NoteForm(AskedForm):
    words = LongWords("Note")

    def command(self, escalation_id: UUID) -> commands.Note:
        return commands.Note(escalation_id=escalation_id, words=self.words.data or "")


class CloseForm(AskedForm):
    outcome = LongWords("What came of it?")

    def command(self, escalation_id: UUID) -> commands.Close:
        return commands.Close(escalation_id=escalation_id, version=self.seen, outcome=self.outcome.data or "")
