"""The base of every form, and the fields that HTML lacks. A form parses; it does not decide."""

import json
from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

from flask import g
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    Field,
    HiddenField,
    SelectChoice,
    StringField,
)
from wtforms.csrf.core import CSRFTokenField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from discharge.core.clock import FIRST_DAY, LAST_DAY, local_date, utc_now
from discharge.core.errors import RuleBroken
from discharge.core.typed import day_typed, time_typed

PARTS = ("day", "month", "year")
LONGEST_NUMBER = 10  # digits; what a column of whole numbers holds
BACKWARDS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # turn round what stands after them


def carried(text: str | None) -> dict[str, Any]:
    """What a hidden field of ours carries as JSON, by name. Raises ValueError for what no form of ours wrote."""
    try:
        read = json.loads(text or "")
    except RecursionError as deep:
        raise ValueError("nested too deeply") from deep
    json.dumps(read, ensure_ascii=False).encode()  # ValueError for half of a pair, which no page can show
    if isinstance(read, dict):
        return read
    raise ValueError("a form carries names and values")


class LateToken(CSRFTokenField):
    """The token against forgery, made when the form is shown: most forms that are sent are not shown again."""

    def process(self, *args: Any, **kwargs: Any) -> None:
        Field.process(self, *args, **kwargs)

    @property
    def current_token(self) -> str:  # type: ignore[override]  # an attribute of theirs, set too early
        token: str = self.csrf_impl.generate_csrf_token(self)
        return token


class AgainstForgery(FlaskForm.Meta.csrf_class):  # type: ignore[misc]
    field_class = LateToken


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with a one-time key: sent twice, it is carried out once (`core.transaction.carry_out_once`)."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf_class = AgainstForgery

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What was posted; on opening, what was half typed here and is asked back (`g.half_typed`), if any."""
            posted = super().wrap_formdata(form, formdata)
            return g.get("half_typed") if posted is None and formdata is not None else posted

    one_time_key = HiddenField(default=lambda: str(uuid4()))
    version = HiddenField()  # what the person saw when they began, where a row carries a version

    def validate_one_time_key(self, field: Field) -> None:
        try:
            UUID(field.data or "")
        except ValueError:
            field.data = str(uuid4())
            raise ValidationError("Send this form again") from None

    @property
    def key(self) -> UUID:
        return UUID(self.one_time_key.data)

    def add_error(self, broken: RuleBroken) -> None:
        """Show a broken rule at its field, or above the form when no field has that name."""
        if broken.field in self._fields:
            self._fields[broken.field].errors = [*self._fields[broken.field].errors, broken.message]
        else:
            self.form_errors.append(broken.message)


def whole_number(typed: str | None) -> int:
    """The number that a hidden field carries; 0 for what no form of ours carries, as when it carries none."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else 0


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """(value, words) pairs for the `choices` of a drop-down list or of radios."""
    return [SelectChoice(value, words) for value, words in pairs]


def named(field: Field) -> str:
    """What a message calls the field: its label, or where the label asks a question, the answer to that."""
    words = str(field.label.text)
    return f"The answer to “{words}”" if words.endswith("?") else words


class DatePartsField(Field):
    """A date typed as day, month and year in three boxes named `x-day`, `x-month`, `x-year`.

    missing: the message when all three are empty; None makes the date optional.
    """

    def __init__(self, label: str, *, missing: str | None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.missing = missing
        self.parts: dict[str, str] = {}
        self.data: date | None

    @property
    def day(self) -> date:
        """The date of a valid form in which it may not be left out. Raises RuleBroken where what was sent lacks it."""
        if self.data is None:
            raise RuleBroken(self.short_name, self.missing or f"Enter {named(self)}")
        return self.data

    # WTForms passes extra_filters by name.
    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        self.process_errors: list[str] = []
        self.errors: list[str] = []
        if data is unset_value:
            data = self.default() if callable(self.default) else self.default
        self.data = data
        if isinstance(self.data, date):
            self.parts = {"day": str(self.data.day), "month": str(self.data.month), "year": str(self.data.year)}
        if formdata is not None and any(f"{self.name}-{part}" in formdata for part in PARTS):
            self.parts = {part: formdata.get(f"{self.name}-{part}", "").strip() for part in PARTS}
            self._read()

    def _read(self) -> None:
        self.data = None
        if not any(self.parts.values()):
            if self.missing:
                self.process_errors.append(self.missing)
            return
        lacking = [part for part, typed in self.parts.items() if not typed]
        if lacking:
            self.process_errors.append(f"{named(self)} must include a {' and '.join(lacking)}")
            return
        try:
            year = int(self.parts["year"])
            typed = date(year + 2000 if 0 <= year < 100 else year, int(self.parts["month"]), int(self.parts["day"]))
        except (ValueError, OverflowError):
            typed = date.min
        if FIRST_DAY <= typed <= LAST_DAY:
            self.data = typed
        else:
            self.process_errors.append(f"{named(self)} must be a real date, for example 14 3 2026")

    def pre_validate(self, _form: Any) -> None:
        if self.process_errors:
            raise ValidationError(self.process_errors[0])


class DayField(StringField):
    """A day in one box, typed day first: 14/3/2026, 14 3 2026, 14 Mar; empty is None. For grids, which lack room for
    three boxes. A text box, because a browser's own date box follows the order of the browser's language.

    is_past: a day without a year is the last such day, not the nearest.
    """

    def __init__(self, label: str, *, is_past: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.is_past = is_past
        self.data: Any

    def _value(self) -> str:
        if self.raw_data and self.data is None:
            return str(self.raw_data[0])
        return f"{self.data.day}/{self.data.month}/{self.data.year}" if isinstance(self.data, date) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = day_typed(typed, today=local_date(g.get("now") or utc_now()), is_past=self.is_past)
        except ValueError:
            raise ValueError(f"{named(self)} must be a real date, for example 14/3/2026") from None


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
        try:
            self.data = time_typed(typed)
        except ValueError:
            raise ValueError("Enter a time, for example 14:30") from None


class Words(StringField):
    """Text as people write it: outer space cut, control characters dropped, right-to-left names and emoji kept.

    Marks that would turn round the words after them are dropped: names written from right to left need none.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        if typed.isprintable():  # as nearly always: none of what is dropped is
            self.data = typed.strip()
            return
        kept = (letter for letter in typed if letter in "\n\t" or letter.isprintable() or ord(letter) > 160)
        self.data = "".join(letter for letter in kept if letter not in BACKWARDS)
        self.data = self.data.replace("\r\n", "\n").strip()


class LongWords(Words):
    """Several lines."""
