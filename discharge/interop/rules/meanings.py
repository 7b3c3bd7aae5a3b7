"""What the words in a cell mean: names, legal status, the reason for a delay."""

import re
from collections.abc import Mapping

from discharge.interop.rules.words import folded
from discharge.stays.rules.codes import LEGAL_AUTHORITIES, READY_REASONS

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "dame", "lord", "lady", "master"})
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_SECTION = re.compile(r"(?:section|sect|sec|s)(?=\d)")
_ACT = re.compile(r"mentalhealthact|mha|1983")
_LEAVE = "17"
"""Section 17 is leave, not a power to hold somebody, and is also the code of section 48/49."""


def split_name(text: str) -> tuple[str, str]:
    """(surname, given names) of a name in one tidied column; given names may be "".

    Understood: "Cole, Ann", "COLE, Ann (Miss)", "Miss Ann COLE", "COLE Ann" and a single word. Two words without a
    comma and without capitals could be either way round. Raises ValueError with a sentence for those and for no name.
    """
    surname, comma, given_name = _IN_BRACKETS.sub(_without_title, text).partition(",")
    if comma:
        surname, given_name = surname.strip(), " ".join(_no_titles(given_name.replace(",", " ")))
    else:
        words = _no_titles(surname)
        if len(words) < 2:
            surname, given_name = " ".join(words), ""
        else:
            capitals = [word for word in words if word.isupper() and len(word) > 1]
            others = [word for word in words if word not in capitals]
            if not capitals or not others or words not in (capitals + others, others + capitals):
                raise ValueError("Write the name as “Surname, Given name”")
            surname, given_name = " ".join(capitals), " ".join(others)
    if not surname:
        raise ValueError("The name is missing")
    return surname, given_name


def _without_title(match: re.Match[str]) -> str:
    return "" if folded(match[1]) in _TITLES else match[0]


def _no_titles(text: str) -> list[str]:
    return [word for word in text.split() if folded(word) not in _TITLES]


def _by_words(entries: Mapping[str, str]) -> Mapping[str, str]:
    return {folded(words): code for words, code in entries.items()}


_LEGAL_WORDS = _by_words(
    {entry.description: entry.code for entry in LEGAL_AUTHORITIES}
    | {entry.short: entry.code for entry in LEGAL_AUTHORITIES}
    | {"Informal patient": "01", "Voluntary": "01", "Not detained": "01"}
)
_REASON_WORDS = _by_words(
    {entry.description: entry.code for entry in READY_REASONS} | {entry.short: entry.code for entry in READY_REASONS}
)


def legal_code(text: str) -> str | None:
    """The code of the legal authority that these words name for certain; None when they could mean another.

    Understood: the descriptions and short forms of the lists, "Section 3", "S.3", "Sec 5(2)", "37/41", and national
    codes with both their digits. A bare number that is one section and the code of another (37) is nobody's to guess.
    """
    words = folded(text)
    if words.isdigit():
        return _code_of_number(words, bare=text.strip().isdigit())
    if text.upper() in LEGAL_AUTHORITIES:
        return text.upper()
    return _LEGAL_WORDS.get(words) or _LEGAL_WORDS.get(_SECTION.sub("s", _ACT.sub("", words)))


def _code_of_number(digits: str, *, bare: bool) -> str | None:
    sections = {code for words, code in _LEGAL_WORDS.items() if re.match(rf"s{digits}(?!\d)", words)}
    exact = _LEGAL_WORDS.get(f"s{digits}")
    if not bare:
        return exact  # "5(2)", "37/41": no code is written so
    code = digits.zfill(2)
    if code not in LEGAL_AUTHORITIES:
        return exact
    if digits.startswith("0") or digits == "1":  # "1" is "01" without its zero: no section 1 holds anybody
        return code
    is_only_a_code = not sections and len(digits) > 1 and digits != _LEAVE
    return code if sections == {code} or is_only_a_code else None


def ready_reason_code(text: str) -> str | None:
    """The national code of the reason that these words or this code name; None when none is named for certain."""
    code = text.strip().zfill(2)
    return code if code in READY_REASONS else _REASON_WORDS.get(folded(text))
