"""Admitting somebody, and taking a wrong admission back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditDetail, AuditLine
from discharge.core.actor import Actor, process
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.commands import admitting
from discharge.stays.commands.absence import StartAbsence, start_absence
from discharge.stays.commands.admitting import Admit, CancelAdmission, NewPerson, admit, cancel_admission
from discharge.stays.events import WardDays
from discharge.stays.models import AbsencePeriod, LegalPeriod, Person, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.stays.queries.base import open_stays
from discharge.stays.queries.finding import beds_given, find_people
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, Do

Told = list[tuple[WardDays, ...]]


def new(**columns: Any) -> NewPerson:
    given = {"local_number": "d900 001", "surname": "Okafor", "given_name": "Ada", "birth_date": date(1990, 5, 1)}
    return NewPerson(**{**given, **columns})


def refused(do: Do, command: Any, act: Any = admit, **rest: Any) -> tuple[str, str]:
    with pytest.raises(RuleBroken) as broken:
        do(act, command, **rest)
    return broken.value.field, broken.value.message


@pytest.fixture
def person(world: World, arrange: Arrange) -> Person:
    made: Person = arrange(lambda: world.person(surname="Alder", given_name="Ruth", birth_date=date(1984, 2, 3)))
    return made


def test_a_new_person_is_kept_and_admitted_and_every_day_of_the_ward_is_told(
    session: Session, do: Do, ward: Ward, told: Told
) -> None:
    at = NOW - timedelta(days=2)
    stay = do(
        admit,
        Admit(
            ward_id=ward.id,
            person=new(),
            admitted_at=at,
            bed="4",
            method="25",
            source="19",
            legal_code="02",
            legal_expires_on=date(2026, 12, 18),
            is_home_at_risk=True,
        ),
    )
    assert (stay.admitted_on, stay.bed, stay.is_home_at_risk) == (at.date(), "4", True)
    person = session.get_one(Person, stay.person_id)
    assert (person.local_number, person.nhs_number, person.nhs_number_status) == ("D900001", None, "07")
    leg = session.scalars(select(WardStay)).one()
    assert (leg.ward_id, leg.started_at, leg.ended_at, leg.bed) == (ward.id, at, None, "4")
    legal = session.scalars(select(LegalPeriod)).one()
    assert (legal.kind, legal.code, legal.started_on, legal.stay_id) == ("detention", "02", at.date(), stay.id)
    assert told == [(WardDays(ward.id, at.date(), TODAY),)]
    actions = session.scalars(select(AuditLine.action).order_by(AuditLine.number)).all()
    assert actions == ["person.added", "stay.authority_started", "stay.admitted"]


def test_an_nhs_number_is_checked_and_kept_without_gaps(session: Session, do: Do, ward: Ward, world: World) -> None:
    number = next(world._nhs_numbers)
    do(admit, Admit(ward_id=ward.id, person=new(nhs_number=f" {number[:3]} {number[3:]}"), admitted_at=NOW))
    assert session.scalars(select(Person.nhs_number)).one() == number
    wrong = new(local_number="D2", nhs_number=f"{number[:9]}{(int(number[9]) + 1) % 10}")
    command = Admit(ward_id=ward.id, person=wrong, admitted_at=NOW)
    assert refused(do, command) == ("nhs_number", "Check the NHS number: one of its digits is wrong")


@pytest.mark.parametrize("field", ["local_number", "nhs_number"])
def test_a_number_that_somebody_has_is_not_given_twice(
    do: Do, ward: Ward, world: World, arrange: Arrange, field: str
) -> None:
    known = arrange(lambda: world.person(local_number="D77"))
    person = new(**{field: getattr(known, field)})
    broken = refused(do, Admit(ward_id=ward.id, person=person, admitted_at=NOW))
    assert broken == (field, "Somebody has this number already: find them by it instead")


def test_the_same_name_and_birth_date_must_be_said_to_be_somebody_else(
    session: Session, do: Do, ward: Ward, person: Person
) -> None:
    same = {"surname": "álder", "given_name": "RUTH", "birth_date": person.birth_date}
    field, message = refused(do, Admit(ward_id=ward.id, person=new(**same), admitted_at=NOW))
    assert field == "is_somebody_else"
    assert person.local_number in message
    do(admit, Admit(ward_id=ward.id, person=new(**same, is_somebody_else=True), admitted_at=NOW))
    assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_nobody_has_two_open_stays_and_the_ward_is_named_to_those_who_see_it(
    do: Do, ward: Ward, world: World, arrange: Arrange, acting: Callable[..., Actor], person: Person
) -> None:
    arrange(lambda: world.stay(ward, person=person, bed="9"))
    command = Admit(ward_id=ward.id, person=person.id, admitted_at=NOW)
    assert refused(do, command) == ("", "This person is already on Birch ward, bed 9: transfer them instead")
    rowan = arrange(lambda: world.ward("Rowan"))
    other = acting(arrange(lambda: world.user(Role.WARD_MEMBER, rowan)))
    command = Admit(ward_id=rowan.id, person=person.id, admitted_at=NOW)
    assert refused(do, command, by=other)[1].startswith("This person is already in this trust:")


def test_of_two_who_admit_at_once_the_second_is_told(
    session: Session, do: Do, ward: Ward, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Admit(ward_id=ward.id, person=person.id, admitted_at=NOW)
    do(admit, command)
    monkeypatch.setattr(admitting, "open_stay_of", lambda *_: None)  # as when the first had not finished yet
    assert refused(do, command) == ("", "Somebody else has just admitted this person: search again")
    assert session.scalar(select(func.count()).select_from(Stay)) == 1


@pytest.mark.parametrize(
    ("admitted_at", "field"),
    [
        (NOW + timedelta(minutes=1), "admitted_on"),
        (NOW - timedelta(days=366), "is_long_ago_meant"),
        (datetime(1984, 2, 2, 12, tzinfo=UTC), "admitted_on"),
    ],
)
def test_an_admission_at_a_time_that_cannot_be_meant_is_refused(
    do: Do, ward: Ward, person: Person, admitted_at: datetime, field: str
) -> None:
    assert refused(do, Admit(ward_id=ward.id, person=person.id, admitted_at=admitted_at))[0] == field


def test_an_admission_of_long_ago_is_kept_when_it_is_meant(do: Do, ward: Ward, person: Person) -> None:
    at = NOW - timedelta(days=800)
    stay = do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=at, is_long_ago_meant=True))
    assert stay.admitted_at == at


def test_an_admission_during_an_earlier_stay_is_refused(
    do: Do, ward: Ward, world: World, arrange: Arrange, person: Person
) -> None:
    left = TODAY - timedelta(days=5)
    arrange(lambda: world.left(world.stay(ward, person=person, admitted_on=TODAY - timedelta(days=30)), on=left))
    too_early = Admit(ward_id=ward.id, person=person.id, admitted_at=NOW - timedelta(days=6))
    assert refused(do, too_early)[0] == "admitted_on"
    assert do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=NOW - timedelta(days=5))).is_open


def test_somebody_who_died_is_not_admitted(do: Do, ward: Ward, world: World, arrange: Arrange) -> None:
    died = arrange(lambda: world.person(died_on=TODAY))
    assert "died" in refused(do, Admit(ward_id=ward.id, person=died.id, admitted_at=NOW))[1]


def test_the_hour_that_clocks_show_twice_is_a_real_moment(do: Do, ward: Ward, person: Person, told: Told) -> None:
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 01:30 on the clock, for the second time
    stay = do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=second), at=second)
    assert (stay.admitted_at, stay.admitted_on) == (second, date(2026, 10, 25))
    assert told == [(WardDays(ward.id, date(2026, 10, 25), date(2026, 10, 25)),)]


def test_a_bank_worker_may_not_admit_and_another_trust_is_not_there(
    do: Do, ward: Ward, world: World, arrange: Arrange, acting: Callable[..., Actor], person: Person
) -> None:
    bank = acting(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    with pytest.raises(NotAllowed):
        do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=NOW), by=bank)
    other = arrange(lambda: world.ward(trust=world.organisation(OrganisationKind.TRUST, "Southmoor")))
    with pytest.raises(NotFound):
        do(admit, Admit(ward_id=other.id, person=person.id, admitted_at=NOW))
    with pytest.raises(NotFound):  # nor is a person of this trust there to be admitted by the other
        do(
            admit,
            Admit(ward_id=other.id, person=person.id, admitted_at=NOW),
            by=acting(arrange(lambda: world.user(Role.WARD_MEMBER, other))),
        )


def test_a_list_may_admit_without_anybody_to_ask(do: Do, ward: Ward, person: Person) -> None:
    same = new(surname=person.surname, given_name=person.given_name, birth_date=person.birth_date)
    feed = process("ward list", source="feed")
    assert do(admit, Admit(ward_id=ward.id, person=same, admitted_at=NOW), by=feed).is_open


def test_a_person_is_found_by_either_number_in_the_trust_alone(
    session: Session,
    ward: Ward,
    nurse: Any,
    acting: Callable[..., Actor],
    person: Person,
    world: World,
    arrange: Arrange,
) -> None:
    twin = arrange(lambda: world.person(surname="Alder", given_name="Ruth", birth_date=person.birth_date))
    for number in (person.local_number.lower(), f"{person.nhs_number[:3]}-{person.nhs_number[3:]}"):
        (known,) = find_people(session, acting(nurse), ward.id, number).found
        assert (known.person.id, [other.id for other in known.namesakes]) == (person.id, [twin.id])
    other = arrange(lambda: world.ward(trust=world.organisation(OrganisationKind.TRUST, "Southmoor")))
    there = acting(arrange(lambda: world.user(Role.WARD_MEMBER, other)))
    assert find_people(session, there, other.id, person.local_number).found == ()


def test_shared_beds_are_kept(
    session: Session, do: Do, ward: Ward, world: World, arrange: Arrange, person: Person
) -> None:
    arrange(lambda: world.stay(ward, bed="3"))
    do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=NOW, bed="3"))
    assert beds_given(session, ward.id) == ["3", "3"]


def test_a_wrong_admission_leaves_no_day_behind(
    session: Session, do: Do, ward: Ward, person: Person, told: Told, nurse: Any, acting: Callable[..., Actor]
) -> None:
    at = NOW - timedelta(days=3)
    stay = do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=at, legal_code="03"))
    do(start_absence, StartAbsence(stay_id=stay.id, kind="home_leave", from_at=NOW - timedelta(hours=2)))
    assert refused(do, CancelAdmission(stay_id=stay.id, because=""), cancel_admission)[0] == "because"
    do(cancel_admission, CancelAdmission(stay_id=stay.id, because="Wrong person"))
    assert told[-1] == (WardDays(ward.id, at.date(), TODAY),)
    session.expire_all()
    assert session.get_one(Stay, stay.id).state == StayState.CANCELLED
    leg = session.scalars(select(WardStay)).one()
    assert leg.ended_at == leg.started_at
    assert session.scalars(select(AbsencePeriod.cancelled_at)).one() == NOW
    assert session.scalars(select(LegalPeriod.struck_out_because)).one()
    assert open_stays(session, acting(nurse), ward.id, now=NOW) == []
    assert do(admit, Admit(ward_id=ward.id, person=person.id, admitted_at=NOW)).is_open
    changes = session.scalars(select(AuditDetail.changes)).all()
    assert any(change.get("because") == [None, "Wrong person"] for change in changes)
