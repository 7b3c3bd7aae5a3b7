"""Numbers that name a person: the NHS number and the hospital's own. Source: docs/sources.md#numbers"""

import re

from nhs_number.validate import is_valid

from discharge.core.errors import RuleBroken

NHS_NUMBER_LENGTH = 10
LOCAL_NUMBER_LONGEST = 40

_GAPS = re.compile("[\\s\u00a0\u200b\ufeff\\-\u2010-\u2015]+")
_SPACES = re.compile("[\\s\u00a0\u200b\ufeff]+")
_WHOLE_FLOAT = re.compile(r"([0-9]{9,10})[.,]0+")
_EXPONENT = re.compile(r"[0-9]+([.,][0-9]*)?[eE]\+?[0-9]{1,2}")
_RUNS = ("01234567890", "12345678901", "98765432109", "09876543210")


def looks_like_excel_float(text: str) -> bool:
    """Whether a spreadsheet turned a long number into a rounded one, such as 9.99E+09. Its digits are lost."""
    return _EXPONENT.fullmatch(text.strip()) is not None


def is_placeholder(digits: str) -> bool:
    """Whether ten digits were typed to fill the field: one digit ten times, or a run such as 1234567890."""
    return len(set(digits)) == 1 or any(digits in run for run in _RUNS)


def read_nhs_number(text: str, *, may_pad: bool = False) -> str:
    """The ten digits of an NHS number. Spaces and dashes between digits are dropped, so is a trailing `.0`.

    may_pad: for files, where a spreadsheet may have eaten one leading zero; nine digits get it back only where the
    check digit then holds.
    Raises RuleBroken for an empty field, a rounded number, anything but ten digits, a placeholder, or a check digit
    that does not hold.
    """
    trimmed = _GAPS.sub("", text)
    if not trimmed:
        raise RuleBroken("nhs_number", "Enter the NHS number")
    if looks_like_excel_float(trimmed):
        raise RuleBroken("nhs_number", "A spreadsheet rounded this NHS number: export it again with the column as text")
    if whole := _WHOLE_FLOAT.fullmatch(trimmed):
        trimmed = whole.group(1)
    if not (trimmed.isascii() and trimmed.isdigit()):
        raise RuleBroken("nhs_number", "NHS number must be 10 digits")
    if may_pad and len(trimmed) == NHS_NUMBER_LENGTH - 1 and is_valid("0" + trimmed):
        trimmed = "0" + trimmed
    if len(trimmed) != NHS_NUMBER_LENGTH:
        raise RuleBroken("nhs_number", "NHS number must be 10 digits")
    if is_placeholder(trimmed):
        raise RuleBroken("nhs_number", "Enter the person's own NHS number, or leave it empty when it is not known")
    if not is_valid(trimmed):
        raise RuleBroken("nhs_number", "Check the NHS number: one of its digits is wrong")
    return trimmed


def show_nhs_number(digits: str) -> str:
    """Three, three and four digits with spaces, as people read it out."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def read_local_number(text: str) -> str:
    """The hospital's own number as it is compared and stored: no spaces, capitals, leading zeros kept.

    Raises RuleBroken when nothing is left, when it is longer than 40 characters, or when a spreadsheet rounded it.
    """
    trimmed = _SPACES.sub("", text).upper()
    if not trimmed:
        raise RuleBroken("local_number", "Enter the local number")
    if len(trimmed) > LOCAL_NUMBER_LONGEST:
        raise RuleBroken("local_number", f"Local number must be {LOCAL_NUMBER_LONGEST} characters or fewer")
    if re.fullmatch(r"[0-9][.,][0-9]+E\+[0-9]{2}", trimmed):
        raise RuleBroken("local_number", "A spreadsheet rounded this number: export it again with the column as text")
    return trimmed
