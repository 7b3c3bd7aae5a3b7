"""Somebody detained under section 3 since March, clinically ready, whose responsible bodies are known."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.core.actor import Actor
from discharge.core.transaction import carry_out
from discharge.funding.commands.opening import OpenCase, open_case
from discharge.funding.commands.steps import TakeStep, take_step
from discharge.funding.models import FundingCase, FundingStep
from discharge.funding.rules.codes import STATUSES, FundingKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.models import LegalPeriod, Stay
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange

MARCH = date(2026, 3, 4)
NOVEMBER = date(2026, 11, 2)
S117, CHC, OTHER = FundingKind.S117, FundingKind.CHC, FundingKind.OTHER
NEEDS = ("home", "visits")
TO_NEEDS = ("S117-ELIG", "S117-RESP", "S117-NEED")


@dataclass
class Funding:
    """Works on cases as one person. Each call is one committed command."""

    session: Session
    actor: Actor
    stay: Stay

    def open(self, kind: FundingKind = S117, on: date = NOVEMBER) -> FundingCase:
        return self.do(open_case, OpenCase(stay_id=self.stay.id, kind=kind, on=on))

    def step(self, code: str, on: date = NOVEMBER, *, at: datetime = NOW, **said: Any) -> FundingCase:
        kind = STATUSES[code].kind
        usual: dict[str, Any] = {}
        if code.endswith(("NEED", "CONSID")):
            usual = {"needs": NEEDS}
        elif code.endswith("INTERIM"):
            usual = {"agreed_by": "J. Bell for the ICB"}
        elif code == "S117-AGREED":
            usual = {"icb_percent": 50, "council_percent": 50, "split_by": "J. Bell and T. Ives"}
        given = {**usual, **said}
        for share in ("icb_percent", "council_percent"):
            if share in given and given[share] is not None:
                given[share] = Decimal(str(given[share]))
        return self.do(take_step, TakeStep(stay_id=self.stay.id, kind=kind, code=code, on=on, **given), at=at)

    def to(self, *codes: str, on: date = NOVEMBER, **said: Any) -> FundingCase:
        """Several steps on one day; what is said goes to the last."""
        case = None
        for code in codes:
            case = self.step(code, on, **(said if code == codes[-1] else {}))
        assert case is not None
        return case

    def do(self, act: Any, command: Any, *, at: datetime = NOW, by: Actor | None = None) -> Any:
        return carry_out(self.session, act, command, actor=by or self.actor, now=at)

    def case(self, kind: FundingKind = S117) -> FundingCase:
        self.session.expire_all()
        found = self.session.scalars(
            select(FundingCase).where(FundingCase.stay_id == self.stay.id, FundingCase.kind == kind)
        ).one()
        self.session.rollback()
        return found

    def steps(self, kind: FundingKind = S117) -> list[FundingStep]:
        case = self.case(kind)
        found = self.session.scalars(
            select(FundingStep).where(FundingStep.case_id == case.id).order_by(FundingStep.number)
        )
        return list(found)


@pytest.fixture
def icb(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.ICB, "Fenland ICB"))
    return made


@pytest.fixture
def council(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    return made


@pytest.fixture
def stay(
    session: Session, world: World, arrange: Arrange, ward: Ward, icb: Organisation, council: Organisation
) -> Stay:
    def make() -> Stay:
        bodies = {"responsible_icb_id": icb.id, "responsible_council_id": council.id}
        made = world.stay(ward, bed="3", admitted_on=date(2026, 2, 20), **bodies)
        detain(session, made, "03", MARCH)
        return made

    made: Stay = arrange(make)
    return made


def detain(session: Session, stay: Stay, code: str, on: date, until: date | None = None) -> LegalPeriod:
    is_ours = not code.isdecimal()
    period = LegalPeriod(
        organisation_id=stay.organisation_id,
        person_id=stay.person_id,
        stay_id=stay.id,
        kind=code if is_ours else "detention",
        code="" if is_ours else code,
        started_on=on,
        ended_on=until,
        entered_at=NOW,
    )
    session.add(period)
    return period


@pytest.fixture
def coordinator(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Ada Quill"))
    return made


@pytest.fixture
def funding(session: Session, coordinator: User, stay: Stay) -> Funding:
    return Funding(session, actor_of(session, coordinator, now=NOW, request_id=""), stay)


@pytest.fixture
def nurse_actor(session: Session, nurse: User) -> Actor:
    return actor_of(session, nurse, now=NOW, request_id="")


__all__ = ["TODAY", "Funding", "detain"]
