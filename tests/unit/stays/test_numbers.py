import pytest

from discharge.core.errors import RuleBroken
from discharge.stays.rules.numbers import (
    is_placeholder,
    looks_like_excel_float,
    read_local_number,
    read_nhs_number,
    show_nhs_number,
)


@pytest.mark.parametrize(
    "text",
    [
        "9990000018",
        " 999 000 0018 ",
        "999-000-0018",
        "999\u2013000\u00a00018",
        "99 90 00 00 18",
        "9990000018.0",
        "9990000018,00",
        "\ufeff9990000018",
    ],
)
def test_ten_digits_are_read_however_they_are_spaced(text: str) -> None:
    assert read_nhs_number(text) == "9990000018"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter the NHS number"),
        (" - ", "Enter the NHS number"),
        ("9.99E+09", "spreadsheet rounded"),
        ("9,99E+09", "spreadsheet rounded"),
        ("9.990000018e9", "spreadsheet rounded"),
        ("999000001", "must be 10 digits"),
        ("99900000180", "must be 10 digits"),
        ("999000001X", "must be 10 digits"),
        ("9990000018.5", "must be 10 digits"),
        ("\u0669\u0669\u0669\u0660\u0660\u0660\u0660\u0660\u0661\u0668", "must be 10 digits"),
        ("9990000019", "one of its digits is wrong"),
        ("9990000081", "one of its digits is wrong"),
        ("1111111111", "own NHS number"),
        ("0000000000", "own NHS number"),
        ("9999999999", "own NHS number"),
        ("1234567890", "own NHS number"),
        ("0123456789", "own NHS number"),
        ("9876543210", "own NHS number"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(text: str, words: str) -> None:
    with pytest.raises(RuleBroken, match=words) as broken:
        read_nhs_number(text)
    assert broken.value.field == "nhs_number"


def test_every_single_wrong_digit_is_found() -> None:
    right = "9990000018"
    for place in range(10):
        for digit in "0123456789":
            typed = right[:place] + digit + right[place + 1 :]
            if typed != right:
                with pytest.raises(RuleBroken):
                    read_nhs_number(typed)


def test_a_lost_zero_comes_back_only_in_files_and_only_where_the_check_digit_holds() -> None:
    assert read_nhs_number("010101128", may_pad=True) == "0010101128"
    assert read_nhs_number("010101128.0", may_pad=True) == "0010101128"
    for text, may_pad in [("010101128", False), ("010101129", True), ("10101128", True), ("000000000", True)]:
        with pytest.raises(RuleBroken):
            read_nhs_number(text, may_pad=may_pad)


@pytest.mark.parametrize(
    ("text", "is_float"),
    [
        ("9.99E+09", True),
        (" 9.99e+09 ", True),
        ("9E9", True),
        ("9,99E+09", True),
        ("9990000018", False),
        ("9990000018.0", False),
        ("E12345", False),
        ("", False),
    ],
)
def test_rounded_numbers_are_recognised(text: str, is_float: bool) -> None:
    assert looks_like_excel_float(text) is is_float


def test_placeholders_are_runs_and_repeats_only() -> None:
    assert is_placeholder("4444444444")
    assert is_placeholder("0987654321")
    assert not is_placeholder("9990000018")


def test_nhs_numbers_are_shown_in_three_groups() -> None:
    assert show_nhs_number("9990000018") == "999 000 0018"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0012345", "0012345"),
        (" rxx 0012345 ", "RXX0012345"),
        ("m\u00a0123", "M123"),
        ("AB-123/4", "AB-123/4"),
        ("12E4", "12E4"),
        ("X" * 40, "X" * 40),
    ],
)
def test_local_numbers_keep_zeros_and_lose_spaces_and_case(text: str, number: str) -> None:
    assert read_local_number(text) == number


@pytest.mark.parametrize("text", ["", " \u00a0 ", "X" * 41, "1.23E+05"])
def test_local_numbers_that_name_nobody_are_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_local_number(text)
    assert broken.value.field == "local_number"
