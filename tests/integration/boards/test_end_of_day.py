"""A ward's day on one page, saved together."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.days.models import DayMark, DayPlan
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import Stay
from discharge.summaries.models import WardDay
from tests.factories import TODAY, World
from tests.shapes import Arrange


@pytest.fixture
def people(world: World, arrange: Arrange, ward: Ward) -> list[Stay]:
    made: list[Stay] = arrange(lambda: [world.stay(ward, bed=str(number)) for number in range(1, 5)])
    return made


def at(ward: Ward, *, days_ago: int = 0) -> str:
    return f"/wards/{ward.id}/days/{TODAY - timedelta(days=days_ago)}"


def of(stay: Stay, **said: object) -> dict[str, object]:
    return {f"p{stay.id.hex}-{name}": value for name, value in said.items()}


def marks(session: Session) -> dict[Any, DayMark]:
    session.rollback()
    session.expunge_all()
    return {mark.stay_id: mark for mark in session.scalars(select(DayMark))}


def test_a_whole_ward_is_marked_at_once(
    browse: Any, people: list[Stay], ward: Ward, session: Session, here: Any, arrange: Arrange
) -> None:
    arrange(lambda: here.mark(people[3], TODAY - timedelta(days=1), Colour.RED, reason="EXT-22", owner="housing"))
    page = browse.get(at(ward))
    saved = page.submit(
        "Save",
        **of(people[0], colour="green", interventions=["GRN-01"], own_words="Walk in the garden"),
        **of(people[1], colour="red", reason="INT-03"),
        **of(people[2], colour="absent", absence_kind="awol"),
        **of(people[3], colour="same"),
    )
    assert "4 people saved" in saved.text
    assert "4 of 4 people marked" in saved.text
    said = {mark.stay_id: (mark.colour, mark.reason) for mark in marks(session).values() if mark.day == TODAY}
    assert said == {
        people[0].id: (Colour.GREEN, ""),
        people[1].id: (Colour.RED, "INT-03"),
        people[2].id: (Colour.ABSENT, ""),
        people[3].id: (Colour.RED, "EXT-22"),
    }
    row = session.scalars(select(WardDay)).one()
    assert (row.green, row.red, row.absent, row.unmarked) == (1, 2, 1, 0)


def test_what_is_refused_in_one_row_keeps_the_others(
    browse: Any, people: list[Stay], ward: Ward, session: Session, here: Any, arrange: Arrange
) -> None:
    page = browse.get(at(ward))
    arrange(lambda: here.mark(people[1], TODAY, Colour.GREEN))
    answer = page.submit(
        "Save",
        **of(people[0], colour="red"),
        **of(people[1], colour="red", reason="INT-03"),
        **of(people[2], colour="red", reason="INT-03"),
    )
    assert "1 person saved" in answer.text
    assert [words.split(": ", 1)[1] for words in answer.errors.values()] == [
        "Select what the person waited for",
        "somebody else has said “Green day” meanwhile. What you chose was not saved",
    ]
    assert {stay_id: mark.colour for stay_id, mark in marks(session).items()} == {
        people[1].id: Colour.GREEN,
        people[2].id: Colour.RED,
    }


def test_the_list_sent_twice_is_kept_once(browse: Any, people: list[Stay], ward: Ward, session: Session) -> None:
    page = browse.get(at(ward))
    for _ in range(2):
        page.submit("Save", **of(people[0], colour="red", reason="INT-03"))
    assert marks(session)[people[0].id].revisions == 1


def test_one_reason_covers_a_late_batch(browse: Any, people: list[Stay], ward: Ward, session: Session) -> None:
    page = browse.get(at(ward, days_ago=5))
    assert "This day closed" in page.text
    red = {**of(people[0], colour="red", reason="INT-03"), **of(people[1], colour="red", reason="INT-03")}
    refused = page.submit("Save", **red)
    assert refused.errors == {"late_reason": "Enter why this day is marked only now"}
    assert not marks(session)
    assert "2 people saved" in refused.submit("Save", late_reason="entered from paper").text
    assert {mark.late_reason for mark in marks(session).values()} == {"entered from paper"}


def test_the_next_day_is_planned_in_the_same_list(
    browse: Any, people: list[Stay], ward: Ward, session: Session
) -> None:
    browse.get(at(ward)).submit("Save", **of(people[0], next_plan="senior review; Phone her sister"))
    plan = session.scalars(select(DayPlan)).one()
    assert (plan.day, plan.steps) == (TODAY + timedelta(days=1), [{"code": "GRN-01"}, {"words": "Phone her sister"}])
    assert "Tue 24 Nov: Senior review, Phone her sister" in browse.get(at(ward)).text


def test_opening_the_list_is_one_line_with_its_people(
    browse: Any, people: list[Stay], ward: Ward, session: Session
) -> None:
    browse.get(at(ward))
    line = session.scalars(select(AuditLine).where(AuditLine.action == "ward.end_of_day_shown")).one()
    found = session.scalars(
        select(AuditGroupMember.person_id).where(AuditGroupMember.group_digest == line.group_digest)
    ).all()
    assert set(found) == {stay.person_id for stay in people}


def test_the_list_costs_the_same_for_one_as_for_many(
    browse: Any, world: World, ward: Ward, arrange: Arrange, count_queries: Any
) -> None:
    arrange(lambda: world.stay(ward))
    browse.get(at(ward))
    one = count_queries(lambda: browse.get(at(ward)))
    arrange(lambda: [world.stay(ward) for _ in range(24)])
    browse.get(at(ward))  # a new group of people is kept once
    assert count_queries(lambda: browse.get(at(ward))) == one


def test_who_may_open_the_list(browse_as: Any, people: list[Stay], world: World, ward: Ward, arrange: Arrange) -> None:
    bank, executive, stranger = arrange(
        lambda: [
            world.user(Role.BANK_WORKER, ward),
            world.user(Role.EXECUTIVE, world.trust),
            world.user(Role.WARD_MEMBER, world.ward("Rowan")),
        ]
    )
    assert browse_as(bank).get(at(ward)).heading == "Birch ward, end of day"
    browse_as(executive).get(at(ward), status=403)
    browse_as(stranger).get(at(ward), status=404)
    browse_as(bank).get(at(ward, days_ago=-1), status=404)
    assert browse_as(None).get(at(ward)).path == "/sign-in"
