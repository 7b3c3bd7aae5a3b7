"""Shared by the tests of blockers: whom somebody waits for, who acts, and how a command is carried out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.blockers.commands import AgreeAction, BeginMeeting, RaiseBlocker, begin_meeting, raise_blocker
from discharge.blockers.models import Blocker, BlockerStep, Meeting, MeetingPerson
from discharge.blockers.rules.meetings import MeetingKind, Said
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.transaction import carry_out
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, Do

Raise = Callable[..., Blocker]
Load = Callable[[Blocker], Blocker]
Steps = Callable[[Blocker], list[BlockerStep]]
Run = Callable[..., Any]
Begin = Callable[[], tuple[Meeting, Blocker]]
SUPPORTED = "EXT-22"  # supported accommodation place not available, owned by housing
SPLIT = "EXT-01"  # panel or split decision, owned by the ICB
FRIDAY = TODAY + timedelta(days=4)


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, person=world.person(surname="Alder", given_name="Ruth")))
    return made


@pytest.fixture
def icb(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.ICB, "Fenland ICB"))
    return made


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    return made


@pytest.fixture
def provider(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Harbour Homes"))
    return made


@pytest.fixture
def actor(session: Session, nurse: User) -> Actor:
    return actor_of(session, nurse, now=NOW, request_id="")


@pytest.fixture
def do(session: Session, actor: Actor) -> Do:
    """Carry out a command as the nurse of `ward`: `do(hand_on, HandOn(...))`; `by=` another actor, `at=` a time."""

    def carry(act: Any, command: Any, *, by: Actor | None = None, at: datetime = NOW) -> Any:
        return carry_out(session, act, command, actor=by or actor, now=at)

    return carry


@pytest.fixture
def raised(do: Do, stay: Stay, provider: Organisation) -> Raise:
    """A blocker raised by hand: supported accommodation, owed by Harbour Homes, unless said otherwise."""

    def make(**given: Any) -> Blocker:
        at = given.pop("at", NOW)
        values = {"reason": SUPPORTED, "owner": Owner(OwnerKind.HOUSING, provider.id), "stay_id": stay.id, **given}
        made: Blocker = do(raise_blocker, RaiseBlocker(**values), at=at)
        return made

    return make


@pytest.fixture
def now_is(session: Session) -> Load:
    """A blocker as it stands in the database."""

    def load(blocker: Blocker) -> Blocker:
        session.rollback()
        session.expunge_all()
        return session.get_one(Blocker, blocker.id)

    return load


@pytest.fixture
def steps(session: Session) -> Steps:
    def load(blocker: Blocker) -> list[BlockerStep]:
        session.rollback()
        of_one = select(BlockerStep).where(BlockerStep.blocker_id == blocker.id).order_by(BlockerStep.number)
        return list(session.scalars(of_one))

    return load


@pytest.fixture
def coordinator(session: Session, world: World, ward: Ward, arrange: Arrange) -> Actor:
    """Of the whole trust."""
    user = arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Asha Reed"))
    return actor_of(session, user, now=NOW, request_id="")


@pytest.fixture
def run(do: Do, coordinator: Actor) -> Run:
    """Carry out a command as the coordinator."""

    def carry(act: Any, command: Any, **given: Any) -> Any:
        return do(act, command, **{"by": coordinator, **given})

    return carry


@pytest.fixture
def begun(run: Run, ward: Ward, raised: Raise) -> Begin:
    """A weekly meeting of the ward, at which Ruth Alder waits for Harbour Homes."""

    def begin() -> tuple[Meeting, Blocker]:
        blocker = raised()
        return run(begin_meeting, BeginMeeting(kind=MeetingKind.WEEKLY, ward_ids=(ward.id,))), blocker

    return begin


def agreed(meeting: Meeting, blocker: Blocker, **given: Any) -> AgreeAction:
    words = {"agreed": "Viewing offered", "version": blocker.version, "due_on": FRIDAY, "named_person": "Sam Oduya"}
    return AgreeAction(
        **{"meeting_id": meeting.id, "stay_id": blocker.stay_id, "blocker_id": blocker.id, **words, **given}
    )


def said_of(session: Session, meeting: Meeting) -> Said:
    session.rollback()
    session.expunge_all()
    return session.scalars(select(MeetingPerson.said).where(MeetingPerson.meeting_id == meeting.id)).one()
