from collections import Counter

from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS, OwnerKind, ReasonGroup
from discharge.stays.rules.codes import READY_REASONS


def test_lists_are_whole() -> None:
    assert Counter(reason.code[:3] for reason in RED_REASONS) == {"INT": 32, "EXT": 48, "OTH": 1}
    assert len(GREEN_INTERVENTIONS) == 19


def test_board_labels_are_short_and_cannot_be_taken_for_one_another() -> None:
    for listed in (RED_REASONS, GREEN_INTERVENTIONS):
        labels = [entry.short for entry in listed]
        assert len(set(labels)) == len(labels)
        assert all(1 <= len(label) <= 22 for label in labels)


def test_every_national_delay_reason_has_a_red_reason() -> None:
    matched = {reason.mhsds_delay_reason for reason in RED_REASONS} - {""}
    assert matched == {reason.code for reason in READY_REASONS}


def test_internal_reasons_are_owned_by_ward_or_trust_and_external_ones_never() -> None:
    for reason in RED_REASONS:
        is_internal = reason.group is ReasonGroup.INTERNAL
        assert is_internal is (reason.owner in (OwnerKind.WARD, OwnerKind.TRUST)), reason.code


def test_every_owner_has_words_and_a_reason() -> None:
    assert {reason.owner for reason in RED_REASONS} == set(OwnerKind)
    assert all(owner.words for owner in OwnerKind)


def test_only_planning_moving_on_and_home_leave_are_discharge_steps() -> None:
    steps = [step.code for step in GREEN_INTERVENTIONS if step.is_discharge_step]
    assert steps == ["GRN-09", *(f"GRN-{n}" for n in range(12, 18)), "GRN-19"]


def test_reason_not_known_is_the_national_exception() -> None:
    assert RED_REASONS["OTH-98"].mhsds_delay_reason == "98"
