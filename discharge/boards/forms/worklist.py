"""Searching the worklist, keeping a view of it, and what is done to many lines of it at once."""

from uuid import UUID, uuid5

from wtforms import Field
from wtforms.validators import InputRequired, Length, ValidationError

from discharge.blockers.forms.owner import OwnerForm
from discharge.core.forms import DatePartsField, Form, LongWords, Words, whole_number


class SearchForm(Form):
    words = Words("Search", validators=[Length(max=100, message="Search for 100 letters or fewer")])


class ViewForm(Form):
    name = Words("Name of this view")


class RemoveViewForm(Form):
    """One button: take a view off the list."""


class TickedField(Field):
    """Lines that were ticked, each as its key and the version that was shown: version by key.

    What no page of ours posts is left out.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data: dict[UUID, int] = {}
        for typed in valuelist:
            key, _, version = typed.partition(":")
            try:
                self.data[UUID(key)] = whole_number(version)
            except ValueError:
                continue


class ChosenForm(Form):
    ticked = TickedField(default=dict)

    def key_of(self, blocker_id: UUID) -> UUID:
        """The one-time key of one line: sent twice, each line is done once."""
        return uuid5(self.key, str(blocker_id))


class ChaseForm(ChosenForm):
    words = LongWords("How did you chase, and what was said?", validators=[InputRequired("Enter how you chased")])


class ReassignForm(OwnerForm, ChosenForm):
    """To another owner, or with the same owner to another person."""

    named_person = Words("Who will do it?")
    words = LongWords("Why it is handed on (optional)")

    def validate_named_person(self, field: Field) -> None:
        if not field.data and not self.owner.data:
            raise ValidationError("Enter who will do it, or select another owner")


class DueForm(ChosenForm):
    due_on = DatePartsField("New due date", missing="Enter the new due date")
    because = Words("Why does it move?", validators=[InputRequired("Enter why the date moves")])
