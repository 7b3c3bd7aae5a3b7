"""What the forms of housing share."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField, SelectField

from discharge.core.codelists import CodeList
from discharge.core.errors import NotFound
from discharge.core.forms import Form, choices

YES, NO, NOT_KNOWN = "yes", "no", ""


class VersionedForm(Form):
    """A form over a row that two people may have open. Without a row its version is 0."""

    @property
    def version_seen(self) -> int:
        """Raises NotFound for a version that no form of ours carries."""
        seen = str(self.version.data or "0")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            raise NotFound
        return int(seen)


def one_of(label: str, entries: CodeList[Any], *, empty: str = "Not known yet") -> SelectField:
    return SelectField(label, choices=choices((("", empty), *entries.choices())), default="", validate_choice=False)


def radios_of(label: str, pairs: Iterable[tuple[str, str]]) -> RadioField:
    """One of several; a missing answer is "" and for the rules to say."""
    return RadioField(label, choices=choices(pairs), default="", validate_choice=False)


class YesNo(RadioField):
    """Short answers, which stand beside each other."""


def yes_no(label: str) -> YesNo:
    pairs = ((YES, "Yes"), (NO, "No"), (NOT_KNOWN, "Not known yet"))
    return YesNo(label, choices=choices(pairs), default="", validate_choice=False)


def answer_of(value: str | None) -> bool | None:
    return {YES: True, NO: False}.get(value or "")


def answer_to(value: bool | None) -> str:  # noqa: FBT001 (an answer is what it takes)
    return NOT_KNOWN if value is None else YES if value else NO


def pairs_of(names: Mapping[Any, str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), name) for key, name in names.items())
