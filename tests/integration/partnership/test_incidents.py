"""Near misses and serious incidents, in a browser: who tells, who reads, what is decided, what was learned."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.partnership.models import Incident
from discharge.places.models import Ward
from discharge.stays.models import Person, Stay
from tests.browse import Browse, Page
from tests.factories import TODAY, World

Arrange = Callable[[Callable[[], Any]], Any]
BrowseAs = Callable[..., Browse]

A_FALL = {"kind": "serious", "what_happened": "A fall on the stairs", "done_at_once": "Seen by a doctor"}


@pytest.fixture
def stay(world: World, ward: Ward, arrange: Arrange) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward))
    return made


@pytest.fixture
def coordinator(world: World, browse_as: BrowseAs, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Joan Hale")))


def told(browse: Browse, stay: Stay, **more: object) -> Page:
    return browse.get(f"/stays/{stay.id}/incident").submit("Tell of it", **{**A_FALL, **more})


def the_incident(session: Session) -> Incident:
    session.rollback()
    return session.scalars(select(Incident)).one()


def test_a_nurse_tells_a_coordinator_decides_and_closes(
    browse: Browse, coordinator: Browse, stay: Stay, session: Session
) -> None:
    page = told(browse, stay)
    assert page.heading == "Serious incident I-1"
    assert "To be looked into" in page.text
    assert "Decide about" not in page.text  # whoever told of it reads what became of it

    address = f"/incidents/{the_incident(session).id}"
    assert "I-1" in coordinator.get("/incidents").text
    page = coordinator.get(f"{address}/close").submit("Close it", learned="Two handrails")
    assert page.errors == {"": "Decide first whether the Safeguarding Adults Board is told"}
    decide = coordinator.get(f"{address}/decide")
    assert set(decide.submit("Save").errors) == {"is_referred"}
    page = decide.submit("Save", is_referred="yes", referred_on=TODAY, board_reference="SAB-77")
    assert "SAB-77" in page.text
    page = coordinator.get(f"{address}/close").submit("Close it", learned="Two handrails")
    assert "Two handrails" in page.text
    assert "Closed lately" in browse.get("/incidents").text

    session.rollback()
    actions = session.scalars(
        select(AuditLine.action).where(AuditLine.action.startswith("incident.")).order_by(AuditLine.number)
    ).all()
    assert [action for action in actions if action != "incident.shown"] == [
        "incident.told",
        "incident.looked_into",
        "incident.closed",
    ]
    assert "incident.shown" in actions


def test_the_words_never_say_who_it_is(browse: Browse, stay: Stay, session: Session) -> None:
    page = told(browse, stay, what_happened=f"{session.get_one(Person, stay.person_id).surname} fell")
    assert "Take out the person’s name" in page.errors["what_happened"]
    assert session.scalars(select(Incident)).all() == []


def test_a_day_before_the_admission_or_after_today_is_refused(browse: Browse, stay: Stay) -> None:
    before = stay.admitted_on - timedelta(days=1)
    assert set(told(browse, stay, happened_on=before).errors) == {"happened_on"}
    assert set(told(browse, stay, happened_on=TODAY + timedelta(days=1)).errors) == {"happened_on"}


def test_about_nobody_in_particular_the_ward_is_asked(
    world: World, ward: Ward, browse_as: BrowseAs, arrange: Arrange
) -> None:
    other = arrange(lambda: world.ward("Alder"))
    joan = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Joan Hale")))
    form = joan.get("/incidents/new")
    assert form.submit("Tell of it", **A_FALL).errors == {"ward_id": "Select the ward"}
    page = form.submit("Tell of it", **A_FALL, ward_id=str(other.id))
    assert "Alder" in page.text


def test_neither_a_colleague_nor_another_ward_reads_it(
    browse: Browse, stay: Stay, ward: Ward, world: World, browse_as: BrowseAs, arrange: Arrange, session: Session
) -> None:
    told(browse, stay)
    address = f"/incidents/{the_incident(session).id}"
    colleague: User = arrange(lambda: world.user(Role.WARD_MEMBER, ward, name="Ola Berg"))
    manager: User = arrange(lambda: world.user(Role.WARD_MANAGER, world.ward("Alder"), name="Kim Lo"))
    for user in (colleague, manager):
        other = browse_as(user)
        other.get(address, status=404)
        assert "I-1" not in other.get("/incidents").text
    browse_as(colleague).get(f"{address}/decide", status=403)
    browse_as(manager).get(f"{address}/decide", status=404)


def test_two_who_decide_at_once_see_both(coordinator: Browse, browse: Browse, stay: Stay, session: Session) -> None:
    told(browse, stay)
    address = f"/incidents/{the_incident(session).id}/decide"
    first, second = coordinator.get(address), coordinator.get(address)
    first.submit("Save", is_referred="no", because="Below their threshold")
    page = second.submit("Save", status=409, is_referred="yes", referred_on=TODAY)
    assert "Below their threshold" in page.text
    page.submit("Save", is_referred="yes", referred_on=TODAY, because="")
    assert the_incident(session).is_referred is True


def test_the_same_form_twice_is_one_incident(browse: Browse, stay: Stay, session: Session) -> None:
    form = browse.get(f"/stays/{stay.id}/incident")
    form.submit("Tell of it", **A_FALL)
    form.submit("Tell of it", **A_FALL)
    assert the_incident(session).number == 1
