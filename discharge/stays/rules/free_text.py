"""Words that people outside the ward will read must not say who the person is. Source: docs/sources.md#free-text"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import permutations
from typing import Protocol

from nhs_number.validate import is_valid

from discharge.core.errors import RuleBroken

SHORTEST_NAME = 2  # a single letter is an initial, and initials may be written
SHORTEST_NUMBER = 4  # a shorter local number is in too many other numbers

# Names that are words of every day: written small they are taken for the word.
ORDINARY_WORDS = """
    a may will mark rose grace hope joy faith dawn rich grant chase drew bill bob jack pat sue ray art guy kit long
    short young old white black brown green grey day price wood hill field bird king page ward hall west north home
    house best good wise read moss stone rice cook baker carer little moor marsh lane street park bright sharp small
    to so an in on do be he she no or at by we my me go her his
"""
ORDINARY = frozenset(ORDINARY_WORDS.split())
# Words that stand beside each other in any sentence: together they are no name in pieces ("a very" is not Avery).
SIDE_BY_SIDE = """
    a all am an and any are as at be been but by can day did do end for from get go had has have he her him his how i if
    in into is it its me my new no not now of off on one or our out own see she so some than that the them then they
    this to too two up us very was way we week were what when who will with you your
"""
BESIDE_EACH_OTHER = frozenset(SIDE_BY_SIDE.split())
SHORTEST_IN_PIECES = 4  # letters of a name that is looked for in pieces
MOST_READ = 10_000  # letters
GAP = 3  # signs at most between two pieces of a name or a number
_WORD = re.compile(r"[^\W\d_]+")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_APART = r"\s*[./\\_ \-\u00b7\u2010-\u2015\u2044\u2212]\s*"  # any dash, slash or dot between numbers
_NUMERIC_DAY = re.compile(rf"(?<!\d)(\d{{1,2}}){_APART}(\d{{1,2}}){_APART}(\d{{4}}|\d{{2}})(?!\d)")
_ISO_DAY = re.compile(rf"(?<!\d)(\d{{4}}){_APART}(\d{{1,2}}){_APART}(\d{{1,2}})(?!\d)")
_ISO_TOGETHER = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_RUN_TOGETHER = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?:\s+(?:day\s+)?of)?[\W_]{0,3}([a-z]{3,9})[\W_]{0,3}(\d{4}|\d{2})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    r"\b([a-z]{3,9})[\W_]{1,3}(\d{1,2})(?:st|nd|rd|th)?[\W_]{1,3}(\d{4}|\d{2})(?!\d)", re.IGNORECASE
)
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})[\W_]{1,3}([a-z]{3,9})[\W_]{1,3}(\d{1,2})(?!\d)", re.IGNORECASE)
_NHS_NUMBER = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]{1,255}\.[^@\s<>,;]")
_PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Cyrillic, Greek and phonetic letters that are drawn as Latin ones. Source: docs/sources.md#look-alike-letters
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅҺԀԚԜѴҮӀЬавекмнорстухіјѕһԁԛԝѵүӏьгΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβγεηικνορςστυχωɑɡɩ",
    "ABEKMHOPCTYXIJSHDQWVYIBabekmhopctyxijshdqwvylbrABEZHIKMNOPTYXabyenikvopcotuxwagi",
)
_UNSEEN_LETTERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # fillers: Unicode calls them letters or marks
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+44|0)[ ()-]*(?:\d[ ()-]*){9,10}(?!\d)")
YOUNGEST = 10  # years: an earlier date is taken to be when somebody was born
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Named(Protocol):
    """Who the text is about."""

    @property
    def surname(self) -> str: ...
    @property
    def given_name(self) -> str: ...
    @property
    def birth_date(self) -> date: ...
    @property
    def nhs_number(self) -> str | None: ...
    @property
    def local_number(self) -> str: ...


def check_free_text(text: str, person: Named, longest: int, *, field: str = "words") -> None:
    """Raises RuleBroken, with what to take out, for text that is too long or says who this person is.

    Refused: any part of the name as a word of its own (accents and case apart), also in pieces or with another part run
    together, NHS and local number however they are parted, birth date in the usual ways of writing, and any postcode,
    for we hold no address to compare with. Signs that nobody sees count as not there, and a Cyrillic or Greek letter
    that looks like a Latin one also as that one. Other people may be named.
    A name that is an ordinary word (Will, May, Rose) is refused where it begins with a capital.
    """
    if len(text) > longest:
        raise RuleBroken(field, f"This must be {longest} characters or fewer")
    if found := identifies(text, person):
        raise RuleBroken(field, f"Take out {found}: people outside the ward will read this")


def identifies(text: str, person: Named) -> str:
    """What in the text says who the person is, in words for a message; "" for nothing."""
    plain, given, family = _plain(text), person.given_name, person.surname
    latin = _as_latin(plain)
    if word := _own_name(plain, given, family) or _own_name(latin, _as_latin(given), _as_latin(family)):
        return f"the person’s name, “{word}”"
    if person.nhs_number and _holds_number(latin, person.nhs_number):
        return "the NHS number"
    if _holds_number(latin, person.local_number):
        return "the person’s hospital number"
    born = person.birth_date
    if (born.day, born.month, born.year % 100) in _days_in(latin):
        return "the date of birth"
    return "the postcode" if _POSTCODE.search(latin) else ""


def personal_in(text: str, today: date) -> str:
    """What in the text looks as if it were about some person, in words for a warning; "" for nothing.

    An NHS number (with its check digit), a date more than ten years ago, an e-mail address, a telephone number. It may
    be right to write it, as an office's number is: whoever writes is asked once.
    """
    plain = _plain(text)
    if _EMAIL.search(plain):
        return "an e-mail address"
    if any(is_valid(re.sub(r"\D", "", found)) for found in _NHS_NUMBER.findall(plain)):
        return "an NHS number"
    if _TELEPHONE.search(plain):
        return "a telephone number"
    if any(_is_birth_year(year, today) for _day, _month, year in _dates(plain)):
        return "a date of birth"
    return "a postcode" if _POSTCODE.search(plain) else ""


def _is_birth_year(year: int, today: date) -> bool:
    """Two digits mean the last such year."""
    if year < 100:
        year += today.year // 100 * 100
        year -= 100 if year > today.year else 0
    return year <= today.year - YOUNGEST


def _plain(text: str) -> str:
    """Without signs that nobody sees, with one blank for several, and each digit of any script as one of ours.

    Only as much as any field takes: what is longer is refused for its length.
    """
    seen = (
        letter
        for letter in unicodedata.normalize("NFKC", text[:MOST_READ])
        if unicodedata.category(letter) != "Cf" and letter not in _UNSEEN_LETTERS
    )
    read = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in seen)
    return " ".join(read.split())


def _as_latin(text: str) -> str:
    """As it is read by somebody who takes each letter for the Latin one that it looks like."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_LOOK_ALIKE))


