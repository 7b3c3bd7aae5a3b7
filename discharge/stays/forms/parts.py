"""What forms about comings and goings share: the words a person saw, a time of day, a moment, one question more."""

import json
from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from wtforms import HiddenField, RadioField

from discharge.core.clock import local_time
from discharge.core.forms import ClockField, DatePartsField, Form, carried
from discharge.stays.forms.answers import NO, YES
from discharge.stays.rules.moments import typed_moment


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
            read = carried(self.seen.data)
        except ValueError:
            return {}
        return {label: str(word) for label, word in read.items()}


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
