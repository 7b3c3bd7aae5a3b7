"""Working on a blocker: handed on, told, answered, noted, named, moved, finished, by two people at once too."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.blockers import commands
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import ClosedBy, State, StepKind
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import ContactKind, Organisation, Ward
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, Raise, Steps
from tests.shapes import Arrange, Do

TO_COUNCIL = Owner(OwnerKind.COUNCIL)


def on(blocker: Blocker, kind: type, **given: Any) -> Any:
    """A command on this blocker as it was shown."""
    seen = {"version": blocker.version} if "version" in kind.__dataclass_fields__ else {}  # type: ignore[attr-defined]
    return kind(**{"blocker_id": blocker.id, **seen, **given})


def test_handing_on_gives_a_new_owner_a_clock_of_its_own(
    raised: Raise, do: Do, council: Organisation, steps: Steps
) -> None:
    made = raised(named_person="Ada Lowe", next_step="Assess")
    to = Owner(OwnerKind.COUNCIL, council.id)
    handed = do(
        commands.hand_on,
        on(made, commands.HandOn, owner=to, next_step="Offer", words="Full"),
        at=NOW + timedelta(days=1),
    )
    assert (handed.owner, handed.named_person, handed.next_step) == (to, "", "Offer")
    assert (handed.received_on, handed.due_on) == (TODAY + timedelta(days=1), date(2026, 12, 1))
    last = steps(made)[-1]
    assert (last.kind, last.words, last.owner) == (StepKind.HANDED_ON, "Full", to)


def test_it_is_not_handed_on_to_who_has_it(raised: Raise, do: Do, provider: Organisation) -> None:
    made = raised()
    again = on(made, commands.HandOn, owner=Owner(OwnerKind.HOUSING, provider.id))
    with pytest.raises(RuleBroken, match="with this owner already"):
        do(commands.hand_on, again)
    answered = do(commands.answer, on(made, commands.Answer, words="Ask for a new assessment"))
    asked_again = do(commands.hand_on, on(answered, commands.HandOn, owner=made.owner))
    assert not asked_again.is_answered


def test_it_is_not_handed_on_to_who_has_the_same_open(raised: Raise, do: Do) -> None:
    raised(owner=TO_COUNCIL)
    made = raised()
    with pytest.raises(RuleBroken, match="has the same open"):
        do(commands.hand_on, on(made, commands.HandOn, owner=TO_COUNCIL))


def test_telling_an_outside_office_starts_its_response_time_once(
    raised: Raise, do: Do, world: World, arrange: Arrange
) -> None:
    afar = arrange(lambda: world.contact("Lowshire Council", ContactKind.COUNCIL))
    made = raised(reason="EXT-12", owner=Owner(OwnerKind.COUNCIL, contact_id=afar.id), on=TODAY - timedelta(days=5))
    for back in (3, 0):
        day = TODAY - timedelta(days=back)
        told = do(commands.tell_by_telephone, on(made, commands.TellByTelephone, on=day, words="Duty desk, Ms Ivory"))
    assert (told.received_on, told.due_on) == (TODAY - timedelta(days=3), date(2026, 12, 4))


def test_a_court_that_was_told_is_still_never_late(raised: Raise, do: Do, world: World, arrange: Arrange) -> None:
    court = arrange(lambda: world.contact("Westmere Crown Court", ContactKind.COURT))
    made = raised(reason="EXT-37", owner=Owner(OwnerKind.COURTS, contact_id=court.id))
    told = do(commands.tell_by_telephone, on(made, commands.TellByTelephone, on=TODAY, words="Listing office"))
    assert (told.received_on, told.due_on) == (TODAY, None)
    with pytest.raises(RuleBroken, match="have no due date"):
        do(commands.move_due, on(told, commands.MoveDue, due_on=TODAY, because="They said so"))


@pytest.mark.parametrize("back", [-1, 11])
def test_a_call_was_made_while_it_was_awaited(raised: Raise, do: Do, back: int) -> None:
    made = raised()
    command = on(made, commands.TellByTelephone, on=TODAY - timedelta(days=back), words="Duty desk")
    with pytest.raises(RuleBroken) as broken:
        do(commands.tell_by_telephone, command)
    assert broken.value.field == "on"


def test_an_answer_ends_the_wait_unless_they_go_on_with_it(raised: Raise, do: Do, steps: Steps) -> None:
    made = raised()
    later = on(
        made, commands.Answer, words="Assessing on Friday", is_still_theirs=True, due_on=TODAY + timedelta(days=4)
    )
    going_on = do(commands.answer, later)
    assert (going_on.is_answered, going_on.due_on) == (False, TODAY + timedelta(days=4))
    ended = do(commands.answer, on(going_on, commands.Answer, words="A place from Monday"))
    assert ended.is_answered
    assert [step.is_ours for step in steps(made)] == [False, False, True]


def test_two_answers_at_once_lose_neither(raised: Raise, do: Do) -> None:
    made = raised()
    do(commands.answer, on(made, commands.Answer, words="A place from Monday", is_still_theirs=True))
    with pytest.raises(Superseded) as both:
        do(commands.answer, on(made, commands.Answer, words="Refused"))
    assert both.value.theirs == {"Answer": "A place from Monday", "Who is to act": "The owner"}
    assert both.value.yours == {"Answer": "Refused", "Who is to act": "This ward"}


def test_the_same_answer_twice_is_one(raised: Raise, do: Do, steps: Steps) -> None:
    made = raised()
    for _ in range(2):
        do(commands.answer, on(made, commands.Answer, words="A place from Monday"))
    assert len(steps(made)) == 2


def test_two_notes_at_once_are_both_kept_and_disturb_nobody(raised: Raise, do: Do, steps: Steps) -> None:
    made = raised()
    for words in ("Rang, no answer", "E-mailed \U0001f4e7"):
        do(commands.note_blocker, on(made, commands.NoteBlocker, words=words))
    named = do(commands.name_person, on(made, commands.NamePerson, named_person="Ada Lowe"))
    assert named.named_person == "Ada Lowe"
    assert [step.words for step in steps(made)][1:] == ["Rang, no answer", "E-mailed \U0001f4e7", "Ada Lowe"]


def test_a_name_can_be_taken_away(raised: Raise, do: Do, steps: Steps) -> None:
    made = raised(named_person="Ada Lowe")
    assert do(commands.name_person, on(made, commands.NamePerson, named_person="")).named_person == ""
    assert steps(made)[-1].words == "Nobody"


def test_two_who_name_somebody_at_once(raised: Raise, do: Do) -> None:
    made = raised()
    do(commands.name_person, on(made, commands.NamePerson, named_person="Ada Lowe"))
    with pytest.raises(Superseded):
        do(commands.name_person, on(made, commands.NamePerson, named_person="Bo Ekman"))


def test_a_due_date_moves_with_a_reason(raised: Raise, do: Do, steps: Steps) -> None:
    made = raised()
    moved = do(
        commands.move_due, on(made, commands.MoveDue, due_on=TODAY + timedelta(days=9), because="Panel is later")
    )
    assert (moved.due_on, moved.soon_on) == (date(2026, 12, 2), date(2026, 11, 30))
    assert (steps(made)[-1].words, steps(made)[-1].due_on) == ("Panel is later", date(2026, 12, 2))


def test_a_reason_for_a_due_date_that_stays_is_kept(raised: Raise, do: Do, steps: Steps) -> None:
    made = raised(next_step="Ring the panel")
    stays = on(made, commands.MoveDue, due_on=made.due_on, because="Agreed by telephone", next_step="Ring the panel")
    do(commands.move_due, stays)
    do(commands.move_due, stays)  # another said the same
    with pytest.raises(Superseded):
        do(commands.move_due, replace(stays, because="Another reason"))
    assert [step.words for step in steps(made)][1:] == ["Agreed by telephone"]


def test_a_due_date_past_the_last_known_holiday_says_so(raised: Raise, do: Do) -> None:
    made = raised(due_on=TODAY + timedelta(days=366))
    assert made.is_due_sure
    later = NOW + timedelta(days=500)
    moved = do(
        commands.move_due, on(made, commands.MoveDue, due_on=later.date() + timedelta(days=300), because="x"), at=later
    )
    assert not moved.is_due_sure


def test_finishing_says_what_came_of_it(raised: Raise, do: Do) -> None:
    made = raised()
    done = do(commands.finish_blocker, on(made, commands.FinishBlocker, outcome="Offered a place"))
    assert (done.state, done.closed_by, done.outcome, done.closed_on) == (
        State.DONE,
        ClosedBy.FINISHED,
        "Offered a place",
        TODAY,
    )
    assert done.closed_at == NOW


def test_two_who_close_it_at_once(raised: Raise, do: Do) -> None:
    made = raised()
    do(commands.finish_blocker, on(made, commands.FinishBlocker, outcome="Offered a place"))
    do(commands.finish_blocker, on(made, commands.FinishBlocker, outcome="Offered a place"))
    with pytest.raises(Superseded) as both:
        do(commands.withdraw_blocker, on(made, commands.WithdrawBlocker, because="Wrong person"))
    assert both.value.theirs == {"State": "done", "Outcome": "Offered a place"}


def test_what_was_closed_too_soon_opens_again(raised: Raise, do: Do) -> None:
    made = raised()
    done = do(commands.withdraw_blocker, on(made, commands.WithdrawBlocker, because="Wrong reason"))
    back = do(commands.reopen_blocker, on(done, commands.ReopenBlocker, because="It is awaited after all"))
    assert (back.state, back.outcome, back.closed_at, back.closed_by) == (State.OPEN, "", None, None)


def test_what_was_raised_anew_since_is_not_opened_beside_it(raised: Raise, do: Do) -> None:
    made = raised()
    done = do(commands.withdraw_blocker, on(made, commands.WithdrawBlocker, because="Wrong reason"))
    raised()
    with pytest.raises(RuleBroken, match="raised again since"):
        do(commands.reopen_blocker, on(done, commands.ReopenBlocker, because="It is awaited after all"))


CHANGES = [
    (commands.hand_on, commands.HandOn, {"owner": TO_COUNCIL}),
    (commands.tell_by_telephone, commands.TellByTelephone, {"on": TODAY, "words": "Duty desk"}),
    (commands.answer, commands.Answer, {"words": "A place"}),
    (commands.note_blocker, commands.NoteBlocker, {"words": "Rang"}),
    (commands.name_person, commands.NamePerson, {"named_person": "Ada Lowe"}),
    (commands.move_due, commands.MoveDue, {"due_on": TODAY + timedelta(days=9), "because": "Later"}),
    (commands.finish_blocker, commands.FinishBlocker, {"outcome": "A place"}),
    (commands.withdraw_blocker, commands.WithdrawBlocker, {"because": "Wrong"}),
]


@pytest.mark.parametrize(("act", "kind", "given"), CHANGES)
def test_each_change_is_recorded_and_for_those_who_may(
    raised: Raise,
    do: Do,
    session: Session,
    world: World,
    arrange: Arrange,
    ward: Ward,
    act: Any,
    kind: type,
    given: Any,
) -> None:
    made = raised()
    rowan = arrange(lambda: world.ward("Rowan"))
    for role, place, refusal in ((Role.BANK_WORKER, ward, NotAllowed), (Role.WARD_MEMBER, rowan, NotFound)):
        user = arrange(lambda role=role, place=place: world.user(role, place))
        with pytest.raises(refusal):
            do(act, on(made, kind, **given), by=actor_of(session, user, now=NOW, request_id=""))
    lines = select(func.count()).select_from(AuditLine).where(AuditLine.subject_id == made.id)
    before = session.scalar(lines) or 0
    do(act, on(made, kind, **given))
    assert session.scalar(lines) == before + 1


@pytest.mark.parametrize(
    ("act", "kind", "given"), [change for change in CHANGES if change[1] is not commands.NoteBlocker]
)
def test_nothing_but_a_note_is_added_to_what_is_closed(raised: Raise, do: Do, act: Any, kind: type, given: Any) -> None:
    made = raised()
    closed = do(commands.finish_blocker, on(made, commands.FinishBlocker, outcome="Offered"))
    with pytest.raises(RuleBroken, match="closed already"):
        do(act, on(closed, kind, **given))


@pytest.mark.parametrize(
    ("act", "kind", "field", "given"),
    [
        (commands.answer, commands.Answer, "words", {}),
        (commands.note_blocker, commands.NoteBlocker, "words", {}),
        (commands.tell_by_telephone, commands.TellByTelephone, "words", {"on": TODAY}),
        (commands.finish_blocker, commands.FinishBlocker, "outcome", {}),
        (commands.withdraw_blocker, commands.WithdrawBlocker, "because", {}),
        (commands.move_due, commands.MoveDue, "because", {"due_on": TODAY + timedelta(days=9)}),
        (commands.hand_on, commands.HandOn, "next_step", {"owner": TO_COUNCIL}),
    ],
)
@pytest.mark.parametrize("words", ["", "Ask Alder", "x" * 501])
def test_words_are_asked_for_kept_short_and_never_say_who_it_is(
    raised: Raise, do: Do, steps: Steps, act: Any, kind: type, field: str, given: dict[str, Any], words: str
) -> None:
    if kind is commands.HandOn and not words:
        words = "Alder"  # a next step may be left as it is
    made = raised()
    with pytest.raises(RuleBroken) as broken:
        do(act, on(made, kind, **given, **{field: words}))
    assert broken.value.field == field
    assert len(steps(made)) == 1


def test_a_joint_owner_hands_on_to_one_of_the_two(
    raised: Raise, do: Do, icb: Organisation, council: Organisation
) -> None:
    made = raised(reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id, joint_id=council.id))
    handed = do(commands.hand_on, on(made, commands.HandOn, owner=Owner(OwnerKind.ICB, icb.id)))
    assert handed.joint_owner_id is None
