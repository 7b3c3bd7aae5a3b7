"""Many people admitted at once leave what each alone would have left."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditDetail, AuditLine
from discharge.core.actor import process
from discharge.core.clock import moment_of
from discharge.core.errors import NotAllowed
from discharge.core.transaction import carry_out
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.commands.admitting import Admit, NewPerson, admit
from discharge.stays.commands.arriving import AdmitNewcomers, Newcomer, admit_newcomers
from discharge.stays.commands.corrections import CorrectStay, correct_stay
from discharge.stays.commands.edd import SetEdd, set_edd
from discharge.stays.models import ExpectedDischarge, LegalPeriod, Person, Stay, WardStay
from discharge.summaries.models import WardDay
from tests.factories import NOW, World, nhs_numbers
from tests.shapes import Arrange

FEED = process("Ward list", source="feed")
KEPT = (Person, Stay, WardStay, ExpectedDischarge, LegalPeriod, WardDay)
NUMBERS = list(islice(nhs_numbers(), 500, 520))


def newcomer(place: int, ward: Ward, *, nhs_number: str = "", **columns: Any) -> Newcomer:
    person = NewPerson(
        local_number=f"N{place}",
        nhs_number=nhs_number or NUMBERS[place],
        surname=f"Name{place}",
        given_name="Ann",
        birth_date=date(1990, 3, 14),
    )
    values = {
        "ward_id": ward.id,
        "person": person,
        "admitted_at": moment_of(date(2026, 11, 20 - place), time(14, 30)),
        "bed": str(place),
        "spell_number": f"S{place}",
        "legal_code": "03",
        "legal_from": date(2026, 11, 23),
        **columns,
    }
    return Newcomer(admission=Admit(**values), consultant="Dr Osei", expected_on=date(2026, 12, 10))


def alone(session: Session, one: Newcomer, *, actor: Any, now: datetime) -> Stay:
    """What the forms of a ward do."""
    stay = admit(session, one.admission, actor=actor, now=now)
    words = CorrectStay(stay_id=stay.id, consultant=one.consultant)
    correct_stay(session, words, actor=actor, now=now)
    assert one.expected_on is not None
    first = SetEdd(stay_id=stay.id, number_seen=0, expected_on=one.expected_on, reason="first_set")
    set_edd(session, first, actor=actor, now=now)
    return stay


def kept_in(session: Session, trust: UUID) -> Mapping[str, list[str]]:
    """All rows and lines of a trust, but for keys, hashes and how often a row was written."""
    session.rollback()
    session.expire_all()
    found = {
        model.__tablename__: sorted(
            _row(row) for row in session.scalars(select(model).filter_by(organisation_id=trust))
        )
        for model in KEPT
    }
    lines = session.execute(
        select(AuditLine.action, AuditLine.user_name, AuditLine.cause, AuditDetail.changes)
        .join(
            AuditDetail,
            and_(AuditDetail.organisation_id == AuditLine.organisation_id, AuditDetail.number == AuditLine.number),
        )
        .where(AuditLine.organisation_id == trust, AuditLine.source == "feed")
    )
    found["audit"] = sorted(
        str([*line, sorted(item for item in changes.items() if item[0] != "ward")]) for *line, changes in lines
    )
    return found


def _row(row: Any) -> str:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "version"}
    return str({name: value for name, value in values.items() if not isinstance(value, UUID)})


@pytest.fixture
def elsewhere(world: World, arrange: Arrange) -> Ward:
    """A ward of another trust, where the same numbers are other people."""
    made: Ward = arrange(lambda: world.ward("Elm", trust=world.organisation(OrganisationKind.TRUST, "Another Trust")))
    return made


def test_together_and_alone_leave_the_same(session: Session, ward: Ward, elsewhere: Ward) -> None:
    for place in range(6):
        carry_out(session, alone, newcomer(place, ward), actor=FEED, now=NOW)
    command = AdmitNewcomers(newcomers=[newcomer(place, elsewhere) for place in range(6)])
    carry_out(session, admit_newcomers, command, actor=FEED, now=NOW)

    together = kept_in(session, elsewhere.organisation_id)
    assert together == kept_in(session, ward.organisation_id)
    assert {name: len(rows) for name, rows in together.items()} == {
        "person": 6, "stay": 6, "ward_stay": 6, "expected_discharge": 6, "legal_period": 6, "ward_day": 9, "audit": 30
    }  # fmt: skip


def test_whoever_something_speaks_against_is_left_out(
    session: Session, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: world.person(local_number="N1"))
    arrange(lambda: world.person(nhs_number=NUMBERS[2]))
    closed = arrange(lambda: world.ward("Ash", closed_on=date(2026, 1, 1)))
    people = [
        newcomer(0, ward),
        newcomer(1, ward),
        newcomer(2, ward),
        newcomer(3, ward, nhs_number=NUMBERS[0]),
        newcomer(4, closed),
        newcomer(5, ward, bed="a bed of more than twenty letters"),
        replace(newcomer(6, ward), expected_on=date(2026, 1, 1)),
        newcomer(7, ward, legal_from=date(2026, 12, 1)),
        replace(newcomer(8, ward), consultant="x" * 201),
        newcomer(9, ward, admitted_at=moment_of(date(2026, 12, 1), time(9))),
    ]
    done = carry_out(session, admit_newcomers, AdmitNewcomers(newcomers=people), actor=FEED, now=NOW)
    assert list(done) == [0]


def test_it_is_for_those_who_are_let_in_everywhere(session: Session, ward: Ward) -> None:
    command = AdmitNewcomers(newcomers=[newcomer(0, ward)])
    with pytest.raises(NotAllowed):
        carry_out(session, admit_newcomers, command, actor=replace(FEED, everywhere=False), now=NOW)
