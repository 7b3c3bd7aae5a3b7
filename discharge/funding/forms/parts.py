"""Fields that forms about funding share."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import Field, SelectMultipleField, StringField

from discharge.core.codelists import Entry
from discharge.core.forms import Form


class PercentField(StringField):
    """A percentage as people type it: 50, 66.67, 33,3 or 50%; None when empty."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip().removesuffix("%").strip().replace(",", ".")
        self.data = None
        if not typed:
            return
        try:
            self.data = Decimal(typed) if len(typed) <= 8 else None
        except InvalidOperation:
            self.data = None
        if self.data is None or not self.data.is_finite():
            self.data = None
            raise ValueError("Enter a percentage, for example 66.67")


def ticks(label: str, entries: Iterable[Entry]) -> SelectMultipleField:
    """Any of these, as boxes to tick."""
    return SelectMultipleField(
        label, choices={entry.code: entry.description for entry in entries if entry.is_current}, validate_choice=False
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with how it is drawn: "text", "short", "area", "date", "clock", "radios", "ticks" or "tick"."""

    field: Field
    how: str
    hint: str = ""


class CaseForm(Form):
    """A form about one case. `layout` names its fields in order: (field, how it is drawn, hint)."""

    layout: tuple[tuple[str, str, str], ...] = ()

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The fields that this form has kept, in order."""
        return tuple(Shown(self._fields[name], how, hint) for name, how, hint in self.layout if name in self._fields)

    def begin(self, version: int) -> None:
        """Carry what this person saw; a posted form keeps what it came with."""
        if not self.is_submitted():
            self.version.data = str(version)
