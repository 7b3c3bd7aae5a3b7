"""What a list changes: a table of small pictures against what is known."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from discharge.interop.rules.columns import Field
from discharge.interop.rules.picture import (
    BackOnList,
    Difference,
    Doubt,
    Held,
    Kept,
    KnownStay,
    NotOnList,
    Opens,
    Plan,
    Source,
    Transfer,
    Update,
    compare,
)
from discharge.interop.rules.rows import Row

LISTED_AT = datetime(2026, 3, 20, 9, tzinfo=UTC)
STAY = UUID(int=1)
BORN, ADMITTED, EDD = date(1990, 3, 14), date(2026, 2, 1), date(2026, 4, 1)
ROW = Row(
    number=2,
    local_number="0012",
    surname="COLE",
    given_name="Ann",
    birth_date=BORN,
    ward="ROWAN",
    admitted_on=ADMITTED,
    nhs_number="9990000018",
    bed="12",
    spell_number="S77",
    edd=EDD,
)


def feed(value: str | date | None) -> Kept:
    return Kept(value, Source.FEED)


def typed(value: str | date | None, declined: str | date | None = None) -> Kept:
    return Kept(value, Source.TYPED, declined)


KEPT = {
    Field.SURNAME: feed("Cole"),
    Field.GIVEN_NAME: feed("Ann"),
    Field.BIRTH_DATE: feed(BORN),
    Field.NHS_NUMBER: feed("9990000018"),
    Field.ADMITTED: feed(ADMITTED),
    Field.SPELL_NUMBER: feed("S77"),
    Field.BED: feed("12"),
    Field.EDD: feed(EDD),
}
ANN = KnownStay(
    stay_id=STAY,
    local_number="0012",
    nhs_number="9990000018",
    surname="Cole",
    given_name="Ann",
    birth_date=BORN,
    ward="ROWAN",
    ward_source=Source.FEED,
    admitted_on=ADMITTED,
    spell_number="S77",
    listed_ward="ROWAN",
    kept=KEPT,
)
LEFT = replace(ANN, left_on=date(2026, 3, 1))


def plan(
    known: KnownStay | tuple[KnownStay, ...], *rows: Row, also_seen: tuple[str, ...] = (), is_repeat: bool = False
) -> Plan:
    stays = known if isinstance(known, tuple) else (known,)
    wards = {"ROWAN", "ELM"}
    return compare(stays, rows, wards=wards, listed_at=LISTED_AT, also_seen=also_seen, is_repeat=is_repeat)


def keeping(field: Field, kept: Kept | None) -> KnownStay:
    others = {name: value for name, value in KEPT.items() if name is not field}
    return replace(ANN, kept=others if kept is None else {**others, field: kept})


def test_a_list_that_shows_what_is_known_changes_nothing() -> None:
    same = plan(ANN, ROW)

    assert same.changes_nothing
    assert same.unchanged == (STAY,)


def test_somebody_new_opens_a_stay() -> None:
    assert plan((), ROW).opens == (Opens(ROW),)


def test_another_ward_is_a_transfer_at_the_time_of_the_list_with_its_bed() -> None:
    moved = plan(ANN, replace(ROW, ward="ELM", bed="3"))

    assert moved.transfers == (Transfer(STAY, 2, "ROWAN", "ELM", "3", LISTED_AT),)
    assert moved.updates == ()


@pytest.mark.parametrize(
    ("listed_ward", "is_transfer"),
    [("ELM", False), (None, False), ("ROWAN", True), ("OAK", True)],
)
def test_a_move_that_a_person_recorded_stays_until_the_list_names_another_ward(
    listed_ward: str | None, is_transfer: bool
) -> None:
    known = replace(ANN, ward_source=Source.TYPED, listed_ward=listed_ward)

    found = plan(known, replace(ROW, ward="ELM"))

    assert bool(found.transfers) is is_transfer
    assert found.differences == (() if is_transfer else (Difference(STAY, 2, Field.WARD, "ROWAN", "ELM"),))


@pytest.mark.parametrize(
    ("kept", "update", "difference"),
    [
        (None, Update(STAY, 2, Field.EDD, None, EDD), None),
        (feed(date(2026, 3, 1)), Update(STAY, 2, Field.EDD, date(2026, 3, 1), EDD), None),
        (typed(date(2026, 3, 1)), None, Difference(STAY, 2, Field.EDD, date(2026, 3, 1), EDD)),
        (typed(None), None, Difference(STAY, 2, Field.EDD, None, EDD)),
        (typed(EDD), None, None),
        (typed(date(2026, 3, 1), declined=EDD), None, None),
        (typed(date(2026, 3, 1), declined=BORN), None, Difference(STAY, 2, Field.EDD, date(2026, 3, 1), EDD)),
    ],
    ids=["nothing", "an earlier list", "typed", "emptied", "typed the same", "declined", "declined another"],
)
def test_a_list_updates_lists_and_never_what_a_person_typed(
    kept: Kept | None, update: Update | None, difference: Difference | None
) -> None:
    found = plan(keeping(Field.EDD, kept), ROW)

    assert found.updates == ((update,) if update else ())
    assert found.differences == ((difference,) if difference else ())


def test_an_empty_cell_says_nothing() -> None:
    assert plan(ANN, replace(ROW, edd=None, bed=None, nhs_number=None, spell_number=None)).changes_nothing


def test_the_edd_of_somebody_clinically_ready_is_not_looked_at() -> None:
    known = replace(keeping(Field.EDD, feed(date(2026, 3, 1))), is_ready=True)

    assert plan(known, ROW).unchanged == (STAY,)


@pytest.mark.parametrize(("ours", "theirs"), [("Cole", "COLE"), ("Cole", "cole")])
def test_names_are_the_same_in_any_case(ours: str, theirs: str) -> None:
    assert plan(keeping(Field.SURNAME, typed(ours)), replace(ROW, surname=theirs)).changes_nothing


@pytest.mark.parametrize(
    ("known", "row", "why"),
    [
        (ANN, replace(ROW, surname="Shah", birth_date=date(1950, 1, 1)), Doubt.OTHER_PERSON),
        (ANN, replace(ROW, local_number="77"), Doubt.MAYBE_KNOWN),
        (ANN, replace(ROW, local_number="12", nhs_number=None), Doubt.MAYBE_KNOWN),
        (ANN, replace(ROW, spell_number="S78"), Doubt.OTHER_SPELL),
        (LEFT, ROW, Doubt.LEFT),
        (LEFT, replace(ROW, spell_number=None), Doubt.LEFT),
        (LEFT, replace(ROW, spell_number=None, admitted_on=date(2026, 2, 2)), Doubt.LEFT),
    ],
)  # fmt: skip
def test_a_row_that_may_be_about_another_stay_is_held_for_a_person(known: KnownStay, row: Row, why: Doubt) -> None:
    found = plan(known, row)

    assert found.held == (Held(row, STAY, why),)
    assert found.changes_nothing
    assert found.unchanged == ()


def test_a_married_name_or_a_mended_birth_date_is_not_another_person() -> None:
    assert plan(ANN, replace(ROW, surname="Shah")).updates == (Update(STAY, 2, Field.SURNAME, "Cole", "Shah"),)
    mended = date(1990, 3, 15)
    assert plan(ANN, replace(ROW, birth_date=mended)).updates == (Update(STAY, 2, Field.BIRTH_DATE, BORN, mended),)


@pytest.mark.parametrize("changes", [{"spell_number": "S78"}, {"spell_number": None, "admitted_on": date(2026, 3, 1)}])
def test_somebody_who_left_and_came_back_opens_a_new_stay(changes: dict[str, Any]) -> None:
    row = replace(ROW, **changes)

    assert plan(LEFT, row).opens == (Opens(row),)


@pytest.mark.parametrize(
    ("known", "times"),
    [
        (ANN, 1),
        (replace(ANN, times_missing=1), 2),
        (replace(ANN, is_away=True), None),
        (LEFT, None),
        (replace(ANN, ward="OAK"), None),
    ],
    ids=["once", "twice", "on leave", "left", "another profile's ward"],
)
def test_in_how_many_lists_somebody_is_missing_is_counted(known: KnownStay, times: int | None) -> None:
    assert plan(known).not_on_list == (() if times is None else (NotOnList(STAY, times),))


def test_a_row_that_was_kept_back_or_held_is_still_on_the_list() -> None:
    assert plan(ANN, also_seen=("0012",)).not_on_list == ()
    assert plan(ANN, replace(ROW, local_number="77")).not_on_list == ()


def test_the_same_file_again_counts_nobody_as_missing_once_more() -> None:
    assert plan(replace(ANN, times_missing=1), is_repeat=True).changes_nothing


def test_back_on_the_list_starts_the_count_again() -> None:
    assert plan(replace(ANN, times_missing=1), ROW).back_on_list == (BackOnList(STAY, 2),)


def test_a_digest_tells_whether_a_preview_still_holds() -> None:
    first = plan(ANN, replace(ROW, edd=date(2026, 5, 1)))

    assert first.digest() == plan(ANN, replace(ROW, edd=date(2026, 5, 1))).digest()
    assert first.digest() == plan((ANN, replace(ANN, stay_id=UUID(int=2), local_number="X", nhs_number=None)),
                                  replace(ROW, edd=date(2026, 5, 1)), also_seen=("X",)).digest()  # fmt: skip
    others = [
        plan(ANN, replace(ROW, edd=date(2026, 5, 2))),
        plan(keeping(Field.EDD, typed(EDD)), replace(ROW, edd=date(2026, 5, 1))),
        plan(ANN, replace(ROW, edd=date(2026, 5, 1)), replace(ROW, number=3, local_number="78", nhs_number=None)),
        plan(ANN),
    ]
    assert len({first.digest(), *(other.digest() for other in others)}) == 5
