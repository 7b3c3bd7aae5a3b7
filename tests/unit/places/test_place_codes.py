import pytest

from discharge.core.codelists import CodeList, Entry
from discharge.places.rules import codes


@pytest.mark.parametrize(
    ("listed", "length"),
    [
        (codes.BED_TYPES, 55),
        (codes.CARE_INTENSITIES, 6),
        (codes.AGE_GROUPS, 7),
        (codes.SEXES_OF_PATIENTS, 4),
    ],
)
def test_every_list_is_whole(listed: CodeList[Entry], length: int) -> None:
    assert len(listed) == length
    assert all(entry.description for entry in listed)


def test_bed_types_in_the_follow_up_measure_are_the_national_six() -> None:
    counted = {bed.code for bed in codes.BED_TYPES if bed.is_current and bed.is_in_follow_up_measure}
    assert counted == {"200", "201", "202", "205", "212", "213"}


def test_every_old_bed_type_maps_to_current_ones() -> None:
    for bed in codes.BED_TYPES:
        assert bed.is_current is not bool(bed.maps_to)
        assert all(codes.BED_TYPES[code].is_current for code in bed.maps_to.split())


def test_nobody_can_set_up_a_ward_for_home_leave() -> None:
    assert [code for code, _ in codes.SEXES_OF_PATIENTS.choices()] == ["1", "2", "8"]
