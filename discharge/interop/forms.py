"""What people fill in about ward lists."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from discharge.core.errors import RuleBroken
from discharge.core.forms import Form, Words, whole_number
from discharge.interop.adapters import DEFAULT_LIMITS
from discharge.interop.adapters.limits import too_large
from discharge.interop.commands.profiles import NameWards, SaveProfile
from discharge.interop.commands.quarantine import DiscardRow, MendRow, StillWrong
from discharge.interop.commands.settling import Settle
from discharge.interop.commands.storing import StoreList
from discharge.interop.rules.columns import LABELS, Beside, Field

NOT_IN_THE_LIST = ""
LEAVE_OUT = "leave-out"
NOT_NOW = ""
Choices = Sequence[tuple[str, str]]


class UploadForm(Form):
    """kind: "profile:KEY" or "site:KEY" for a list whose columns are not mapped yet."""

    kind = SelectField("Which list is it?", validators=[InputRequired("Select which list it is")])
    file = FileField("Ward list")
    sheet_name = Words("Name of the sheet, if the workbook has several", validators=[Length(max=200)])

    def offer(self, choices: Choices) -> None:
        self.kind.choices = list(choices)

    def command(self, site_of: Mapping[str, UUID]) -> StoreList:
        """site_of: the site of each profile. Raises RuleBroken for a file that is missing or too large."""
        kind, _, key = self.kind.data.partition(":")
        with self.file.data.stream as stream:
            content = stream.read(DEFAULT_LIMITS.size + 1)
        if len(content) > DEFAULT_LIMITS.size:
            raise too_large(DEFAULT_LIMITS)
        return StoreList(
            site_id=site_of[key] if kind == "profile" else UUID(key),
            profile_id=UUID(key) if kind == "profile" else None,
            filename=self.file.data.filename or "",
            content=content,
            sheet_name=self.sheet_name.data or "",
        )

    def validate_file(self, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError("Select a file")


class ColumnsForm(Form):
    """Which column is which field: one drop-down list a field, named by the field."""

    name = Words(
        "What do you call this kind of list?", validators=[InputRequired("Enter a name for this kind of list")]
    )
    ward_ids = SelectMultipleField(
        "Which wards does it cover?", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    time_column = SelectField("Which column says when the list was made?")
    local_number = SelectField(LABELS[Field.LOCAL_NUMBER])
    patient_name = SelectField(LABELS[Field.NAME])
    surname = SelectField(LABELS[Field.SURNAME])
    given_name = SelectField(LABELS[Field.GIVEN_NAME])
    birth_date = SelectField(LABELS[Field.BIRTH_DATE])
    ward = SelectField(LABELS[Field.WARD])
    admitted = SelectField(LABELS[Field.ADMITTED])
    nhs_number = SelectField(LABELS[Field.NHS_NUMBER])
    bed = SelectField(LABELS[Field.BED])
    spell_number = SelectField(LABELS[Field.SPELL_NUMBER])
    consultant = SelectField(LABELS[Field.CONSULTANT])
    edd = SelectField(LABELS[Field.EDD])
    legal_status = SelectField(LABELS[Field.LEGAL_STATUS])
    ready_since = SelectField(LABELS[Field.READY_SINCE])
    ready_reason = SelectField(LABELS[Field.READY_REASON])

    def offer(self, header: Sequence[str], wards: Choices) -> None:
        columns = [(NOT_IN_THE_LIST, "Not in this list"), *((name, name) for name in dict.fromkeys(header) if name)]
        for field in Field:
            self.column(field).choices = columns
        self.time_column.choices = [(NOT_IN_THE_LIST, "None: the time of the upload"), *columns[1:]]
        self.ward_ids.choices = list(wards)

    def column(self, field: Field) -> SelectField:
        found: SelectField = self["patient_name" if field is Field.NAME else field.value]
        return found

    def propose(self, columns: Mapping[str, str]) -> None:
        """Show this mapping on a form that nobody has filled in yet."""
        for field in Field:
            self.column(field).data = columns.get(field.value, NOT_IN_THE_LIST)

    def command(self, site_id: UUID, list_id: UUID, profile_id: UUID | None, sheet_name: str) -> SaveProfile:
        named = {field.value: self.column(field).data for field in Field}
        return SaveProfile(
            site_id=site_id,
            list_id=list_id,
            profile_id=profile_id,
            name=self.name.data or "",
            columns={field: name for field, name in named.items() if name},
            ward_ids=tuple(map(UUID, self.ward_ids.data or ())),
            sheet_name=sheet_name,
            time_column=self.time_column.data or "",
        )


class WardNamesForm(Form):
    """What each ward that the profile does not know is here."""

    wards = FieldList(SelectField(), min_entries=0)

    def offer(self, names: Sequence[str], wards: Choices) -> None:
        while len(self.wards) < len(names):
            self.wards.append_entry(NOT_NOW)
        for entry, name in zip(self.wards, names, strict=False):
            entry.label.text = f"“{name}”"
            later = (NOT_NOW, "Not now: keep its rows back")
            entry.choices = [later, *wards, (LEAVE_OUT, "Not one of ours: leave its rows out")]

    def command(self, profile_id: UUID, names: Sequence[str]) -> NameWards:
        """Raises RuleBroken when the list has other wards now than were shown."""
        if len(self.wards) != len(names):
            raise RuleBroken("", "The wards of this list have changed: open it again")
        chosen = {name: entry.data for name, entry in zip(names, self.wards, strict=True)}
        named = {name: "" if key == LEAVE_OUT else key for name, key in chosen.items() if key != NOT_NOW}
        return NameWards(profile_id=profile_id, names=named)


class ApplyForm(Form):
    """digest: of the differences that were shown."""

    digest = HiddenField()
    accept_size = BooleanField("I have checked this list")


class RowForm(Form):
    """The cells of one row that are read, as text."""

    cells = FieldList(StringField(), min_entries=0)

    def offer(self, fields: Sequence[Field], texts: Sequence[str]) -> None:
        self.read = fields
        for entry_of, text in zip(range(len(fields)), texts, strict=True):
            if len(self.cells) <= entry_of:
                self.cells.append_entry(text)
        for entry, field in zip(self.cells, fields, strict=False):
            entry.label.text = LABELS[field]

    def add_error(self, broken: RuleBroken) -> None:
        """What is wrong stands beside the cells it is about, and the rest above the form."""
        messages = broken.messages if isinstance(broken, StillWrong) else {broken.field: broken.message}
        for field, message in messages.items():
            where = next((i for i, one in enumerate(self.read) if one.value == field), None)
            if where is None:
                self.form_errors.append(message)
            else:
                self.cells[where].errors = [message]
                self.cells.errors = [[message]]

    def command(self, row_id: UUID) -> MendRow:
        texts = {field.value: entry.data or "" for field, entry in zip(self.read, self.cells, strict=False)}
        return MendRow(row_id=row_id, version=whole_number(self.version.data), mended=texts)


class DiscardForm(Form):
    reason = Words("Why is this row left out?", validators=[InputRequired("Enter why this row is left out")])

    def command(self, row_id: UUID) -> DiscardRow:
        return DiscardRow(row_id=row_id, version=whole_number(self.version.data), reason=self.reason.data or "")


class SettleForm(Form):
    """One button of two. listed: what the list said when it was shown."""

    listed = HiddenField()
    choice = HiddenField()

    def command(self, stay_id: UUID, field: Field | Beside) -> Settle:
        return Settle(stay_id=stay_id, field=field, listed=self.listed.data or "", take=self.choice.data == "take")
