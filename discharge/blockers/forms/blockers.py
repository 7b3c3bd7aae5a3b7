"""Raising a blocker and working on it. Each form knows its command."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from wtforms import RadioField, SelectField

from discharge.blockers import commands
from discharge.blockers.forms.owner import UNKNOWN, OwnerForm
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form, LongWords, Words, choices, whole_number
from discharge.days.rules.codes import RED_REASONS

THEIRS, OURS = "theirs", "ours"
CONTEST, AGREE, ACCEPT, REFUSE = "contest", "agree", "accept", "refuse"

Request = tuple[Callable[..., Any], Any]  # a command function and its command


class NewForm(OwnerForm):
    reason = SelectField(
        "What does the person wait for?",
        choices=choices([("", "Select what is awaited"), *RED_REASONS.choices()]),
        validate_choice=False,
    )
    next_step = Words("Next step (optional)")
    named_person = Words("Who will do it? (optional)")
    due_on = DatePartsField("Due (optional)", missing=None)
    on = DatePartsField("Waiting since", missing="Enter since when the person has waited")

    def command(self, stay_id: UUID, owner: Owner) -> commands.RaiseBlocker:
        return commands.RaiseBlocker(
            stay_id=stay_id,
            reason=self.reason.data or "",
            owner=owner,
            next_step=self.next_step.data or "",
            named_person=self.named_person.data or "",
            due_on=self.due_on.data,
            on=self.on.day,
        )


class ChangeForm(Form):
    """A change of one blocker; `version` carries what was shown."""

    @property
    def seen(self) -> int:
        return whole_number(self.version.data)


class HandOnForm(OwnerForm, ChangeForm):
    next_step = Words("Next step")
    named_person = Words("Who will do it? (optional)")
    due_on = DatePartsField("Due (optional)", missing=None)
    words = LongWords("Why it is handed on (optional)")

    def command(self, blocker_id: UUID) -> commands.HandOn:
        owner = self.chosen
        if owner is None:
            raise UNKNOWN
        return commands.HandOn(
            blocker_id=blocker_id,
            version=self.seen,
            owner=owner,
            next_step=self.next_step.data or "",
            named_person=self.named_person.data or "",
            due_on=self.due_on.data,
            words=self.words.data or "",
        )


class TellForm(ChangeForm):
    on = DatePartsField("When did you ring?", missing="Enter the day of the call")
    words = LongWords("Whom did you speak to, and what was said?")

    def command(self, blocker_id: UUID) -> commands.TellByTelephone:
        return commands.TellByTelephone(blocker_id=blocker_id, on=self.on.day, words=self.words.data or "")


class AnswerForm(ChangeForm):
    words = LongWords("What did they answer?")
    who = RadioField(
        "Who is to act now?",
        choices=choices([(OURS, "This ward: their part is done"), (THEIRS, "They are: they go on with it")]),
        validate_choice=False,
    )
    due_on = DatePartsField("A new date they gave (optional)", missing=None)

    def command(self, blocker_id: UUID) -> commands.Answer:
        """Raises RuleBroken when it was left open who is to act."""
        if self.who.data not in (OURS, THEIRS):
            raise RuleBroken("who", "Select who is to act now")
        return commands.Answer(
            blocker_id=blocker_id,
            version=self.seen,
            words=self.words.data or "",
            is_still_theirs=self.who.data != OURS,
            due_on=self.due_on.data,
        )


class NoteForm(ChangeForm):
    words = LongWords("Note")

    def command(self, blocker_id: UUID) -> commands.NoteBlocker:
        return commands.NoteBlocker(blocker_id=blocker_id, words=self.words.data or "")


class NameForm(ChangeForm):
    named_person = Words("Who will do it?")

    def command(self, blocker_id: UUID) -> commands.NamePerson:
        return commands.NamePerson(blocker_id=blocker_id, version=self.seen, named_person=self.named_person.data or "")


class DueForm(ChangeForm):
    due_on = DatePartsField("New due date", missing="Enter the new due date")
    because = Words("Why does it move?")
    next_step = Words("Next step")

    def command(self, blocker_id: UUID) -> commands.MoveDue:
        return commands.MoveDue(
            blocker_id=blocker_id,
            version=self.seen,
            due_on=self.due_on.day,
            because=self.because.data or "",
            next_step=self.next_step.data or "",
        )


class FinishForm(ChangeForm):
    outcome = Words("What came of it?")

    def command(self, blocker_id: UUID) -> commands.FinishBlocker:
        return commands.FinishBlocker(blocker_id=blocker_id, version=self.seen, outcome=self.outcome.data or "")


class WithdrawForm(ChangeForm):
    because = Words("Why should it not have been raised?")

    def command(self, blocker_id: UUID) -> commands.WithdrawBlocker:
        return commands.WithdrawBlocker(blocker_id=blocker_id, version=self.seen, because=self.because.data or "")


class ReopenForm(ChangeForm):
    because = Words("Why is it open again?")

    def command(self, blocker_id: UUID) -> commands.ReopenBlocker:
        return commands.ReopenBlocker(blocker_id=blocker_id, version=self.seen, because=self.because.data or "")


class ReviewForm(ChangeForm):
    """Of one wait. The choices are those that its state allows."""

    what = RadioField("What do you record?", validate_choice=False)
    days = Words("How many of its days do they accept?")
    words = LongWords("Why, and who said so?")

    def request(self, blocker_id: UUID, wait: int) -> Request:
        """Raises RuleBroken when nothing was chosen."""
        words, what = self.words.data or "", self.what.data
        if what == CONTEST:
            typed = (self.days.data or "").strip()
            days = whole_number(typed) if typed.isdigit() else None
            return commands.contest_interval, commands.ContestInterval(
                blocker_id=blocker_id, wait=wait, days=days, words=words
            )
        if what == AGREE:
            return commands.agree_interval, commands.AgreeInterval(blocker_id=blocker_id, wait=wait, words=words)
        if what in (ACCEPT, REFUSE):
            is_agreed = what == ACCEPT
            return commands.answer_contest, commands.AnswerContest(
                blocker_id=blocker_id, wait=wait, is_agreed=is_agreed, words=words
            )
        raise RuleBroken("what", "Select what you record")
