"""Asking a level above by hand, and once for several people."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID

from wtforms import Field, HiddenField, SelectField

from discharge.blockers.forms.owner import UNKNOWN, OwnerForm, value_of
from discharge.blockers.queries.owners import Choices
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import RuleBroken
from discharge.core.forms import LongWords, Words, choices, whole_number
from discharge.days.rules.codes import RED_REASONS
from discharge.escalation.commands.again import AskAgain
from discharge.escalation.commands.raising import RaiseEscalation
from discharge.escalation.commands.together import LetGoTogether, WordTogether
from discharge.escalation.forms.asking import AskedForm, WordForm
from discharge.escalation.queries.raising import ToRaise
from discharge.escalation.queries.wording import ToWord
from discharge.escalation.rules.ladder import SERVICE, Terms
from discharge.escalation.rules.states import Subject


class RaiseForm(WordForm, OwnerForm):
    level = SelectField("Which level do you ask?", validate_choice=False)

    ORDER: ClassVar[tuple[str, ...]] = (
        "ask",
        "due_on",
        "level",
        "owner",
        "joint",
        "named_person",
        "why_now",
        "tried",
        "asked_others",
    )

    def __iter__(self) -> Iterator[Field]:
        """The fields as they are shown: the ask first."""
        return iter([self[name] for name in self.ORDER])

    @classmethod
    def begin(cls, found: Choices, levels: Mapping[int, Terms], owner: Owner | None, **values: Any) -> Self:
        """owner: of what stops the person, chosen already."""
        given = {"owner": value_of(owner), "joint": owner.joint_id.hex if owner.joint_id else ""} if owner else {}
        form = cls(data={"level": str(SERVICE), **given, **values})
        form.offer(found, first=("", "Select who owes it"))
        form.level.choices = choices([(str(level), f"{level} {terms.name}") for level, terms in sorted(levels.items())])
        return form

    @property
    def code(self) -> str:
        """What is waited for, "" for what the blocker says."""
        return ""

    def asked(self, found: ToRaise) -> RaiseEscalation:
        """Raises RuleBroken once for what looks personal."""
        owner = self.chosen
        if owner is None:
            raise UNKNOWN
        code = self.code
        self.warn_once(found.today)
        return RaiseEscalation(
            subject=found.subject,
            stay_id=found.stay.id if found.stay else None,
            ward_id=found.ward_id if found.subject is Subject.WARD else None,
            organisation_id=found.trust_id if found.subject is Subject.THEME else None,
            blocker_id=found.blocker.id if found.blocker else None,
            cause=code,
            owner=owner,
            level=whole_number(self.level.data),
            **self.words,
        )


class ThemeForm(RaiseForm):
    """About what several people wait for."""

    cause = SelectField(
        "What do people wait for?",
        choices=choices([("", "Select what is awaited"), *RED_REASONS.choices()]),
        validate_choice=False,
    )

    ORDER = ("ask", "due_on", "level", "cause", *RaiseForm.ORDER[3:])

    @property
    def code(self) -> str:
        """Raises RuleBroken where none was chosen: those who wait for the same are counted by it."""
        if not self.cause.data:
            raise RuleBroken("cause", "Select what people wait for")
        return str(self.cause.data)


class AskAgainForm(AskedForm):
    """version: of what it is added to. What was begun before that was asked is sent without one."""

    ask = Words("What do you ask for, in one sentence?")
    why_now = LongWords("Why now? (optional)")

    def asked(self, today: date, escalation_id: UUID) -> AskAgain:
        """Raises RuleBroken once for what looks personal."""
        self.warn_once(today)
        return AskAgain(escalation_id=escalation_id, ask=self.ask.data or "", why_now=self.why_now.data or "")


class ShownForm(AskedForm):
    """shown: the keys of those who were on the page, so that nobody who came meanwhile is meant."""

    shown = HiddenField()

    def about(self, members: Sequence[ToWord]) -> None:
        if not self.is_submitted():
            self.shown.data = " ".join(member.escalation_id.hex for member in members)

    @property
    def escalation_ids(self) -> Sequence[UUID]:
        """Raises RuleBroken for what no page of ours carries."""
        try:
            return [UUID(key) for key in (self.shown.data or "").split()]
        except ValueError:
            raise RuleBroken("", "Go back and open the list again") from None


class TogetherForm(ShownForm, WordForm):
    def asked(self, today: date) -> WordTogether:
        """Raises RuleBroken once for what looks personal."""
        self.warn_once(today)
        return WordTogether(escalation_ids=self.escalation_ids, **self.words)


class LetGoTogetherForm(ShownForm):
    because = LongWords("Why is nothing to be asked for any of them?")

    def asked(self, today: date) -> LetGoTogether:
        """Raises RuleBroken once for what looks personal."""
        self.warn_once(today)
        return LetGoTogether(escalation_ids=self.escalation_ids, because=self.because.data or "")
