"""Answers that forms about stays share: yes or no, one of a list."""

from collections.abc import Mapping
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
    everyday = first or {}
    current = dict(entries.choices())
    words = {code: plain for code, plain in everyday.items() if code in current}
    rest = {code: said for code, said in current.items() if code not in words}
    return SelectField(label, choices={"": empty} | words | rest, default="", validate_choice=False)
