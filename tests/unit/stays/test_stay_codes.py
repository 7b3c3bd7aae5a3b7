import pytest

from discharge.core.codelists import CodeList, Entry
from discharge.stays.rules import codes
from discharge.stays.rules.codes import Section117


@pytest.mark.parametrize(
    ("listed", "length", "offered"),
    [
        (codes.ADMISSION_METHODS, 20, 14),
        (codes.ADMISSION_SOURCES, 22, 16),
        (codes.DISCHARGE_METHODS, 9, 7),
        (codes.DISCHARGE_DESTINATIONS, 26, 22),
        (codes.MHA_LEGAL_STATUSES, 27, 27),
        (codes.LEGAL_AUTHORITIES, 32, 32),
        (codes.READY_REASONS, 38, 38),
        (codes.ATTRIBUTABLE_TO, 7, 3),
        (codes.ACCOMMODATION_STATUSES, 53, 53),
        (codes.OUT_OF_AREA_REASONS, 6, 6),
        (codes.ABSENCE_KINDS, 5, 5),
        (codes.EDD_REASONS, 3, 3),
        (codes.NO_LONGER_READY_REASONS, 3, 3),
        (codes.CARER_PERMISSIONS, 3, 3),
        (codes.RECEIVING_TEAMS, 14, 14),
        (codes.KEY_DATE_KINDS, 5, 5),
        (codes.CONTACT_MECHANISMS, 12, 10),
    ],
)
def test_every_list_is_whole(listed: CodeList[Entry], length: int, offered: int) -> None:
    assert (len(listed), len(listed.choices())) == (length, offered)
    assert all(entry.description for entry in listed)


def test_restricted_sections_are_the_five_that_need_the_justice_secretary() -> None:
    restricted = [entry.short for entry in codes.LEGAL_AUTHORITIES if entry.is_restricted]
    assert restricted == ["s37/41", "s47/49", "s48/49", "s45A", "Cond. disch. recall"]


def test_sections_that_bring_aftercare_are_those_the_act_names() -> None:
    named = [entry.short for entry in codes.LEGAL_AUTHORITIES if entry.s117 is Section117.YES]
    assert named == ["s3", "s37/41", "s37", "s47/49", "s47", "s48/49", "s48", "s45A", "s45A, not restricted"]


def test_suggested_attribution_can_be_chosen() -> None:
    offered = {code for code, _ in codes.ATTRIBUTABLE_TO.choices()}
    assert offered == {"04", "05", "06"}
    assert {reason.suggested_attributable for reason in codes.READY_REASONS} == offered | {""}


def test_ready_reasons_run_from_01_to_37_and_98() -> None:
    assert [reason.code for reason in codes.READY_REASONS] == [f"{n:02}" for n in (*range(1, 38), 98)]


def test_awol_is_not_leave_and_no_two_absences_look_alike() -> None:
    assert [kind.code for kind in codes.ABSENCE_KINDS if kind.counts_as_leave] == ["home_leave", "section_17"]
    letters = [kind.letter for kind in codes.ABSENCE_KINDS]
    assert letters == ["H", "S17", "AWOL", "GH", "CP"]


def test_codes_that_say_not_discharged_do_not_close_a_stay() -> None:
    assert [method.code for method in codes.DISCHARGE_METHODS if not method.closes_stay] == ["8"]
    assert [place.code for place in codes.DISCHARGE_DESTINATIONS if not place.closes_stay] == ["98"]


@pytest.mark.parametrize(
    "short", [*(e.short for e in codes.LEGAL_AUTHORITIES), *(e.short for e in codes.READY_REASONS)]
)
def test_board_labels_are_short(short: str) -> None:
    assert 1 <= len(short) <= 22
