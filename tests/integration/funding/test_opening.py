"""Opening a case: once, for whom, from which day, and seen by whom."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.errors import NotFound, RuleBroken
from discharge.funding.commands.notes import (
    RecordNeeds,
    record_needs,
)
from discharge.funding.commands.opening import OpenCase, open_case
from discharge.stays.models import Person
from tests.factories import TODAY, World
from tests.integration.funding.conftest import CHC, OTHER, S117, Funding
from tests.shapes import Arrange


def test_the_same_kind_is_opened_once(funding: Funding) -> None:
    assert funding.open().id == funding.open().id
    assert len(funding.steps()) == 1


@pytest.mark.parametrize("day", [date(2026, 2, 19), TODAY + timedelta(days=1)])
def test_a_case_is_opened_between_admission_and_today(funding: Funding, day: date) -> None:
    with pytest.raises(RuleBroken, match="Enter a day from the admission on 20 February 2026 to today"):
        funding.open(on=day)


def test_continuing_healthcare_is_for_adults(funding: Funding, arrange: Arrange, session: Session) -> None:
    arrange(lambda: setattr(session.get_one(Person, funding.stay.person_id), "birth_date", date(2009, 1, 1)))
    with pytest.raises(RuleBroken, match="for adults"):
        funding.open(CHC)


def test_a_closed_case_is_opened_again_by_its_next_step(funding: Funding) -> None:
    funding.open(OTHER)
    funding.step("OTH-NA", words="A family pays")
    version = funding.case(OTHER).version
    command = RecordNeeds(stay_id=funding.stay.id, kind=OTHER, version=version, needs=("home",))
    with pytest.raises(RuleBroken, match="This case is closed"):
        funding.do(record_needs, command)
    funding.step("OTH-CONSID")
    assert funding.case(OTHER).closed_on is None


def test_a_case_that_is_not_there_or_not_in_sight_is_missing(
    funding: Funding, nurse_actor: Actor, world: World, arrange: Arrange
) -> None:
    with pytest.raises(NotFound):
        funding.step("S117-ELIG")
    elsewhere = arrange(lambda: world.stay(world.ward("Rowan")))
    with pytest.raises(NotFound):
        funding.do(open_case, OpenCase(stay_id=elsewhere.id, kind=S117, on=TODAY), by=nurse_actor)
