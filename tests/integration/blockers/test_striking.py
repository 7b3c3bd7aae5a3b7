"""Striking out what a meeting agreed, entered wrongly: what it changed stands."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.blockers.commands import (
    EndMeeting,
    StrikeAction,
    agree_action,
    end_meeting,
    strike_action,
)
from discharge.blockers.queries import meeting as queries
from discharge.blockers.queries.waits import waits_in
from discharge.blockers.rules.meetings import Said
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.core.actor import Actor
from discharge.core.errors import NotFound, RuleBroken
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation
from tests.factories import NOW
from tests.integration.blockers.conftest import FRIDAY, SPLIT, Begin, Run, agreed, said_of


def test_what_was_entered_wrongly_is_struck_out_and_what_it_changed_stands(
    session: Session, run: Run, begun: Begin, now_is: Any, steps: Any, coordinator: Actor
) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    action = run(strike_action, StrikeAction(meeting_id=meeting.id, number=1, why="Entered about the wrong person"))
    assert (action.struck_at, action.struck_by, action.struck_why) == (
        NOW,
        "Asha Reed",
        "Entered about the wrong person",
    )
    due_on = blocker.due_on.isoformat()
    assert action.stood == {"owner": "Harbour Homes", "named_person": "", "next_step": "", "due_on": due_on}
    assert (now_is(blocker).named_person, now_is(blocker).next_step) == ("Sam Oduya", "Viewing offered")
    last = steps(blocker)[-1]
    assert (last.kind, last.words) == (
        StepKind.STRUCK_OUT,
        "“Viewing offered”, agreed at the meeting of 23 November 2026. Why: Entered about the wrong person",
    )
    assert said_of(session, meeting) is Said.NOT_YET
    assert queries.meetings(session, coordinator, most=9)[0].actions == 0
    assert [wait.until_on for wait in waits_in(session, now_is(blocker))] == [None]
    lines = session.scalars(select(AuditLine.action).where(AuditLine.action == "meeting.struck_out")).all()
    assert len(lines) == 1


def test_struck_out_twice_the_first_stands_and_others_of_the_person_keep_them_said(
    session: Session, run: Run, begun: Begin, now_is: Any
) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    run(agree_action, agreed(meeting, now_is(blocker), agreed="Assessment booked"))
    strike = {"meeting_id": meeting.id, "number": 1}
    run(strike_action, StrikeAction(**strike, why="Said of somebody else"))
    again = run(strike_action, StrikeAction(**strike, why="Said of somebody else"), at=NOW + timedelta(minutes=5))
    assert (again.struck_at, again.struck_why) == (NOW, "Said of somebody else")
    with pytest.raises(RuleBroken, match="Asha Reed has struck this out already: Said of somebody else"):
        run(strike_action, StrikeAction(**strike, why="Another reason"))
    assert said_of(session, meeting) is Said.AGREED


def test_a_meeting_that_has_ended_may_have_an_action_struck_out(run: Run, begun: Begin) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    run(end_meeting, EndMeeting(meeting_id=meeting.id))
    assert run(strike_action, StrikeAction(meeting_id=meeting.id, number=1, why="Not agreed")).struck_at == NOW


def test_what_the_action_raised_is_told_apart_from_what_it_changed(
    session: Session, run: Run, begun: Begin, icb: Organisation
) -> None:
    meeting, blocker = begun()
    new = agreed(meeting, blocker, blocker_id=None, version=0, reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id))
    assert run(agree_action, new).stood == {}
    again = run(agree_action, new)
    assert again.stood == {
        "owner": icb.name,
        "named_person": "Sam Oduya",
        "next_step": "Viewing offered",
        "due_on": FRIDAY.isoformat(),
    }


@pytest.mark.parametrize(
    ("why", "message"),
    [("", "why it is struck out"), ("Ruth was meant", "Take out the person’s name"), ("x" * 201, "200 characters")],
)
def test_struck_out_without_a_reason_or_with_a_name_is_refused(run: Run, begun: Begin, why: str, message: str) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    with pytest.raises(RuleBroken, match=message):
        run(strike_action, StrikeAction(meeting_id=meeting.id, number=1, why=why))


def test_what_was_never_agreed_is_not_there_to_strike_out(run: Run, begun: Begin) -> None:
    meeting, _ = begun()
    with pytest.raises(NotFound):
        run(strike_action, StrikeAction(meeting_id=meeting.id, number=1, why="Not agreed"))
