"""Many changes at once are told once, in the same transaction."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from discharge.core.actor import process
from discharge.core.events import Reactions, Wiring, tell, told_together
from discharge.stays.events import StayChanged, WardDays
from tests.factories import NOW

OPERATOR = process("A test", source="cli")
BIRCH, ELM, TRUST = UUID(int=1), UUID(int=2), UUID(int=9)
MONDAY = date(2026, 11, 23)


def changed(stay: int, ward: UUID, first: int, last: int, *, trust: UUID = TRUST) -> StayChanged:
    days = WardDays(ward, MONDAY + timedelta(days=first), MONDAY + timedelta(days=last))
    return StayChanged(stay_id=UUID(int=stay), organisation_id=trust, touched=(days,))


@pytest.fixture
def heard(session: Session) -> list[StayChanged]:
    """What is heard of stays on this session."""
    found: list[StayChanged] = []

    def hear(_session: Session, event: StayChanged, **_more: object) -> None:
        found.append(event)

    reactions: Reactions = {StayChanged: (hear,)}
    session.info["wiring"] = Wiring(reactions=reactions, keep_record=lambda _session: None)
    return found


def test_changes_of_one_trust_are_told_as_one_with_their_days_joined(
    session: Session, heard: list[StayChanged]
) -> None:
    with told_together(session):
        for event in (changed(1, BIRCH, 0, 2), changed(2, BIRCH, 3, 4), changed(3, ELM, 0, 0), changed(1, BIRCH, 9, 9)):
            tell(session, event, actor=OPERATOR, now=NOW)
        assert heard == []
    (one,) = heard
    assert one.stay_ids == (UUID(int=1), UUID(int=2), UUID(int=3))
    runs = [(run.ward_id, (run.first - MONDAY).days, (run.last - MONDAY).days) for run in one.touched]
    assert runs == [(BIRCH, 0, 4), (BIRCH, 9, 9), (ELM, 0, 0)]


def test_another_trusts_are_told_apart(session: Session, heard: list[StayChanged]) -> None:
    with told_together(session):
        tell(session, changed(1, BIRCH, 0, 0), actor=OPERATOR, now=NOW)
        tell(session, changed(2, ELM, 0, 0, trust=UUID(int=8)), actor=OPERATOR, now=NOW)
    assert [event.stay_ids for event in heard] == [(UUID(int=1),), (UUID(int=2),)]


def test_a_fault_inside_tells_nothing_and_the_next_is_told_at_once(session: Session, heard: list[StayChanged]) -> None:
    def fail_after_one() -> None:
        with told_together(session):
            tell(session, changed(1, BIRCH, 0, 0), actor=OPERATOR, now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after_one()
    assert heard == []
    tell(session, changed(2, BIRCH, 0, 0), actor=OPERATOR, now=NOW)
    assert len(heard) == 1
