from dataclasses import replace
from typing import Any

import pytest

from discharge.days.rules.chips import CHIPS, DEFAULT_REASONS, rank_reasons
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS
from discharge.days.rules.prompts import DayFacts, Prompt, prompts, red_reason_for
from discharge.stays.rules.codes import READY_REASONS

QUIET = DayFacts(is_weekday=True, is_set_up_due=True, has_edd=True, has_purpose=True, has_criteria=True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"has_edd": False}, [("INT-03", "Not recorded yet: EDD")]),
        ({"has_edd": False, "is_set_up_due": False}, []),
        ({"has_edd": False, "is_ready": True}, []),
        (
            {"has_purpose": False, "has_criteria": False},
            [("INT-03", "Not recorded yet: purpose of admission, discharge criteria")],
        ),
        ({"is_edd_passed": True}, [("INT-03", "EDD passed")]),
        ({"is_edd_passed": True, "has_criteria": False}, [("INT-03", "Not recorded yet: discharge criteria")]),
        ({"had_senior_review": False}, [("INT-01", "No senior review today")]),
        ({"had_senior_review": False, "is_weekday": False}, []),
        ({"had_senior_review": True}, []),
        ({"has_result_waiting": True}, [("INT-11", "A result is back and waits to be acted on")]),
        ({"missed_steps": ("GRN-06",)}, [("INT-08", "Planned and not done: OT or functional")]),
        ({"missed_steps": ("GRN-18", "GRN-99")}, []),
        (
            {"missed_steps": ("GRN-01",), "had_senior_review": False},
            [("INT-01", "Planned and not done: Senior review")],
        ),
        ({"is_ready": True, "ready_reason": "18"}, [("EXT-22", "Clinically ready and still here")]),
        ({"is_ready": True, "ready_reason": None}, []),
        ({"is_ready": False, "ready_reason": "18"}, []),
        ({"is_planned_discharge_reached": True}, [("INT-19", "Discharge was planned by now")]),
    ],
)
def test_prompts_follow_what_is_recorded(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert list(prompts(replace(QUIET, **changes))) == [Prompt(code, words) for code, words in expected]


def test_the_strongest_prompt_comes_first_and_no_reason_twice() -> None:
    everything = DayFacts(
        is_weekday=True,
        is_set_up_due=True,
        has_edd=False,
        has_purpose=False,
        has_criteria=False,
        is_edd_passed=True,
        missed_steps=("GRN-19", "GRN-04", "GRN-01"),
        had_senior_review=False,
        has_result_waiting=True,
        is_ready=True,
        ready_reason="04",
        is_planned_discharge_reached=True,
    )
    codes = [prompt.reason_code for prompt in prompts(everything)]
    assert codes == ["EXT-01", "INT-19", "INT-05", "INT-01", "INT-11", "INT-03"]


def test_every_national_delay_reason_leads_to_a_red_reason_and_nothing_else_does() -> None:
    for reason in READY_REASONS:
        code = red_reason_for(reason.code)
        assert code is not None
        assert RED_REASONS[code].mhsds_delay_reason == reason.code
    assert (red_reason_for(""), red_reason_for(None), red_reason_for("77")) == (None, None, None)


def test_every_missed_step_leads_to_a_known_reason_but_inpatient_only_care() -> None:
    without = [step.code for step in GREEN_INTERVENTIONS if not step.red_reason_if_missed]
    assert without == ["GRN-18"]
    assert all(s.red_reason_if_missed in RED_REASONS for s in GREEN_INTERVENTIONS if s.code not in without)


PERSON = ["EXT-22", "EXT-22", "INT-05", "EXT-22"]
WARD = ["INT-02", "INT-24", "INT-24", "INT-02", "EXT-22", "INT-24"]


@pytest.mark.parametrize(
    ("person", "ward", "prompted", "keys"),
    [
        ([], [], [], list(DEFAULT_REASONS)),
        (PERSON, [], [], ["EXT-22", "INT-05", "INT-01", "INT-02", "EXT-11", "EXT-01"]),
        (PERSON, WARD, [], ["EXT-22", "INT-05", "INT-24", "INT-02", "INT-01", "EXT-11"]),
        (PERSON, WARD, ["INT-11"], ["INT-11", "EXT-22", "INT-05", "INT-24", "INT-02", "INT-01"]),
        (PERSON, [], ["INT-05"], ["INT-05", "EXT-22", "INT-01", "INT-02", "EXT-11", "EXT-01"]),
        (
            PERSON,
            [],
            ["INT-11", "INT-19", "INT-08", "INT-07", "INT-10"],
            ["INT-11", "INT-19", "INT-08", "EXT-22", "INT-05", "INT-07"],
        ),
        (["INT-99"], ["GRN-01"], ["nothing"], list(DEFAULT_REASONS)),
        ([], ["INT-02", "INT-24"], [], ["INT-02", "INT-24", "INT-01", "INT-05", "EXT-22", "EXT-11"]),
    ],
)
def test_six_reasons_by_prompt_person_ward_and_default(
    person: list[str], ward: list[str], prompted: list[str], keys: list[str]
) -> None:
    assert list(rank_reasons(person, ward, prompted)) == keys


def test_keys_are_six_different_reasons_whatever_was_used() -> None:
    codes = [reason.code for reason in RED_REASONS]
    for start in range(len(codes)):
        used = codes[start:] + codes[:start]
        for person, ward, prompted in [(used, [], []), ([], used, used), (used[:2], used[1:9], used[:5])]:
            keys = rank_reasons(person, ward, prompted)
            assert len(keys) == len(set(keys)) == CHIPS
            assert keys == rank_reasons(person, ward, prompted)


def test_the_default_keys_are_all_offered() -> None:
    assert len(DEFAULT_REASONS) == CHIPS
    assert all(RED_REASONS[code].is_current for code in DEFAULT_REASONS)
