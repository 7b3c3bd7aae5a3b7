"""Shared by the tests of escalation: a ladder with people on it, whom somebody waits for, how a command is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, ScopeKind, User
from discharge.access.queries import actor_of
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor, process
from discharge.core.transaction import carry_out
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import RaiseEscalation, Rise, raise_escalation, rise
from discharge.escalation.commands.keeping import New, insert_escalation
from discharge.escalation.models import Escalation, EscalationStep, LadderPost
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO, WARD
from discharge.escalation.rules.states import State, Subject
from discharge.escalation.rules.triggers import Trigger
from discharge.notices.models import ToldNotice
from discharge.places.models import Organisation, OrganisationKind, System, Ward
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, BrowseAs, Do

Raise = Callable[..., Escalation]
Pull = Callable[[Stay], Escalation]
Load = Callable[[Escalation], Escalation]
Steps = Callable[[Escalation], list[EscalationStep]]
SWEEP = process("The sweep", source="cli")
FRIDAY = TODAY + timedelta(days=4)
PANEL = "EXT-01"  # panel or split decision, owned by the ICB


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """One for each level of the trust, one at the top of the council, and the two who coordinate."""

    manager: User
    service: User
    head: User
    director: User
    sro: User
    council: User
    coordinator: User
    system: User


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, person=world.person(surname="Alder", given_name="Ruth")))
    return made


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    return made


def stands(world: World, user: User, place: Ward | Organisation | System, level: int, **columns: Any) -> LadderPost:
    """Put somebody on the ladder of a place, from the beginning of the year."""
    kinds = {Ward: ScopeKind.WARD, Organisation: ScopeKind.ORGANISATION, System: ScopeKind.SYSTEM}
    since = {"from_on": date(2026, 1, 1), "set_by": "Priya Nair", "set_at": NOW}
    values = {"place_kind": kinds[type(place)], "place_id": place.id, "level": level, "user_id": user.id}
    post = LadderPost(organisation_id=world.trust.id, **(since | values | columns))
    world.session.add(post)
    world.session.flush()
    return post


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward, council: Organisation) -> People:
    def make() -> People:
        trust = world.trust
        made = People(
            manager=world.user(Role.WARD_MANAGER, ward, name="Mary Manager"),
            service=world.user(Role.SERVICE_MANAGER, trust, name="Sam Service"),
            head=world.user(Role.EXECUTIVE, trust, name="Hari Head"),
            director=world.user(Role.EXECUTIVE, trust, name="Dora Director"),
            sro=world.user(Role.EXECUTIVE, trust, name="Stella Officer"),
            council=world.user(Role.EXECUTIVE, council, name="Clive Council"),
            coordinator=world.user(Role.COORDINATOR, trust, name="Cora Coordinator"),
            system=world.user(Role.SYSTEM_COORDINATOR, world.system, name="Sylvia System"),
        )
        stands(world, made.manager, ward, WARD)
        for user, level in ((made.service, SERVICE), (made.head, HEADS), (made.director, DIRECTORS), (made.sro, SRO)):
            stands(world, user, trust, level)
        stands(world, made.council, council, SRO)
        return made

    return arrange(make)  # type: ignore[no-any-return]


@pytest.fixture
def acting(session: Session) -> Callable[..., Actor]:
    """The actor for somebody, as their roles stand at a moment."""

    def of(user: User, at: datetime = NOW) -> Actor:
        session.expunge_all()
        session.rollback()
        return actor_of(session, user, now=at, request_id="")

    return of


@pytest.fixture
def do(session: Session, acting: Callable[..., Actor], nurse: User) -> Do:
    """Carry out a command as the nurse of `ward`: `do(decide, Decide(...), by=user, at=moment)`."""

    def carry(act: Any, command: Any, *, by: User | Actor | None = None, at: datetime = NOW) -> Any:
        who = by if isinstance(by, Actor) else acting(by or nurse, at)
        return carry_out(session, act, command, actor=who, now=at)

    return carry


@pytest.fixture
def raised(do: Do, stay: Stay, council: Organisation) -> Raise:
    """An ask about Ruth Alder, owed by Westmere Council, at the service, unless said otherwise."""

    def make(*, at: datetime = NOW, by: User | None = None, **given: Any) -> Escalation:
        values = {
            "subject": Subject.STAY,
            "stay_id": stay.id,
            "ask": "Agree interim funding",
            "owner": Owner(OwnerKind.COUNCIL, council.id),
            "due_on": FRIDAY + timedelta(days=60),
            "cause": PANEL,
        }
        made: Escalation = do(raise_escalation, RaiseEscalation(**(values | given)), by=by, at=at)
        return made

    return make


@pytest.fixture
def now_is(session: Session) -> Callable[[Escalation], Escalation]:
    """An escalation as it stands in the database."""

    def load(escalation: Escalation) -> Escalation:
        session.expunge_all()
        session.rollback()
        return session.get_one(Escalation, escalation.id)

    return load


@pytest.fixture
def steps(session: Session) -> Callable[[Escalation], list[EscalationStep]]:
    def load(escalation: Escalation) -> list[EscalationStep]:
        session.expunge_all()
        session.rollback()
        of_one = select(EscalationStep).where(EscalationStep.escalation_id == escalation.id)
        return list(session.scalars(of_one.order_by(EscalationStep.number)))

    return load


@pytest.fixture
def told(session: Session) -> Callable[[User], list[str]]:
    """What somebody was told, the first first: kinds, by reference."""

    def load(user: User) -> list[str]:
        session.expunge_all()
        session.rollback()
        of_one = select(ToldNotice).where(ToldNotice.user_id == user.id).order_by(ToldNotice.told_at, ToldNotice.kind)
        return [notice.kind.value for notice in session.scalars(of_one)]

    return load


@pytest.fixture
def risen(do: Do) -> Callable[..., bool]:
    """Sweep one escalation once, at a moment."""

    def sweep(escalation: Escalation, at: datetime) -> bool:
        on: bool = do(rise, Rise(escalation_id=escalation.id, seen_on=at.date()), by=SWEEP, at=at)
        return on

    return sweep


@pytest.fixture
def triggered(stay: Stay, trigger: Pull) -> Escalation:
    """What the sweep raised: it waits to be worded, and will stand at the heads of service."""
    return trigger(stay)


@pytest.fixture
def another(world: World, arrange: Arrange, ward: Ward, trigger: Pull) -> Escalation:
    """The same about somebody else."""
    return trigger(arrange(lambda: world.stay(ward, person=world.person(surname="Begum", given_name="Shirin"))))


@pytest.fixture
def trigger(session: Session, council: Organisation) -> Pull:
    def raise_about(stay: Stay) -> Escalation:
        new = New(
            organisation_id=stay.organisation_id,
            subject=Subject.STAY,
            owner=Owner(OwnerKind.COUNCIL, council.id),
            level=HEADS,
            state=State.TO_WORD,
            stay_id=stay.id,
            person_id=stay.person_id,
            ward_id=stay.last_ward_id,
            cause=PANEL,
            trigger=Trigger.READY,
        )
        key = carry_out(session, insert_escalation, new, actor=SWEEP, now=NOW)
        session.expunge_all()
        session.rollback()
        return session.get_one(Escalation, key)

    return raise_about


@pytest.fixture
def at_top(raised: Raise) -> Raise:
    """An ask that stands with the executive SRO."""
    return lambda **given: raised(**({"level": SRO} | given))


@pytest.fixture
def sro(browse_as: BrowseAs, people: People) -> Browse:
    return browse_as(people.sro)
