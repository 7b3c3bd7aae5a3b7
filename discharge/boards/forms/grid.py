"""The grid: one form for the page, one for each row."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField

from discharge.boards.commands.grid import Change, SaveGridRow
from discharge.boards.queries.grid import GridPerson
from discharge.core.errors import RuleBroken
from discharge.core.forms import DayField, Form, Words, whole_number
from discharge.stays.commands.edd import SetEdd
from discharge.stays.commands.ready import MakeReady
from discharge.stays.rules.codes import ATTRIBUTABLE_TO, EDD_REASONS, READY_REASONS
from discharge.stays.rules.edd import FIRST_SET

YES, NO, NO_CARER = "yes", "no", "none"
OF_READY: Final = ("edd", "edd_reason", "ready_since", "ready_reason", "decided_by", "attributable_to", "note")
"""Boxes that the row of somebody who is clinically ready does not have."""
TYPED: Final = (*OF_READY, "purpose", "key_worker")
_KEY: Final = "-one_time_key"
_STAY: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def sent_for(names: Iterable[str]) -> frozenset[UUID]:
    """The stays whose rows were sent, whether the people are still on the ward or not. names: of what was posted."""
    keys = (name.removesuffix(_KEY) for name in names if name.endswith(_KEY))
    return frozenset(UUID(key) for key in keys if _STAY.fullmatch(key))


class GridForm(Form):
    """The page: against forgery. Its rows carry keys of their own."""


class GridRowForm(Form):
    """One person's row. `version` carries the number of the EDD shown; seen_* the words shown.

    The confirmations of being clinically ready are shown, once, when ready_since was filled.
    """

    edd = DayField("EDD")
    edd_reason = SelectField("Why changed", choices={}, validate_choice=False)
    ready_since = DayField("Clinically ready since", is_past=True)
    ready_reason = SelectField(
        "Main reason still here",
        choices={"": "Select a reason"} | {entry.code: entry.short for entry in READY_REASONS if entry.is_current},
        validate_choice=False,
    )
    purpose = Words("Purpose of admission")
    key_worker = Words("Key worker")
    seen_purpose = Words()
    seen_key_worker = Words()
    is_clinical_decision = BooleanField("The responsible clinician decided this")
    is_team_decision = BooleanField("The multidisciplinary team decided this")
    is_safe = BooleanField("It is safe to discharge the person")
    decided_by = Words("Who decided?")
    were_person_views_heard = RadioField(
        "Were the person's views heard?", choices={YES: "Yes", NO: "No, not yet"}, validate_choice=False
    )
    were_carer_views_heard = RadioField(
        "Were the carer's views heard?",
        choices={YES: "Yes", NO: "No, not yet", NO_CARER: "No carer, or no permission"},
        validate_choice=False,
    )
    attributable_to = SelectField(
        "Attributable to", choices={"": "Select one"} | dict(ATTRIBUTABLE_TO.choices()), validate_choice=False
    )
    note = Words("If the reason is not known: who will find out, and by when?")

    @classmethod
    def about(cls, person: GridPerson) -> "GridRowForm":
        """Begins with what is stored, whatever was sent."""
        stay = person.stay
        stored = {"edd": person.ledger.current, "purpose": stay.purpose, "key_worker": stay.key_worker}
        form = cls._of(stay.id, data=stored, formdata=None)
        form.see(person)
        return form

    @classmethod
    def sent(cls, stay_id: UUID) -> "GridRowForm":
        """What was posted for this stay."""
        return cls._of(stay_id)

    @classmethod
    def _of(cls, stay_id: UUID, **begun: Any) -> "GridRowForm":
        form = cls(prefix=str(stay_id), meta={"csrf": False}, **begun)  # the page's form has that
        words = {code: words for code, words in EDD_REASONS.choices() if code != FIRST_SET}
        form.edd_reason.choices = {"": "Why?"} | words
        return form

    def see(self, person: GridPerson) -> None:
        """Begin again from what is stored now; what was typed stays."""
        self.version.data = str(person.ledger.number)
        self.seen_purpose.data, self.seen_key_worker.data = person.stay.purpose, person.stay.key_worker

    @property
    def asks_confirmation(self) -> bool:
        """Whether the confirmations belong on the page: somebody is said to be ready, or was being confirmed."""
        return self.ready_since.data is not None or bool(self.ready_since.errors)

    def typed(self, person: GridPerson | None, boxes: Collection[str] = TYPED) -> dict[str, str]:
        """What was entered in this row and did not stand there, by the label of its box.

        person: None for somebody who is out of sight by now, whose EDD is not known: one that was there counts as
        entered where the reason for a change was selected.
        """
        seen = {"purpose": self.seen_purpose.data, "key_worker": self.seen_key_worker.data}
        found = {}
        for name in boxes:
            field, words = self[name], _words_in(self[name])
            if words and words != seen.get(name) and not (name == "edd" and self._is_edd_as_seen(person)):
                found[str(field.label.text)] = words
        return found

    def _is_edd_as_seen(self, person: GridPerson | None) -> bool:
        if person is None:
            return bool(whole_number(self.version.data)) and not self.edd_reason.data
        return self.edd.data is not None and self.edd.data == self._seen_edd(person)

    def _seen_edd(self, person: GridPerson) -> date | None:
        number = whole_number(self.version.data)
        return next((version.expected_on for version in person.ledger.versions if version.number == number), None)

    def overtaken(self, person: GridPerson) -> str:
        """That they were made clinically ready meanwhile, with what was typed in boxes that are no more; "" else."""
        typed = self.typed(person, OF_READY) if person.ready is not None else {}
        if not typed:
            return ""
        return (
            f"Somebody has made this person clinically ready meanwhile. Not saved: {in_words(typed)}. "
            "Change it on their page; save again for the rest of the row"
        )

    def command(self, person: GridPerson) -> SaveGridRow:
        """What this row changes. Raises RuleBroken for an EDD that was emptied, or for an answer that is missing."""
        return SaveGridRow(
            stay_id=person.stay.id,
            edd=self._edd(person),
            ready=self._ready(person.stay.id) if self.ready_since.data else None,
            purpose=_change(self.seen_purpose.data, self.purpose.data),
            key_worker=_change(self.seen_key_worker.data, self.key_worker.data),
        )

    def _edd(self, person: GridPerson) -> SetEdd | None:
        number = whole_number(self.version.data)
        if self.edd.data == self._seen_edd(person) or person.ready is not None:
            return None
        if self.edd.data is None:
            raise RuleBroken("edd", "An EDD cannot be taken away: enter another date")
        reason = FIRST_SET if number == 0 else self.edd_reason.data or ""
        return SetEdd(stay_id=person.stay.id, number_seen=number, expected_on=self.edd.data, reason=reason)

    def _ready(self, stay_id: UUID) -> MakeReady:
        answers = (self.is_clinical_decision, self.is_team_decision, self.is_safe, self.were_person_views_heard)
        if not any(answer.data for answer in answers):
            raise RuleBroken("is_clinical_decision", "Confirm under the row that the person is clinically ready")
        if not self.were_person_views_heard.data:
            raise RuleBroken("were_person_views_heard", "Select whether the person's views were heard")
        if not self.were_carer_views_heard.data:
            raise RuleBroken("were_carer_views_heard", "Select whether the carer's views were heard")
        carer = {YES: True, NO: False}.get(self.were_carer_views_heard.data)
        if self.ready_since.data is None:
            raise RuleBroken("ready_since", "Enter the day from which the person is ready")
        return MakeReady(
            stay_id=stay_id,
            started_on=self.ready_since.data,
            is_clinical_decision=bool(self.is_clinical_decision.data),
            is_team_decision=bool(self.is_team_decision.data),
            is_safe=bool(self.is_safe.data),
            were_person_views_heard=self.were_person_views_heard.data == YES,
            were_carer_views_heard=carer,
            decided_by=self.decided_by.data or "",
            reason=self.ready_reason.data or "",
            attributable_to=self.attributable_to.data or "",
            note=self.note.data or "",
        )


def _words_in(field: Any) -> str:
    """What stands in a box; "" in an empty one."""
    if isinstance(field, SelectField):
        return next((str(words) for value, words, chosen, *_ in field.iter_choices() if chosen and value), "")
    return str(field._value())  # noqa: SLF001 (as WTForms draws it)


def in_words(typed: Mapping[str, str]) -> str:
    """What was entered, as one line: `EDD: 28/11/2026; Key worker: Ann Cole`."""
    return "; ".join(f"{label}: {words}" for label, words in typed.items())


def _change(seen: str | None, typed: str | None) -> Change | None:
    return None if (seen or "") == (typed or "") else Change(seen or "", typed or "")
