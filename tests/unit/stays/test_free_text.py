"""Which words partners may read."""

from dataclasses import dataclass
from datetime import date

import pytest

from discharge.core.errors import RuleBroken
from discharge.stays.rules.free_text import check_free_text, identifies, personal_in


@dataclass(frozen=True)
class Somebody:
    surname: str = "Alder"
    given_name: str = "Ruth"
    birth_date: date = date(1980, 3, 4)
    nhs_number: str | None = "9990000018"
    local_number: str = "D000123"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring the panel about the split", ""),
        ("Truth and alderman are other words", ""),
        ("Ask R.A. and the housing officer, Tom Ashby", ""),
        ("Ask ruth's sister", "the person’s name, “ruth”"),
        ("RUTH ALDER", "the person’s name, “RUTH”"),
        ("Ms \u00c1lder", "the person’s name, “\u00c1lder”"),
        ("NHS 999 000 0018", "the NHS number"),
        ("999-000-0018", "the NHS number"),
        ("\uff19\uff19\uff19 000 0018", "the NHS number"),
        ("number 9990000", ""),
        ("see d000123", "the person’s hospital number"),
        ("see D 000 123.", "the person’s hospital number"),
        ("see D0001234", ""),
        ("born 4/3/1980", "the date of birth"),
        ("born 04.03.80", "the date of birth"),
        ("born 4th of March 1980", "the date of birth"),
        ("born March 4, 1980", "the date of birth"),
        ("born 1980-03-04", "the date of birth"),
        ("dob 04031980", "the date of birth"),
        ("panel on 4/3/2026", ""),
        ("flat at FN12 3AB", "the postcode"),
        ("ward B12 has 3 beds", ""),
        ("\U0001f3e0 offered, she likes it \U0001f44d", ""),
        ("", ""),
        ("Ald-er waits", "the person’s name, “Ald-er”"),
        ("A l d e r waits", "the person’s name, “A l d e r”"),
        ("Al\u200bder and Ru\u00adth", "the person’s name, “Alder”"),
        ("RuthAlder waits", "the person’s name, “RuthAlder”"),
        ("alderruth waits", "the person’s name, “alderruth”"),
        ("NHS 999/000/0018", "the NHS number"),
        ("NHS 999\u200b000\u200b0018", "the NHS number"),
        ("NHS 9 9 9 0 0 0 0 0 1 8", "the NHS number"),
        ("NHS \u0669\u0669\u0669\u0660\u0660\u0660\u0660\u0660\u0661\u0668", "the NHS number"),
        ("see d-000.123", "the person’s hospital number"),
        ("born 04/03/\u200b1980", "the date of birth"),
        ("\u0410ld\u0435r waits", "the person’s name, “Alder”"),
        ("\u0391LD\u0395R waits", "the person’s name, “ALDER”"),
        ("\u0391\u200b L D \u0415 R", "the person’s name, “A L D E R”"),
        ("Al\u3164der waits", "the person’s name, “Alder”"),
        ("\uff32\uff55\uff54\uff48 waits", "the person’s name, “Ruth”"),
        ("R    u    t    h", "the person’s name, “R u t h”"),
        ("NHS 999    000    0018", "the NHS number"),
        ("NHS 999.000.0018", "the NHS number"),
        ("\u0410lderm\u0430n, truth and \u041c\u043e\u0441\u043a\u0432\u0430 are other words", ""),
        ("born 19800304", "the date of birth"),
        ("born 4\u201103\u20111980", "the date of birth"),
        ("born 4\u22123\u22121980", "the date of birth"),
        ("born 4_3_1980", "the date of birth"),
        ("born 4/Mar/1980", "the date of birth"),
        ("born 4 March ’80", "the date of birth"),
        ("born 4 M\u0430rch 1980", "the date of birth"),
        ("on the 4th day of March 1980", "the date of birth"),
        ("born Mar-4-1980", "the date of birth"),
        ("born 1980 March 4", "the date of birth"),
        ("a" * 1_000_000, ""),
        ("@" * 1_000_000, ""),
        ("a " * 500_000, ""),
    ],
    ids=lambda value: value[:40],
)
def test_what_says_who_the_person_is(text: str, found: str) -> None:
    assert identifies(text, Somebody()) == found


