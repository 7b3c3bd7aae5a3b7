"""Answers that forms about stays share: yes or no, one of a list."""

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import RadioField, SelectField

from discharge.core.codelists import CodeList

YES, NO, NOT_ASKED = "yes", "no", ""


def yes_no(label: str) -> RadioField:
    """Yes, no, or not asked yet. Its value goes through `answer_of`."""
    choices = {YES: "Yes", NO: "No", NOT_ASKED: "Not asked yet"}
    return RadioField(label, choices=choices, default=NOT_ASKED, validate_choice=False)


def answer_of(value: str | None) -> bool | None:
    return {YES: True, NO: False}.get(value or "")


def answer_to(value: object) -> str:
    """The choice for a stored answer."""
    return {True: YES, False: NO}.get(value, NOT_ASKED) if isinstance(value, bool) else NOT_ASKED


def one_of(label: str, entries: CodeList[Any], *, empty: str, first: Mapping[str, str] | None = None) -> SelectField:
    """A drop-down of the codes that may be chosen today. empty: the words for none of them.

    first: the everyday codes in plain words, which stand before the others.
    """
    current = dict(entries.choices())
    everyday = {code: plain for code, plain in (first or {}).items() if code in current}
    choices = everyday_first(current | everyday, everyday)
    return SelectField(label, choices={"": empty} | choices, default="", validate_choice=False)


def everyday_first(words: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """The same choices, those of `codes` before the others and in their order; a code that is no choice is left out."""
    return {code: words[code] for code in codes if code in words} | dict(words)
