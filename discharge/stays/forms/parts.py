"""What forms about comings and goings share: the words a person saw, a time of day, a moment, one question more."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from wtforms import HiddenField, RadioField, StringField

from discharge.core.clock import local_time
from discharge.core.forms import DatePartsField, Form
from discharge.stays.forms.answers import NO, YES
from discharge.stays.rules.moments import typed_moment

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:. ]?([0-5][0-9])(?:\s*(am|pm))?", re.IGNORECASE)


class SeenForm(Form):
    """A form that carries the words it was opened with, so that two people at once lose nothing."""

    seen = HiddenField()

    def show(self, words: Mapping[str, str]) -> None:
        """Carry these words; a posted form keeps those it came with."""
        if not self.is_submitted():
            self.carry(words)

    def carry(self, words: Mapping[str, str]) -> None:
        self.seen.data = json.dumps(dict(words))

    @property
    def saw(self) -> Mapping[str, str]:
        """The words; nothing seen when they do not read, which then is a conflict rather than an overwriting."""
        try:
            read = json.loads(self.seen.data or "")
        except ValueError:
            return {}
        return {str(label): str(word) for label, word in read.items()} if isinstance(read, dict) else {}


class ClockField(StringField):
    """A time of day as people type it: 14:30, 1430, 9.05, 2:30pm.

    missing: the message when empty; None makes the time optional.
    """

    def __init__(self, label: str, *, missing: str | None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.missing = missing
        self.data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if isinstance(self.data, time) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            if self.missing:
                raise ValueError(self.missing)
            return
        found = _CLOCK.fullmatch(typed)
        hour = int(found[1]) if found else 0
        half = (found[3] or "").lower() if found else ""
        if found is None or (half and not 1 <= hour <= 12):
            raise ValueError("Enter a time, for example 14:30")
        self.data = time((hour % 12 + (12 if half == "pm" else 0)) if half else hour, int(found[2]))


def consent_field() -> RadioField:
    """Asked under a restricted section."""
    return RadioField(
        "Is the Justice Secretary's consent recorded?", choices={YES: "Yes", NO: "No"}, validate_choice=False
    )


def moment_in(day: DatePartsField, clock: ClockField, *, after: datetime | None = None) -> datetime:
    """The moment that two fields of a valid form say. Raises ValueError where the day was left out."""
    if day.data is None:
        raise ValueError(f"{day.name} is empty")
    return typed_moment(day.data, clock.data or time(), after=after)


def optional_moment(day: DatePartsField, clock: ClockField) -> datetime | None:
    """The same, None without a day; midday where only the time was left out."""
    return typed_moment(day.data, clock.data or time(12)) if day.data else None


def parts_of(name: str, moment: datetime | None) -> dict[str, object]:
    """What a form begins with in the fields `name` and `name_time`."""
    if moment is None:
        return {}
    local = local_time(moment)
    return {name: local.date(), f"{name}_time": local.time()}


def key_of(text: str | None) -> UUID | None:
    """A key from a hidden field or a choice; None for anything else."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
