"""Raising: one standing blocker for each stay, reason and owner, with a due date from the response time in force."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.blockers.commands import FinishBlocker, RaiseBlocker, finish_blocker, raise_blocker
from discharge.blockers.models import Blocker, Protocol
from discharge.blockers.queries import get_blocker, owner_words
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source, State, StepKind
from discharge.core.actor import Actor, process
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import ContactKind, Organisation, TeamFunction, Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, SUPPORTED, Raise, Steps
from tests.shapes import Arrange, Do


def test_a_blocker_says_who_owes_what_by_when(
    raised: Raise, steps: Steps, session: Session, provider: Organisation
) -> None:
    made = raised(next_step="Assess for a place", named_person="Ada Lowe")
    assert (made.state, made.source, made.raised_on, made.version) == (State.OPEN, Source.HAND, TODAY, 1)
    assert (made.received_on, made.due_on, made.soon_on) == (TODAY, date(2026, 11, 30), date(2026, 11, 26))
    assert owner_words(session, made.owner) == provider.name
    (step,) = steps(made)
    assert (step.number, step.kind, step.words, step.owner) == (1, StepKind.RAISED, "Assess for a place", made.owner)
    line = session.scalars(select(AuditLine).where(AuditLine.action == "blocker.raised")).one()
    assert (line.subject_id, line.person_id) == (made.id, made.person_id)


def test_the_same_reason_and_owner_is_the_same_blocker(raised: Raise, steps: Steps) -> None:
    first = raised(next_step="Assess for a place")
    assert raised().id == first.id
    again = raised(next_step="Answer the assessment", named_person="Ada Lowe", due_on=TODAY + timedelta(days=1))
    assert (again.id, again.next_step, again.named_person) == (first.id, "Answer the assessment", "Ada Lowe")
    assert again.due_on == TODAY + timedelta(days=1)
    assert [step.kind for step in steps(first)] == [StepKind.RAISED, StepKind.EXTENDED]


def test_three_providers_may_assess_at_once(raised: Raise, council: Organisation, session: Session) -> None:
    owners = (None, Owner(OwnerKind.HOUSING), Owner(OwnerKind.HOUSING, council.id))
    made = [raised(owner=owner) if owner else raised() for owner in owners]
    assert len({blocker.id for blocker in made}) == 3
    assert session.scalar(select(func.count()).select_from(Blocker)) == 3


def test_the_database_itself_refuses_a_second(raised: Raise, session: Session) -> None:
    made = raised()
    columns = {c.key: getattr(made, c.key) for c in Blocker.__table__.columns}
    session.add(Blocker(**{**columns, "id": uuid4()}))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_after_it_is_closed_it_may_be_raised_anew(raised: Raise, do: Do) -> None:
    first = raised()
    do(finish_blocker, FinishBlocker(blocker_id=first.id, version=first.version, outcome="Offered a place"))
    assert raised().id != first.id


def test_an_icb_and_a_council_may_owe_it_together(
    raised: Raise, icb: Organisation, council: Organisation, session: Session
) -> None:
    made = raised(reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id, joint_id=council.id))
    assert owner_words(session, made.owner) == "Fenland ICB with Westmere Council"
    assert raised(reason=SPLIT, owner=Owner(OwnerKind.COUNCIL, council.id, joint_id=icb.id)).id == made.id


def test_a_court_has_an_age_and_no_due_date(raised: Raise, world: World, arrange: Arrange) -> None:
    court = arrange(lambda: world.contact("Westmere Crown Court", ContactKind.COURT))
    made = raised(reason="EXT-37", owner=Owner(OwnerKind.COURTS, contact_id=court.id))
    assert (made.due_on, made.soon_on, made.received_on) == (None, None, None)
    with pytest.raises(RuleBroken, match="have no due date"):
        raised(reason="EXT-38", owner=Owner(OwnerKind.COURTS, contact_id=court.id), due_on=TODAY)


def test_the_response_time_of_an_outside_office_runs_from_when_it_was_told(
    raised: Raise, world: World, arrange: Arrange
) -> None:
    afar = arrange(lambda: world.contact("Lowshire Council", ContactKind.COUNCIL))
    made = raised(reason="EXT-12", owner=Owner(OwnerKind.COUNCIL, contact_id=afar.id))
    assert (made.received_on, made.due_on) == (None, None)


def test_the_trust_itself_is_meant_where_none_is_named(raised: Raise, stay: Stay) -> None:
    assert raised(reason="INT-25", owner=Owner(OwnerKind.TRUST)).owner_id == stay.organisation_id


@pytest.fixture
def wrong(
    world: World, arrange: Arrange, icb: Organisation, council: Organisation, provider: Organisation
) -> dict[str, Owner]:
    court = arrange(lambda: world.contact("Westmere Crown Court", ContactKind.COURT))
    team = arrange(lambda: world.team(council, TeamFunction.HOUSING_OPTIONS))
    closed = arrange(lambda: world.team(council, TeamFunction.LETTINGS, name="Old lettings", closed_on=TODAY))
    return {
        "an ICB as housing": Owner(OwnerKind.HOUSING, icb.id),
        "an organisation for a court": Owner(OwnerKind.COURTS, council.id),
        "nothing of that key": Owner(OwnerKind.HOUSING, uuid4()),
        "a court as a council": Owner(OwnerKind.COUNCIL, contact_id=court.id),
        "an unknown contact": Owner(OwnerKind.COURTS, contact_id=uuid4()),
        "both": Owner(OwnerKind.COURTS, council.id, contact_id=court.id),
        "two providers together": Owner(OwnerKind.HOUSING, provider.id, joint_id=council.id),
        "a team of another": Owner(OwnerKind.HOUSING, provider.id, team_id=team.id),
        "a team that closed": Owner(OwnerKind.COUNCIL, council.id, team_id=closed.id),
    }


@pytest.mark.parametrize(
    ("which", "field"),
    [
        ("an ICB as housing", "owner"),
        ("an organisation for a court", "owner"),
        ("nothing of that key", "owner"),
        ("a court as a council", "owner"),
        ("an unknown contact", "owner"),
        ("both", "owner"),
        ("two providers together", "joint"),
        ("a team of another", "team"),
        ("a team that closed", "team"),
    ],
)
def test_an_owner_that_cannot_be_is_refused(raised: Raise, wrong: dict[str, Owner], which: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        raised(owner=wrong[which])
    assert broken.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "EXT-99"}, "reason"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": TODAY - timedelta(days=11)}, "on"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=400)}, "due_on"),
        ({"next_step": "Ask Ruth's sister"}, "next_step"),
        ({"next_step": "x" * 201}, "next_step"),
        ({"named_person": "x" * 201}, "named_person"),
        ({"named_person": "Gone Away"}, "named_person"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(
    raised: Raise, session: Session, world: World, arrange: Arrange, given: dict[str, Any], field: str
) -> None:
    arrange(lambda: world.user(None, name="Gone Away", active=False))
    with pytest.raises(RuleBroken) as broken:
        raised(**given)
    assert broken.value.field == field
    assert session.scalars(select(Blocker)).all() == []


def test_somebody_with_an_account_is_named_by_it(raised: Raise, nurse: User) -> None:
    assert raised(named_person=nurse.name.upper()).named_person_id == nurse.id
    assert raised(named_person="Somebody Else").named_person_id is None


def test_nothing_is_raised_for_who_has_left(
    raised: Raise, world: World, arrange: Arrange, ward: Ward, actor: Actor
) -> None:
    gone = arrange(lambda: world.left(world.stay(ward), on=TODAY))
    with pytest.raises(RuleBroken, match="has left hospital"):
        raised(stay_id=gone.id)


def test_who_may_raise(
    do: Do, raised: Raise, session: Session, world: World, arrange: Arrange, ward: Ward, stay: Stay
) -> None:
    rowan = arrange(lambda: world.ward("Rowan"))
    coordinator, bank, stranger = (
        actor_of(session, arrange(lambda role=role, place=place: world.user(role, place)), now=NOW, request_id="")
        for role, place in ((Role.COORDINATOR, world.trust), (Role.BANK_WORKER, ward), (Role.WARD_MEMBER, rowan))
    )
    command = RaiseBlocker(stay_id=stay.id, reason=SUPPORTED, owner=Owner(OwnerKind.HOUSING))
    made = do(raise_blocker, command, by=coordinator)
    for who, refusal in ((bank, NotAllowed), (stranger, NotFound)):
        with pytest.raises(refusal):
            do(raise_blocker, command, by=who)
    assert get_blocker(session, bank, made.id, now=NOW).id == made.id
    with pytest.raises(NotFound):
        get_blocker(session, stranger, made.id, now=NOW)
    with pytest.raises(NotFound):
        get_blocker(session, coordinator, UUID(int=0), now=NOW)


def test_what_a_trust_agreed_goes_before_our_proposal_from_its_day_on(
    raised: Raise, session: Session, world: World, arrange: Arrange, stay: Stay
) -> None:
    def agree(from_on: date, answer_days: int | None) -> Protocol:
        row = Protocol(
            organisation_id=stay.organisation_id,
            theme="housing",
            owner_kind=OwnerKind.HOUSING,
            from_on=from_on,
            answer_days=answer_days,
            soon_days=0,
            source="Housing protocol 2026",
            set_by="Cora Lind",
            set_at=NOW,
        )
        session.add(row)
        return row

    arrange(lambda: agree(TODAY - timedelta(days=5), 2))
    arrange(lambda: agree(TODAY + timedelta(days=1), None))
    made = raised()
    assert (made.due_on, made.soon_on) == (TODAY + timedelta(days=2), TODAY + timedelta(days=2))
    later = raised(owner=Owner(OwnerKind.HOUSING), at=NOW + timedelta(days=1))
    assert later.due_on is None
    assert made.due_on == TODAY + timedelta(days=2)


def test_words_may_be_of_any_kind_of_letters(raised: Raise) -> None:
    words = "\U0001f3e0 \u0645\u0646\u0632\u0644 offered \U0001f44d"
    assert raised(next_step=words, named_person="Zo\u00eb \u0141uk").next_step == words


def test_another_module_raises_for_somebody_without_the_power(do: Do, stay: Stay) -> None:
    command = RaiseBlocker(
        stay_id=stay.id,
        reason=SUPPORTED,
        owner=Owner(OwnerKind.HOUSING),
        source=Source.HOUSING,
        next_step="Offer a place",
    )
    made = do(raise_blocker, command, by=process("A list", source="feed").acting_for("HousingReferred"))
    assert (made.source, made.raised_by_id) == (Source.HOUSING, None)
