"""Which step may follow which, and what each needs."""

from datetime import date
from typing import Any

import pytest

from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import RED_REASONS
from discharge.funding.rules.codes import (
    DISPUTE_SUBJECTS,
    FIRST_STEP,
    PANEL_OUTCOMES,
    STATUSES,
    Ask,
    Awaited,
    FundingKind,
    Stage,
    Status,
)
from discharge.funding.rules.steps import (
    CaseFacts,
    StepGiven,
    are_needs_shared,
    awaited_from,
    check_ending,
    check_step,
    next_steps,
)

TODAY = date(2026, 11, 23)
JUNE = date(2026, 6, 3)
JULY = date(2026, 7, 1)


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.code)
def test_the_list_of_steps_fits_together(status: Status) -> None:
    following = [STATUSES[code] for code in status.may_follow]
    assert {one.kind for one in following} <= {status.kind}
    assert bool(status.awaits) is (status.owner is not Awaited.NOBODY)
    assert status.stage is Stage.WAITING or not status.awaits


def test_every_step_can_be_reached_and_left() -> None:
    for kind, first in FIRST_STEP.items():
        reached, waiting = {first}, [first]
        while waiting:
            for code in STATUSES[waiting.pop()].may_follow:
                if code not in reached:
                    reached.add(code)
                    waiting.append(code)
        assert reached == {status.code for status in STATUSES if status.kind is kind}


@pytest.mark.parametrize("status", [s for s in STATUSES if s.awaits], ids=lambda s: s.code)
def test_what_is_awaited_is_a_reason_for_a_red_day(status: Any) -> None:
    assert status.awaits in RED_REASONS


def test_every_outcome_of_a_panel_may_follow_being_with_it() -> None:
    at = {FundingKind.S117: "S117-PANEL", FundingKind.CHC: "CHC-DEC", FundingKind.OTHER: "OTH-PANEL"}
    for outcome in PANEL_OUTCOMES:
        for kind, state in at.items():
            assert not outcome.step_for(kind) or outcome.step_for(kind) in STATUSES[state].may_follow


def case(state: str, **known: Any) -> CaseFacts:
    return CaseFacts(**{"state": state, "since": JUNE, "has_needs": True, "has_both_bodies": True, **known})


def given(code: str, **said: Any) -> StepGiven:
    usual: dict[str, Any] = {"on": JULY, "words": "Words", "needs": ("home",), "agreed_by": "J. Bell, for the ICB"}
    return StepGiven(
        code=code, **{**usual, "panel_on": JULY, "dispute_about": "icb", "dispute_stage": "raised", **said}
    )


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (status.code, code)
        for status in STATUSES
        for code in status.may_follow
        if Ask.DISPUTE not in STATUSES[code].asked
    ],
)
def test_each_following_step_may_be_taken(now: str, step: str) -> None:
    check_step(case(now), given(step), today=TODAY)


