"""A meeting with partners by its commands: the list, what was agreed and what it does to what is owed, the counts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.blockers.commands import (
    Answer,
    Attended,
    BeginMeeting,
    EndMeeting,
    FinishBlocker,
    NamePerson,
    SayOfPerson,
    SetAttendance,
    agree_action,
    answer,
    begin_meeting,
    end_meeting,
    finish_blocker,
    name_person,
    say_of_person,
    set_attendance,
)
from discharge.blockers.models import Blocker, BlockerStep, Meeting, MeetingAction
from discharge.blockers.queries import meeting as queries
from discharge.blockers.queries.meeting_actions import agreed_about, agreed_at
from discharge.blockers.queries.waits import waits_in
from discharge.blockers.rules.meetings import Body, Came, Here, MeetingKind, Moment, Said
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.awaited import owed
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import FRIDAY, SPLIT, Begin, Raise, Run, agreed, said_of
from tests.shapes import Arrange, Do


def test_the_list_is_who_waits_for_a_partner_in_order(
    session: Session, world: World, arrange: Arrange, run: Run, ward: Ward, coordinator: Actor
) -> None:
    def people() -> list[Stay]:
        late, soon, answered, own, paused, gone = (world.stay(ward) for _ in range(6))
        owed(world, soon, raised_on=TODAY - timedelta(days=2))
        owed(world, late, raised_on=TODAY - timedelta(days=9))
        owed(world, answered, is_answered=True)
        owed(world, own, reason="INT-18", owner=Owner(OwnerKind.WARD))
        owed(world, paused, state="paused")
        owed(world, gone)
        world.left(gone, on=TODAY)
        elsewhere = world.stay(world.ward("Rowan"))
        owed(world, elsewhere)
        return [late, soon]

    late, soon = arrange(people)
    meeting = run(begin_meeting, BeginMeeting(kind=MeetingKind.EVENT, ward_ids=(ward.id,)))
    found = queries.listed(session, coordinator, meeting.id, now=NOW)
    assert [(each.number, each.stay_id) for each in found] == [(1, late.id), (2, soon.id)]
    counts = queries.kept_counts(session, meeting.id)
    assert list(counts) == [Moment.BEGAN]
    assert (counts[Moment.BEGAN].people, counts[Moment.BEGAN].owed, counts[Moment.BEGAN].unnamed) == (2, 2, 2)


def test_nobody_to_meet_about_is_said(run: Run, ward: Ward) -> None:
    with pytest.raises(RuleBroken, match="Nobody on these wards"):
        run(begin_meeting, BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id,)))
    with pytest.raises(RuleBroken, match="at least one ward"):
        run(begin_meeting, BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=()))


def test_a_ward_member_may_not_hold_one(do: Do, ward: Ward, raised: Raise) -> None:
    raised()
    with pytest.raises(NotAllowed):
        do(begin_meeting, BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id,)))


def test_begun_twice_it_is_one_meeting_and_another_of_the_same_ward_waits(
    session: Session, world: World, arrange: Arrange, run: Run, begun: Begin, ward: Ward
) -> None:
    meeting, _ = begun()
    again = run(begin_meeting, BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id,)))
    assert again.id == meeting.id
    rowan = arrange(lambda: world.ward("Rowan"))
    with pytest.raises(NotAllowed):  # a ward that came after this coordinator was looked up
        run(begin_meeting, BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id, rowan.id)))
    assert session.scalar(select(func.count()).select_from(Meeting)) == 1


def test_two_meetings_about_one_ward_are_not_open_together(
    session: Session, world: World, arrange: Arrange, do: Do, begun: Begin, ward: Ward
) -> None:
    begun()
    rowan = arrange(lambda: world.ward("Rowan"))
    user = arrange(lambda: world.user(Role.COORDINATOR, world.trust))
    both = actor_of(session, user, now=NOW, request_id="")
    command = BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id, rowan.id))
    with pytest.raises(RuleBroken, match="23 November 2026 about Birch has not ended"):
        do(begin_meeting, command, by=both)


def test_what_was_agreed_changes_what_is_owed_step_by_step(
    session: Session, run: Run, begun: Begin, now_is: Any, steps: Any, coordinator: Actor
) -> None:
    meeting, blocker = begun()
    action = run(agree_action, agreed(meeting, blocker))
    stands = now_is(blocker)
    assert (stands.named_person, stands.due_on, stands.next_step) == ("Sam Oduya", FRIDAY, "Viewing offered")
    kinds = [step.kind for step in steps(blocker)]
    assert kinds == [StepKind.RAISED, StepKind.NAMED, StepKind.DUE_MOVED, StepKind.MEETING]
    assert (action.number, action.named_person, action.due_on) == (1, "Sam Oduya", FRIDAY)
    assert action.owner.key == stands.owner_key
    assert said_of(session, meeting) is Said.AGREED
    lines = session.scalars(select(AuditLine.action).where(AuditLine.action.like("meeting.%"))).all()
    assert sorted(lines) == ["meeting.agreed", "meeting.began", "meeting.said"]


def test_left_empty_the_name_and_the_day_stay_as_they_are(run: Run, begun: Begin, now_is: Any, steps: Any) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker, named_person="", due_on=None))
    assert (now_is(blocker).named_person, now_is(blocker).due_on) == ("", blocker.due_on)
    assert [step.kind for step in steps(blocker)] == [StepKind.RAISED, StepKind.MEETING]


def test_another_owner_is_handed_it_and_the_old_name_goes(
    run: Run, begun: Begin, now_is: Any, steps: Any, council: Organisation
) -> None:
    meeting, blocker = begun()
    run(name_person, NamePerson(blocker_id=blocker.id, version=1, named_person="Old Name"))
    to_council = Owner(OwnerKind.COUNCIL, council.id)
    command = agreed(meeting, now_is(blocker), owner=to_council, named_person="")
    action = run(agree_action, command)
    stands = now_is(blocker)
    assert (stands.owner_id, stands.named_person, stands.due_on) == (council.id, "", FRIDAY)
    assert action.owner_id == council.id
    assert [step.kind for step in steps(blocker)][-2:] == [StepKind.HANDED_ON, StepKind.MEETING]


def test_what_was_answered_is_for_this_ward_unless_somebody_takes_it(
    run: Run, begun: Begin, now_is: Any, provider: Organisation
) -> None:
    meeting, blocker = begun()
    run(answer, Answer(blocker_id=blocker.id, version=1, words="We need the care plan"))
    ours = run(agree_action, agreed(meeting, now_is(blocker), agreed="Send the care plan"))
    assert (ours.owner_kind, now_is(blocker).is_answered) == (OwnerKind.WARD, True)
    back = agreed(meeting, now_is(blocker), agreed="Offer a viewing", owner=Owner(OwnerKind.HOUSING, provider.id))
    theirs = run(agree_action, back)
    assert (theirs.owner_id, theirs.number, now_is(blocker).is_answered) == (provider.id, 2, False)


def test_something_nobody_owed_yet_is_raised(session: Session, run: Run, begun: Begin, icb: Organisation) -> None:
    meeting, blocker = begun()
    new = agreed(meeting, blocker, blocker_id=None, version=0, reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id))
    action = run(agree_action, new)
    made = session.get_one(Blocker, action.blocker_id)
    assert (made.reason, made.owner_id, made.next_step, made.due_on) == (SPLIT, icb.id, "Viewing offered", FRIDAY)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"agreed": ""}, "Enter what was agreed"),
        ({"agreed": "Ring Ruth on Friday"}, "Take out the person’s name"),
        ({"agreed": "x" * 201}, "200 characters or fewer"),
        ({"due_on": TODAY - timedelta(days=1)}, "today or later"),
        ({"blocker_id": None, "version": 0, "reason": ""}, "Select what the person waits for"),
        ({"named_person": "Ruth Alder"}, "Take out the person’s name"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    session: Session, run: Run, begun: Begin, steps: Any, given: dict[str, Any], message: str
) -> None:
    meeting, blocker = begun()
    with pytest.raises(RuleBroken, match=message):
        run(agree_action, agreed(meeting, blocker, **given))
    assert len(steps(blocker)) == 1
    assert session.scalar(select(func.count()).select_from(MeetingAction)) == 0


def test_a_day_gone_by_does_not_do_for_what_was_late(run: Run, begun: Begin) -> None:
    meeting, blocker = begun()
    later = NOW + timedelta(days=60)
    with pytest.raises(RuleBroken, match="by when it will be done"):
        run(agree_action, agreed(meeting, blocker, due_on=None), at=later)


def test_two_coordinators_who_agree_otherwise_are_both_shown(run: Run, begun: Begin, now_is: Any) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    with pytest.raises(Superseded) as shown:
        run(agree_action, agreed(meeting, blocker, agreed="Assessment booked"))
    assert shown.value.theirs["What was agreed"] == "Viewing offered"
    assert shown.value.yours["What was agreed"] == "Assessment booked"
    run(agree_action, agreed(meeting, now_is(blocker), agreed="Assessment booked"))


def test_nothing_to_agree_and_passing_over_never_undo_what_was_agreed(session: Session, run: Run, begun: Begin) -> None:
    meeting, blocker = begun()
    of_person = {"meeting_id": meeting.id, "stay_id": blocker.stay_id}
    run(say_of_person, SayOfPerson(**of_person, said=Said.PASSED))
    assert said_of(session, meeting) is Said.PASSED
    run(agree_action, agreed(meeting, blocker))
    run(say_of_person, SayOfPerson(**of_person, said=Said.NOTHING))
    assert said_of(session, meeting) is Said.AGREED


def test_somebody_who_left_and_somebody_not_on_the_list(
    world: World, arrange: Arrange, run: Run, begun: Begin, ward: Ward, stay: Stay
) -> None:
    meeting, blocker = begun()
    other = arrange(lambda: world.stay(ward))
    with pytest.raises(NotFound):
        run(agree_action, agreed(meeting, blocker, stay_id=other.id))
    arrange(lambda: world.left(world.session.merge(stay), on=TODAY))
    with pytest.raises(RuleBroken, match="has left hospital"):
        run(agree_action, agreed(meeting, blocker))
    run(say_of_person, SayOfPerson(meeting_id=meeting.id, stay_id=stay.id, said=Said.NOTHING))


def test_the_end_counts_again_and_nothing_more_is_taken(session: Session, run: Run, begun: Begin) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    run(end_meeting, EndMeeting(meeting_id=meeting.id))
    first = run(end_meeting, EndMeeting(meeting_id=meeting.id), at=NOW + timedelta(hours=1))
    assert first.ended_at == NOW
    counts = queries.kept_counts(session, meeting.id)
    assert (counts[Moment.BEGAN].unnamed, counts[Moment.ENDED].unnamed) == (1, 0)
    with pytest.raises(RuleBroken, match="has ended"):
        run(agree_action, agreed(meeting, blocker))
    with pytest.raises(RuleBroken, match="has ended"):
        run(say_of_person, SayOfPerson(meeting_id=meeting.id, stay_id=blocker.stay_id, said=Said.NOTHING))


def test_the_next_meeting_is_told_what_came_of_it(
    session: Session, run: Run, begun: Begin, now_is: Any, coordinator: Actor
) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))

    def came(days: int = 0) -> Came:
        session.rollback()
        session.expunge_all()
        at = NOW + timedelta(days=days)
        return agreed_about(session, coordinator, blocker.stay_id, now=at)[0].came

    assert (came(), came(4), came(5)) == (Came.NOT_YET, Came.NOT_YET, Came.LATE)
    stands = now_is(blocker)
    run(finish_blocker, FinishBlocker(blocker_id=blocker.id, version=stands.version, outcome="Moved in"))
    assert came(5) is Came.DONE
    found = agreed_at(session, coordinator, meeting.id, now=NOW)[0]
    assert (found.owner_name, found.agreed, found.surname) == ("Harbour Homes", "Viewing offered", "Alder")


def test_who_came_is_kept_by_body_and_two_who_write_at_once_lose_nothing(
    session: Session, run: Run, begun: Begin, provider: Organisation, council: Organisation
) -> None:
    meeting, _ = begun()
    theirs, ours = Body(provider.id).key, Body(council.id).key
    nothing = {theirs: Attended(), ours: Attended()}

    def save(seen: dict[str, Attended], **typed: Attended) -> None:
        by_name = {"provider": theirs, "council": ours}
        whole = seen | {by_name[name]: said for name, said in typed.items()}
        run(set_attendance, SetAttendance(meeting_id=meeting.id, seen=seen, typed=whole))

    save(nothing, provider=Attended(Here.PRESENT, "Sam Oduya"))
    save(nothing, council=Attended(Here.APOLOGIES, "Jo Bell"))  # from a page opened before
    rows = {row.body_key: (row.here, row.people) for row in queries.attendance(session, meeting.id)}
    assert rows == {theirs: (Here.PRESENT, "Sam Oduya"), ours: (Here.APOLOGIES, "Jo Bell")}
    with pytest.raises(Superseded) as shown:
        save(nothing, provider=Attended(Here.ABSENT))
    assert shown.value.theirs["Harbour Homes"] == "Present: Sam Oduya"
    assert shown.value.yours["Harbour Homes"] == "Not here"
    with pytest.raises(RuleBroken, match="whether Westmere Council was present"):
        save({theirs: Attended(), ours: Attended(Here.APOLOGIES, "Jo Bell")}, council=Attended(None, "Jo Bell"))


def test_attendance_of_another_trust_is_refused(world: World, arrange: Arrange, run: Run, begun: Begin) -> None:
    meeting, _ = begun()
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    key = Body(other.id).key
    typed = {key: Attended(Here.PRESENT)}
    with pytest.raises(RuleBroken, match="another trust"):
        run(set_attendance, SetAttendance(meeting_id=meeting.id, seen={key: Attended()}, typed=typed))


def test_a_meeting_of_other_wards_is_not_there(
    session: Session, world: World, arrange: Arrange, begun: Begin, ward: Ward
) -> None:
    meeting, _ = begun()
    other = arrange(lambda: world.ward("Rowan"))
    user = arrange(lambda: world.user(Role.COORDINATOR, other))
    elsewhere = actor_of(session, user, now=NOW, request_id="")
    with pytest.raises(NotFound):
        queries.get_meeting(session, elsewhere, meeting.id)
    assert queries.meetings(session, elsewhere, most=9) == []


def test_steps_of_a_meeting_do_not_end_a_wait(run: Run, begun: Begin, session: Session) -> None:
    meeting, blocker = begun()
    run(agree_action, agreed(meeting, blocker))
    session.rollback()
    session.expunge_all()
    assert len(session.scalars(select(BlockerStep)).all()) == 4
    assert [wait.until_on for wait in waits_in(session, session.get_one(Blocker, blocker.id))] == [None]