def _holds_number(text: str, number: str) -> bool:
    """Whether it stands there, its letters and digits parted by whatever signs. Short numbers only as they are written
    or with blanks: their digits stand in many sentences.
    """
    signs = [sign for sign in number.upper() if sign.isalnum()]
    if len(signs) < SHORTEST_NUMBER:
        return False
    gap = rf"[\W_]{{0,{GAP}}}" if len(signs) > SHORTEST_NUMBER + 1 or not number.isdecimal() else r"\s?"
    return re.search(rf"(?<![0-9]){gap.join(map(re.escape, signs))}(?![0-9])", text.upper()) is not None


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).casefold().translate(_PLAIN_LETTERS)
    return "".join(letter for letter in letters if letter.isalpha())


def _own_name(text: str, given: str, family: str) -> str:
    parts = [_folded(part) for part in _WORD.findall(unicodedata.normalize("NFKC", f"{given} {family}"))]
    names = {*parts, _folded(given), _folded(family)}  # O'Neill, also written ONeill
    names = {name for name in names if len(name) >= SHORTEST_NAME}
    names |= {one + other for one, other in permutations(parts, 2)}
    words = list(_WORD.finditer(text))
    for found in words:
        folded = _folded(found[0])
        if folded in names and not (folded in ORDINARY and found[0].islower()):
            return str(found[0])
    return _name_in_pieces(text, words, {name for name in names if len(name) >= SHORTEST_IN_PIECES})


def _name_in_pieces(text: str, words: Sequence[re.Match[str]], names: Collection[str]) -> str:
    """`Al-der`, `A l d e r`: words beside each other that make a name, unless they are such as stand side by side."""
    longest = max(map(len, names), default=0)
    pieces = [_folded(found[0]) for found in words]
    for number, first in enumerate(words):
        joined, last = pieces[number], number
        while len(joined) < longest and last + 1 < len(words) and _is_beside(text, words[last], words[last + 1]):
            last += 1
            joined += pieces[last]
            if joined in names and not BESIDE_EACH_OTHER.issuperset(pieces[number : last + 1]):
                return text[first.start() : words[last].end()]
    return ""


def _is_beside(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    between = text[one.end() : other.start()]
    return len(between) <= GAP and not any(sign.isdecimal() for sign in between)


def _days_in(text: str) -> set[tuple[int, int, int]]:
    """(day, month, year of the century) of everything in the text that may be meant as a date."""
    return {(day, month, year % 100) for day, month, year in _dates(text)}


def _dates(text: str) -> Iterator[tuple[int, int, int]]:
    for found in (*_NUMERIC_DAY.finditer(text), *_RUN_TOGETHER.finditer(text)):
        day, month, year = (int(part) for part in found.groups())
        yield day, month, year
        yield month, day, year  # as written in America
    for found in (*_ISO_DAY.finditer(text), *_ISO_TOGETHER.finditer(text)):
        year, month, day = (int(part) for part in found.groups())
        yield day, month, year
    for found in _DAY_MONTH.finditer(text):
        if (name := found[2][:3].lower()) in _MONTHS:
            yield int(found[1]), _MONTHS.index(name) + 1, int(found[3])
    for found in _MONTH_DAY.finditer(text):
        if (name := found[1][:3].lower()) in _MONTHS:
            yield int(found[2]), _MONTHS.index(name) + 1, int(found[3])
    for found in _YEAR_MONTH.finditer(text):
        if (name := found[2][:3].lower()) in _MONTHS:
            yield int(found[3]), _MONTHS.index(name) + 1, int(found[1])