@pytest.mark.parametrize(
    ("given", "surname", "text", "is_refused"),
    [
        ("Will", "Hope", "We hope the panel will meet", False),
        ("Will", "Hope", "Ask Will to view the flat", True),
        ("Avery", "Toby", "It was a very long wait, to by-pass the panel", False),
        ("Avery", "Noon", "Nobody else: no on-call manager, no one", False),
        ("S\u00f8ren", "\u0141uk", "Soren waits", True),
        ("S\u00f8ren", "\u0141uk", "Mr Luk waits", True),
        ("Mary-Ann", "O\u2019Neill", "maryann has viewed it", True),
        ("Mary-Ann", "O\u2019Neill", "Ann has viewed it", True),
        ("Mary-Ann", "O\u2019Neill", "the neill family", True),
        ("R", "A", "A place at R House", False),
        ("\u0645\u0631\u064a\u0645", "\u062d\u0633\u0646", "\u0645\u0631\u064a\u0645 has viewed it", True),
        ("\u0645\u0631\u064a\u0645", "\u062d\u0633\u0646", "\u0645\u0646\u0632\u0644 near Mo and Max", False),
        ("Mary-Ann", "O\u2019Neill", "NeillMary waits", True),
        ("Mary-Ann", "O\u2019Neill", "Maryport, Annan and Neilston have places", False),
        ("Si\u00e2n", "Ll\u0177r-Wyn", "Sian has viewed it", True),
        ("Si\u00e2n", "Ll\u0177r-Wyn", "WynLlyr waits", True),
        ("Si\u00e2n", "Ll\u0177r-Wyn", "T\u0177 Gwyn asked Rhi\u00e2n and Llio for the panel’s date", False),
        ("\u017bak", "W\u0142odarczyk", "Zak has viewed it", True),
        ("\u017bak", "W\u0142odarczyk", "Ask Pawe\u0142 \u017bukowski about the w\u0142asny flat", False),
        ("\u0395\u03bb\u03ad\u03bd\u03b7", "\u039d\u03af\u03ba\u03b1", "\u0395\u039b\u0395\u039d\u0397", True),
        ("\u0395\u03bb\u03ad\u03bd\u03b7", "\u039d\u03af\u03ba\u03b1", "E\u03bb\u03ad\u03bd\u03b7 waits", True),
        (
            "\u0395\u03bb\u03ad\u03bd\u03b7",
            "\u039d\u03af\u03ba\u03b1",
            "\u0397 \u039c\u03b1\u03c1\u03af\u03b1 waits",
            False,
        ),
        ("\u0395\u03bb\u03ad\u03bd\u03b7", "\u039d\u03af\u03ba\u03b1", "Ellen asked Nick for the key", False),
        (
            "\u041e\u043b\u0435\u043d\u0430",
            "\u0411\u043e\u043d\u0434\u0430\u0440",
            "\u043e\u043b\u0435\u043d\u0430",
            True,
        ),
        ("\u041e\u043b\u0435\u043d\u0430", "\u0411\u043e\u043d\u0434\u0430\u0440", "Olive asked Ben Dar", False),
    ],
)
def test_names_of_many_shapes(given: str, surname: str, text: str, *, is_refused: bool) -> None:
    assert bool(identifies(text, Somebody(given_name=given, surname=surname))) is is_refused


def test_a_person_without_nhs_number_and_with_a_short_local_one_is_known_by_neither() -> None:
    assert identifies("room 12, call 9990000018", Somebody(nhs_number=None, local_number="12")) == ""


def test_refused_text_says_what_to_take_out_and_where() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_free_text("Ask Ruth", Somebody(), 200, field="next_step")
    assert broken.value.field == "next_step"
    assert broken.value.message == "Take out the person’s name, “Ruth”: people outside the ward will read this"


def test_text_has_a_longest() -> None:
    check_free_text("\U0001f3e0" * 10, Somebody(), 10)
    with pytest.raises(RuleBroken, match="10 characters or fewer"):
        check_free_text("x" * 11, Somebody(), 10)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Agree interim funding by Friday", ""),
        ("Panel on 27/11/2026, again on 4 December 2026", ""),
        ("Born 14/3/1981", "a date of birth"),
        ("dob 14.3.81", "a date of birth"),
        ("14 March 1981", "a date of birth"),
        ("Number 999 000 0018", "an NHS number"),
        ("Reference 9990000019, which no NHS number is", ""),
        ("Ask sam.lee@council.example", "an e-mail address"),
        ("Ring 01632 960 001", "a telephone number"),
        ("Ring +44 1632 960001 today", "a telephone number"),
        ("Flat at PE1 1AA", "a postcode"),
        ("40 beds, 12 days, £1,200 a week", ""),
    ],
)
def test_what_looks_personal_is_said(text: str, found: str) -> None:
    assert personal_in(text, date(2026, 11, 23)) == found
