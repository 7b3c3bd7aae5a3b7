"""How long each owner was waited for: tables of cases."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.blockers.rules.waits import (
    Count,
    Review,
    Step,
    Wait,
    check_can_agree,
    check_contest,
    count_of,
    parts_of,
    sums_of,
    wait_to_review,
    waits_of,
)
from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import OwnerKind
from discharge.places.rules.calendar import Holidays
from discharge.stays.rules.ready import ReadyPeriod

CHRISTMAS = Holidays(frozenset({date(2026, 12, 25), date(2026, 12, 28)}), date(2026, 12, 31))
OWNERS = {"A": Owner(OwnerKind.HOUSING, UUID(int=1)), "B": Owner(OwnerKind.COUNCIL, UUID(int=2))}
TODAY = 20


def december(day: int) -> date:
    return date(2026, 12, day)


def steps(story: str) -> list[Step]:
    """`raised A 1, handed_on B 4, answered! B 6`: kind, owner, day; `!` when this ward is to act after it.

    `contested 1=3` is about the wait of step 1, with 3 days.
    """
    made = []
    for number, words in enumerate(story.split(", "), start=1):
        kind, *rest = words.split()
        if "=" in rest[0]:
            about, days = rest[0].split("=")
            made.append(
                Step(number=number, kind=StepKind(kind), on=december(19), owner=OWNERS["A"], about=int(about),
                     days=int(days) if days else None)
            )  # fmt: skip
            continue
        owner, day = OWNERS[rest[0]], december(int(rest[1]))
        made.append(
            Step(number=number, kind=StepKind(kind.rstrip("!")), on=day, owner=owner, is_ours=kind.endswith("!"))
        )
    return made


def told(waits: Sequence[Wait]) -> str:
    """`A 1-4, B! 4-`: owner, from, until."""
    names = {owner: name for name, owner in OWNERS.items()}

    def one(wait: Wait) -> str:
        until = wait.until_on.day if wait.until_on else ""
        return f"{names[wait.owner]}{'!' if wait.is_ours else ''} {wait.from_on.day}-{until}"

    return ", ".join(map(one, waits))


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("raised A 1", "A 1-"),
        ("raised A 1, done A 4", "A 1-4"),
        ("raised A 1, withdrawn A 4", "A 1-4"),
        ("raised A 1, done A 1", ""),
        ("raised A 1, handed_on B 4", "A 1-4, B 4-"),
        ("raised A 1, handed_on B 1", "B 1-"),
        ("raised A 1, handed_on B 4, handed_on A 6", "A 1-4, B 4-6, A 6-"),
        ("raised A 1, answered A 3, noted A 4", "A 1-"),  # they go on with it
        ("raised A 1, answered! A 3", "A 1-3, A! 3-"),
        ("raised A 1, answered! A 3, answered! A 5", "A 1-3, A! 3-"),
        ("raised A 1, answered! A 3, handed_on A 5", "A 1-3, A! 3-5, A 5-"),
        ("raised A 1, answered! A 3, done! A 5", "A 1-3, A! 3-5"),
        ("raised A 1, paused A 3, resumed A 8", "A 1-3, A 8-"),
        ("raised A 1, paused A 3, handed_on B 5, resumed B 8", "A 1-3, B 8-"),
        ("raised A 1, answered! A 3, paused! A 4, resumed! A 6", "A 1-3, A! 3-4, A! 6-"),
        ("raised A 1, paused A 3, resumed A 3, paused A 3, resumed A 3", "A 1-3, A 3-"),
        ("raised A 1, paused A 3, done A 6", "A 1-3"),
        ("raised A 1, paused A 3, done A 6, reopened A 7", "A 1-3"),
        ("raised A 1, paused A 3, done A 6, reopened A 7, resumed A 9", "A 1-3, A 9-"),
        ("raised A 1, done A 4, reopened A 6", "A 1-"),
        ("raised A 1, done A 4, reopened A 6, done A 8", "A 1-8"),
        ("raised A 1, done A 1, reopened A 2", "A 1-"),
        ("raised A 5, paused A 2, resumed A 8", "A 8-"),  # a pause entered late does not reach before the wait
        ("raised A 1, handed_on B 6, paused B 4, resumed B 9", "A 1-6, B 9-"),
        ("raised A 1, extended A 2, named A 3, due_moved A 4, told_by_telephone A 5, noted A 6", "A 1-"),
    ],
)
def test_waits_are_worked_out_from_the_steps(story: str, expected: str) -> None:
    first = steps(story)[0].on
    assert told(waits_of(steps(story), raised_on=first)) == expected


def test_a_wait_may_begin_before_it_was_entered() -> None:
    assert told(waits_of(steps("raised A 5, done A 9"), raised_on=december(2))) == "A 2-9"


@pytest.mark.parametrize(
    ("story", "review", "claimed"),
    [
        ("raised A 1, done A 9", Review.UNREVIEWED, None),
        ("raised A 1, done A 9, contested 1=3", Review.CONTESTED, 3),
        ("raised A 1, done A 9, contested 1=3, refused 1=", Review.CONTESTED, 3),
        ("raised A 1, done A 9, contested 1=3, agreed 1=3", Review.AGREED, 3),
        ("raised A 1, done A 9, contested 1=3, refused 1=, agreed 1=", Review.AGREED, None),
        ("raised A 1, done A 9, contested 1=3, refused 1=, contested 1=5, agreed 1=5", Review.AGREED, 5),
        ("raised A 1, done A 9, agreed 1=", Review.AGREED, None),
        ("raised A 1, done A 9, contested 2=3", Review.UNREVIEWED, None),
    ],
)
def test_only_both_sides_make_it_agreed(story: str, review: Review, claimed: int | None) -> None:
    (wait,) = waits_of(steps(story), raised_on=december(1))
    assert (wait.review, wait.claimed) == (review, claimed)


def test_each_wait_is_reviewed_by_itself() -> None:
    waits = waits_of(steps("raised A 1, handed_on B 4, contested 1=0, agreed 1=0"), raised_on=december(1))
    assert [wait.review for wait in waits] == [Review.AGREED, Review.UNREVIEWED]


@pytest.mark.parametrize(
    ("review", "claimed", "expected"),
    [
        (Review.UNREVIEWED, None, [("unreviewed", 1, 9)]),
        (Review.CONTESTED, 3, [("contested", 1, 9)]),
        (Review.AGREED, None, [("agreed", 1, 9)]),
        (Review.AGREED, 3, [("agreed", 1, 4), ("set_aside", 4, 9)]),
        (Review.AGREED, 0, [("set_aside", 1, 9)]),
        (Review.AGREED, 8, [("agreed", 1, 9)]),
        (Review.AGREED, 99, [("agreed", 1, 9)]),
    ],
)
def test_of_an_agreement_on_fewer_days_the_first_are_the_owners(
    review: Review, claimed: int | None, expected: list[tuple[str, int, int]]
) -> None:
    wait = Wait(number=1, owner=OWNERS["A"], from_on=december(1), until_on=december(9), review=review, claimed=claimed)
    assert [(part.value, begin.day, end.day) for part, begin, end in parts_of(wait, december(TODAY))] == expected


@pytest.mark.parametrize(
    ("from_on", "until_on", "ready", "expected"),
    [
        (december(1), december(4), [], Count(3, 3, 0)),
        (december(4), december(7), [], Count(3, 1, 0)),  # Friday to Monday
        (december(24), december(29), [], Count(5, 1, 0)),  # Christmas
        (december(30), date(2027, 1, 4), [], Count(5, 3, 0, is_sure=False)),
        (december(1), december(11), [(5, None)], Count(10, 8, 6)),
        (december(1), december(11), [(5, 8)], Count(10, 8, 3)),
        (december(1), december(11), [(1, 3), (3, 5), (20, None)], Count(10, 8, 4)),
        (december(5), december(5), [(1, None)], Count(0, 0, 0)),
    ],
)
def test_days_of_a_span(from_on: date, until_on: date, ready: list[tuple[int, int | None]], expected: Count) -> None:
    periods = [ReadyPeriod(december(start), december(end) if end else None) for start, end in ready]
    assert count_of(from_on, until_on, periods, CHRISTMAS) == expected


def test_sums_keep_agreed_contested_and_unreviewed_apart_and_leave_out_our_own() -> None:
    story = "raised A 1, handed_on B 4, answered! B 8, handed_on A 10, contested 1=1, agreed 1=1, contested 2=0"
    waits = waits_of(steps(story), raised_on=december(1))
    sums = sums_of(waits, [ReadyPeriod(december(3))], CHRISTMAS, today=december(14))
    assert {review: (count.calendar, count.ready) for review, count in sums.items()} == {
        Review.AGREED: (1, 0),
        Review.SET_ASIDE: (2, 1),
        Review.CONTESTED: (4, 4),
        Review.UNREVIEWED: (4, 4),
    }


def test_nothing_waited_for_sums_to_nothing() -> None:
    assert set(sums_of([], [], CHRISTMAS, today=december(1)).values()) == {Count()}


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(3, "", "words"), (None, "why", "days"), (-1, "why", "days"), (9, "why", "days")]
)
def test_a_contest_has_a_reason_and_no_more_days_than_there_were(days: int | None, reason: str, field: str) -> None:
    (wait,) = waits_of(steps("raised A 1, done A 9"), raised_on=december(1))
    with pytest.raises(RuleBroken) as broken:
        check_contest(wait, days, reason, today=december(TODAY))
    assert broken.value.field == field


def test_who_accepts_every_day_does_not_contest() -> None:
    (wait,) = waits_of(steps("raised A 1, done A 9"), raised_on=december(1))
    with pytest.raises(RuleBroken, match="both sides agree"):
        check_contest(wait, 8, "why", today=december(TODAY))


def test_what_goes_on_can_be_contested_and_not_agreed() -> None:
    (wait,) = waits_of(steps("raised A 1"), raised_on=december(1))
    check_contest(wait, 19, "why", today=december(TODAY))
    with pytest.raises(RuleBroken, match="goes on"):
        check_can_agree(wait)


def test_our_own_wait_is_not_reviewed() -> None:
    waits = waits_of(steps("raised A 1, answered! A 3"), raised_on=december(1))
    assert wait_to_review(waits, 1).number == 1
    for number in (2, 9):
        with pytest.raises(RuleBroken, match="no such wait"):
            wait_to_review(waits, number)
