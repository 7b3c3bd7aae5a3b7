from datetime import date
from typing import Any

import pytest

from discharge.core.errors import RuleBroken
from discharge.stays.models import Person, Stay
from discharge.stays.rules.details import (
    LABELS,
    Circle,
    Home,
    Purpose,
    Team,
    check_bodies,
    check_details,
    words_for,
)

ADMITTED, TODAY = date(2026, 6, 1), date(2026, 6, 10)


@pytest.mark.parametrize("group", [Team, Circle, Purpose, Home])
def test_each_field_has_a_label_and_a_place_of_its_own(group: type) -> None:
    for field in group().values():
        assert LABELS[field]
        assert hasattr(Stay, field) != hasattr(Person, field)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"consultant": "x" * 201}, "consultant"),
        ({"purpose": "x" * 501}, "purpose"),
        ({"receiving_team_kind": "ward"}, "receiving_team_kind"),
        ({"carer_permission": "perhaps"}, "carer_permission"),
        ({"accommodation_status": "XX"}, "accommodation_status"),
        ({"knows_date": "perhaps"}, "knows_date"),
        ({"formulation_done_on": date(2026, 5, 31)}, "formulation_done_on"),
        ({"formulation_done_on": date(2026, 6, 11)}, "formulation_done_on"),
        ({"responsible_icb_on": date(2026, 6, 11)}, "responsible_icb_on"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_details(changes, admitted_on=ADMITTED, today=TODAY)
    assert broken.value.field == field


def test_what_makes_sense_or_is_emptied_is_admitted() -> None:
    changes = {"consultant": "", "purpose": "x" * 500, "formulation_done_on": TODAY, "carer_permission": ""}
    check_details(changes | {"responsible_icb_on": date(2025, 1, 1)}, admitted_on=ADMITTED, today=TODAY)


@pytest.mark.parametrize("field", ["responsible_icb_basis", "responsible_council_basis"])
def test_a_basis_needs_a_body(field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_bodies(Home(**{field: "Ordinary residence"}))
    assert broken.value.field == field.replace("basis", "id")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("carer", "", ""),
        ("is_home_at_risk", None, ""),
        ("is_home_at_risk", False, "No"),
        ("knows_date", "partly", "In part"),
        ("carer_permission", "limited", "Yes, with limits"),
        ("formulation_done_on", date(2026, 6, 3), "3 June 2026"),
        ("receiving_team_kind", "cmht", "Community mental health team"),
        ("consultant", "Dr Osei", "Dr Osei"),
    ],
)
def test_a_value_in_words(field: str, value: object, words: str) -> None:
    assert words_for(field, value) == words
