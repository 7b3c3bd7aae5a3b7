"""Waits contested and agreed, kept in steps, summed across blockers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.blockers.commands import (
    AgreeInterval,
    AnswerContest,
    ContestInterval,
    FinishBlocker,
    HandOn,
    agree_interval,
    answer_contest,
    contest_interval,
    finish_blocker,
    hand_on,
)
from discharge.blockers.models import Blocker
from discharge.blockers.queries.sheet import blocker_sheet
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import OwnerKind
from tests.factories import NOW, TODAY
from tests.integration.blockers.conftest import Raise
from tests.shapes import Do

Sums = Callable[[], dict[str, int]]


@pytest.fixture
def handed_on(raised: Raise, do: Do) -> Blocker:
    """Six days with Harbour Homes, then with the council until today."""
    made = raised(on=TODAY - timedelta(days=10), at=NOW - timedelta(days=4))
    to_council = HandOn(blocker_id=made.id, version=1, owner=Owner(OwnerKind.COUNCIL))
    handed: Blocker = do(hand_on, to_council, at=NOW - timedelta(days=4))
    return handed


@pytest.fixture
def sums(session: Session, actor: Actor, handed_on: Blocker) -> Sums:
    """The days of its waits, by what they count as."""

    def of_it() -> dict[str, int]:
        session.rollback()
        session.expunge_all()
        found = blocker_sheet(session, actor, handed_on.id, now=NOW).sums
        return {review.value: count.calendar for review, count in found.items()}

    return of_it


def contest(blocker: Blocker, wait: int, days: int, words: str = "Told on the 16th only, says Ms Ivory") -> Any:
    return ContestInterval(blocker_id=blocker.id, wait=wait, days=days, words=words)


def test_a_wait_is_contested_until_both_sides_agree(handed_on: Blocker, do: Do, sums: Sums) -> None:
    assert sums() == {"unreviewed": 10, "contested": 0, "agreed": 0, "set_aside": 0}
    do(contest_interval, contest(handed_on, 1, 2))
    assert sums() == {"unreviewed": 4, "contested": 6, "agreed": 0, "set_aside": 0}
    do(answer_contest, AnswerContest(blocker_id=handed_on.id, wait=1, is_agreed=False, words="Told on the 13th"))
    assert sums()["contested"] == 6
    do(contest_interval, contest(handed_on, 1, 5))
    do(answer_contest, AnswerContest(blocker_id=handed_on.id, wait=1, is_agreed=True, words="So be it"))
    assert sums() == {"unreviewed": 4, "contested": 0, "agreed": 5, "set_aside": 1}
    for refused in (
        (contest_interval, contest(handed_on, 1, 1)),
        (agree_interval, AgreeInterval(blocker_id=handed_on.id, wait=1, words="Ms Ivory")),
        (answer_contest, AnswerContest(blocker_id=handed_on.id, wait=1, is_agreed=True, words="Again")),
    ):
        with pytest.raises(RuleBroken):
            do(*refused)


def test_an_owner_may_accept_without_contest_when_it_has_ended(handed_on: Blocker, do: Do, sums: Sums) -> None:
    do(agree_interval, AgreeInterval(blocker_id=handed_on.id, wait=1, words="Ms Ivory, by e-mail"))
    assert sums() == {"unreviewed": 4, "contested": 0, "agreed": 6, "set_aside": 0}
    with pytest.raises(RuleBroken, match="goes on"):
        do(agree_interval, AgreeInterval(blocker_id=handed_on.id, wait=2, words="The duty desk"))


def test_waits_are_reviewed_after_it_was_closed(handed_on: Blocker, do: Do, sums: Sums) -> None:
    do(finish_blocker, FinishBlocker(blocker_id=handed_on.id, version=handed_on.version, outcome="Offered"))
    do(agree_interval, AgreeInterval(blocker_id=handed_on.id, wait=2, words="The duty desk"))
    assert sums()["agreed"] == 4


@pytest.mark.parametrize("words", ["", "Ruth told us", "x" * 501])
def test_words_are_needed_and_never_say_who_it_is(handed_on: Blocker, do: Do, words: str) -> None:
    for act, command in (
        (contest_interval, contest(handed_on, 1, 2, words)),
        (agree_interval, AgreeInterval(blocker_id=handed_on.id, wait=1, words=words)),
    ):
        with pytest.raises(RuleBroken) as broken:
            do(act, command)
        assert broken.value.field == "words"
    do(contest_interval, contest(handed_on, 1, 2))
    with pytest.raises(RuleBroken) as broken:
        do(answer_contest, AnswerContest(blocker_id=handed_on.id, wait=1, is_agreed=False, words=words))
    assert broken.value.field == "words"


def test_two_who_contest_at_once_are_both_kept(handed_on: Blocker, do: Do, sums: Sums) -> None:
    do(contest_interval, contest(handed_on, 1, 2))
    do(contest_interval, contest(handed_on, 1, 3))
    assert sums()["contested"] == 6
