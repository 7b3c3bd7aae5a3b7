import pytest

from discharge.stays.rules.names import NameLevel, shared_surnames, shown_name


@pytest.mark.parametrize(
    ("level", "family", "given", "bed", "shown"),
    [
        (NameLevel.FULL, "Alder", "Ruth", "14", "Alder, Ruth"),
        (NameLevel.FULL, " Alder ", "", "14", "Alder"),
        (NameLevel.INITIALS, "Alder", "Ruth", "14", "R A"),
        (NameLevel.INITIALS, "o'Brien", "élodie", None, "É O"),
        (NameLevel.INITIALS, "Alder", "", None, "A"),
        (NameLevel.BED, "Alder", "Ruth", "14", "Bed 14"),
        (NameLevel.BED, "Alder", "Ruth", None, "No bed yet"),
        (NameLevel.BED, "Alder", "Ruth", "", "No bed yet"),
    ],
)
def test_a_name_is_shown_as_far_as_its_level(
    level: NameLevel, family: str, given: str, bed: str | None, shown: str
) -> None:
    assert shown_name(level, family=family, given=given, bed=bed) == shown


@pytest.mark.parametrize(
    ("families", "shared"),
    [
        ([], ()),
        (["Khan"], (False,)),
        (["Khan", "Alder", "KHAN"], (True, False, True)),
        (["O'Brien", "OBrien", "O\u2019 Brien"], (True, True, True)),
        (["Núñez", "Nunez"], (True, True)),
        (["Smith-Jones", "Smith"], (False, False)),
        (["", "", "?"], (False, False, False)),
    ],
)
def test_people_who_share_a_surname_are_found(families: list[str], shared: tuple[bool, ...]) -> None:
    assert shared_surnames(families) == shared