REFUSED = [
    (
        "out of order",
        case("S117-CHK"),
        given("S117-AGREED"),
        "",
        "“Agreed” cannot follow “Being checked”. Take “Entitled”",
    ),
    ("unknown", case("S117-CHK"), given("S117-NEVER"), "", "“S117-NEVER” cannot follow"),
    ("in the future", case("S117-CHK"), given("S117-ELIG", on=date(2026, 11, 24)), "on", "Enter today"),
    (
        "before the step before",
        case("S117-CHK"),
        given("S117-ELIG", on=date(2026, 6, 2)),
        "on",
        "“Being checked” was on 3 June 2026: enter that day or a later one",
    ),
    (
        "a decision before its panel",
        case("S117-PANEL", panel_on=date(2026, 7, 2)),
        given("S117-AGREED"),
        "on",
        "The panel is on 2 July 2026: enter that day or a later one, or move the panel first",
    ),
    ("no reason", case("S117-PANEL"), given("S117-REFUSED", words=""), "words", "Enter the reason that was given"),
    ("no question", case("S117-PANEL"), given("S117-DEFER", words=""), "words", "Enter the panel’s question"),
    ("no words for a part", case("S117-PANEL"), given("S117-PART", words=""), "words", "Enter what was agreed"),
    ("why it does not apply", case("CHC-CONSID"), given("CHC-NA", words=""), "words", "Enter why"),
    ("too many words", case("S117-CHK"), given("S117-ELIG", words="x" * 301), "words", "Use 300 letters or fewer"),
    (
        "no bodies",
        case("S117-ELIG", has_both_bodies=False),
        given("S117-RESP"),
        "",
        "Record the responsible ICB and council",
    ),
    ("no needs", case("S117-RESP"), given("S117-NEED", needs=()), "needs", "Select each need"),
    ("an unknown need", case("S117-RESP"), given("S117-NEED", needs=("pony",)), "needs", "Select each need"),
    ("a panel without needs", case("S117-RESP", has_needs=False), given("S117-PANEL"), "", "Record the needs first"),
    ("no panel day", case("S117-NEED"), given("S117-PANEL", panel_on=None), "panel_on", "Enter the day of the panel"),
    (
        "a panel before it was sent",
        case("S117-NEED"),
        given("S117-PANEL", panel_on=JUNE),
        "panel_on",
        "on or after the day",
    ),
    ("the same for CHC", case("CHC-DST"), given("CHC-DEC", panel_on=JUNE), "panel_on", "on or after the day"),
    ("nobody agreed", case("S117-NEED"), given("S117-INTERIM", agreed_by=""), "agreed_by", "Enter who agreed to pay"),
    ("no subject", case("S117-NEED"), given("S117-DISP", dispute_about=""), "dispute_about", "Select what"),
    (
        "a subject of another kind",
        case("S117-NEED"),
        given("S117-DISP", dispute_about="decision"),
        "dispute_about",
        "Select",
    ),
    ("no stage", case("S117-NEED"), given("S117-DISP", dispute_stage="ombudsman"), "dispute_stage", "Select how far"),
    (
        "closing with an open dispute",
        case("CHC-CONSID", disputed_since=JUNE),
        given("CHC-NA"),
        "",
        "The dispute of 3 June 2026 is still open: settle it first",
    ),
    (
        "closing with a clock that stands still",
        case("CHC-DST", paused_since=JUNE),
        given("CHC-NA"),
        "",
        "The clock has stood still since 3 June 2026: start it again first",
    ),
]


@pytest.mark.parametrize(
    ("now", "said", "field", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_step_that_makes_no_sense_says_what_to_do(now: CaseFacts, said: StepGiven, field: str, words: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_step(now, said, today=TODAY)
    assert broken.value.field == field
    assert words in broken.value.message


def test_a_step_on_the_day_of_the_step_before_and_of_the_panel_is_allowed() -> None:
    check_step(case("S117-PANEL", since=JULY, panel_on=JULY), given("S117-AGREED", on=JULY), today=JULY)


def test_an_appeal_is_settled_by_its_own_decision() -> None:
    check_step(case("CHC-DISP", disputed_since=JUNE), given("CHC-ELIG"), today=TODAY)


@pytest.mark.parametrize("day", [date(2026, 6, 2), date(2026, 11, 24)])
def test_a_body_decides_between_the_present_step_and_today(day: date) -> None:
    with pytest.raises(RuleBroken, match="Enter a day from 3 June 2026 to today"):
        check_ending(decided_on=day, since=JUNE, today=TODAY, is_under_order=False)


def test_nothing_ends_under_a_community_treatment_order() -> None:
    check_ending(decided_on=JULY, since=JUNE, today=TODAY, is_under_order=False)
    with pytest.raises(RuleBroken, match="cannot end under a community treatment order"):
        check_ending(decided_on=JULY, since=JUNE, today=TODAY, is_under_order=True)


@pytest.mark.parametrize(
    ("state", "about", "owner"),
    [
        ("S117-CHK", "", Awaited.TRUST),
        ("S117-PANEL", "", Awaited.BOTH),
        ("CHC-POS", "", Awaited.ICB),
        ("S117-INTERIM", "", Awaited.NOBODY),
        ("S117-DISP", "council", Awaited.COUNCIL),
        ("S117-DISP", "icb", Awaited.ICB),
        ("S117-DISP", "", Awaited.BOTH),
    ],
)
def test_from_whom_a_step_is_awaited(state: str, about: str, owner: Awaited) -> None:
    assert awaited_from(state, about) is owner


def test_every_subject_of_a_dispute_has_an_owner() -> None:
    assert all(subject.owner in (Awaited.ICB, Awaited.COUNCIL, Awaited.BOTH) for subject in DISPUTE_SUBJECTS)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (("home",), ("home", "visits"), True),
        (("home",), ("physical_health",), False),
        ((), ("home",), True),
        ((), (), True),
    ],
)
def test_needs_that_two_cases_may_share(one: tuple[str, ...], other: tuple[str, ...], shared: bool) -> None:
    assert are_needs_shared(one, other) is shared


def test_an_unknown_state_has_no_next_step() -> None:
    assert next_steps("NEVER") == ()
    assert [status.code for status in next_steps("S117-CHK")] == ["S117-ELIG", "S117-NA"]
