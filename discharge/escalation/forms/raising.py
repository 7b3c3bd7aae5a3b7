"""Asking a level above by hand, and once for several people."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self
from uuid import UUID

from wtforms import Field, SelectField

from discharge.blockers.forms.owner import UNKNOWN, OwnerForm, value_of
from discharge.blockers.queries.owners import Choices
from discharge.blockers.rules.owner import Owner
from discharge.core.forms import choices, whole_number
from discharge.escalation.commands.raising import RaiseEscalation
from discharge.escalation.commands.together import WordTogether
from discharge.escalation.forms.asking import WordForm
from discharge.escalation.queries.wording import Group
from discharge.escalation.rules.ladder import SERVICE, Terms
from discharge.escalation.rules.states import Subject


class RaiseForm(WordForm, OwnerForm):
    level = SelectField("Which level do you ask?", validate_choice=False)

    ORDER = ("ask", "due_on", "level", "owner", "joint", "named_person", "why_now", "tried", "asked_others")

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

    def asked(
        self, today: date, *, stay_id: UUID | None, ward_id: UUID, blocker_id: UUID | None
    ) -> RaiseEscalation:  # fmt: skip
        """About the stay where there is one, else about the ward. Raises RuleBroken once for what looks personal."""
        owner = self.chosen
        if owner is None:
            raise UNKNOWN
        self.warn_once(today)
        return RaiseEscalation(
            subject=Subject.STAY if stay_id else Subject.WARD,
            stay_id=stay_id,
            ward_id=None if stay_id else ward_id,
            blocker_id=blocker_id,
            owner=owner,
            level=whole_number(self.level.data),
            **self.words,
        )


class TogetherForm(WordForm):
    def asked(self, group: Group, today: date) -> WordTogether:
        """Raises RuleBroken once for what looks personal."""
        self.warn_once(today)
        return WordTogether(
            trust_id=group.trust_id,
            cause=group.cause,
            owner=group.owner,
            escalation_ids=[member.escalation_id for member in group.members],
            **self.words,
        )
