"""Valid rows for tests, all invented. Each function makes one thing, with what it needs, and adds it to the session."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, ScopeKind, User
from discharge.core.clock import moment_of
from discharge.places.models import (
    ContactKind,
    Organisation,
    OrganisationKind,
    OutsideContact,
    PolicyValue,
    RoundPattern,
    Site,
    System,
    Team,
    TeamFunction,
    Ward,
    WardCapacity,
)
from discharge.places.rules.policy import Key
from discharge.stays.models import Discharge, ExpectedDischarge, Person, Placement, Stay, WardStay
from discharge.stays.models.stay import StayState

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, after the clocks went back
TODAY = NOW.date()
PASSWORD = "a long walk by the river"
SURNAMES = ("Alder", "Ashby", "Begum", "Blythe", "Chidi", "Cole", "Dawes", "Ellery", "Faulk", "Grieve", "Hale", "Imrie")
GIVEN_NAMES = ("Ruth", "Tom", "Shirin", "Carol", "Emeka", "Ann", "Peter", "Joan", "Dean", "Mona", "Victor", "Nadia")


def nhs_numbers() -> Iterator[str]:
    """Valid numbers of the 999 range, which is kept for tests, in order."""
    for middle in itertools.count():
        nine = f"999{middle:06d}"
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
        if check != 10:
            yield f"{nine}{check % 11}"


@lru_cache(maxsize=1)
def password_hash() -> str:
    """PASSWORD as it is stored, worked out once: hashing is slow on purpose."""
    hashed: str = hash_password(PASSWORD)
    return hashed


class World:
    """A small health system to test in: one trust, one site; wards, people and stays on demand."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._count = itertools.count(1)
        self._nhs_numbers = nhs_numbers()
        self.system = self._add(System(name="Fenland and Westmere"))
        self.trust = self.organisation(OrganisationKind.TRUST, "Northmoor Mental Health")
        self.site = self._add(Site(organisation_id=self.trust.id, name="Northmoor Hospital", code="RZZ01"))

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def organisation(self, kind: OrganisationKind, name: str) -> Organisation:
        made: Organisation = self._add(Organisation(kind=kind, name=name, system_id=self.system.id))
        return made

    def team(self, organisation: Organisation, function: TeamFunction, **columns: Any) -> Team:
        """A team that takes work, named after what it does."""
        values = {"name": function.replace("_", " ").capitalize(), "email": f"{function}@council.example", **columns}
        made: Team = self._add(Team(organisation_id=organisation.id, function=function, **values))
        return made

    def contact(self, name: str = "Westmere Crown Court", kind: ContactKind = ContactKind.COURT) -> OutsideContact:
        """An office outside the system that the trust telephones."""
        of_trust = {"organisation_id": self.trust.id, "telephone": "01632 960001"}
        made: OutsideContact = self._add(OutsideContact(name=name, kind=kind, **of_trust))
        return made

    def ward(self, name: str = "Birch", *, trust: Organisation | None = None, beds: int = 22, **columns: Any) -> Ward:
        """An adult acute ward with beds and the usual round pattern, since 2020."""
        trust = trust or self.trust
        site_id = self.site.id
        if trust is not self.trust:
            number = next(self._count)
            site_id = self._add(Site(organisation_id=trust.id, name=f"Hospital {number}", code=f"RZY{number:02d}")).id
        kind = {"bed_type": "200", "age_group": "13", "care_intensity": "52", "sex_of_patients": "8"}
        values = {
            "organisation_id": trust.id,
            "site_id": site_id,
            "name": name,
            "code": name.upper(),
            **kind,
            **columns,
        }
        ward: Ward = self._add(Ward(**values))
        since = {"organisation_id": trust.id, "ward_id": ward.id, "from_on": date(2020, 1, 1)}
        self._add(WardCapacity(**since, beds=beds))
        self._add(RoundPattern(**since, closes_at=time(12)))
        return ward

    def number(self, key: Key, value: int, *, ward: Ward | None = None) -> PolicyValue:
        """What the trust, or one ward of it, decided at the beginning of the year."""
        of_trust = {"organisation_id": self.trust.id, "ward_id": ward.id if ward else None}
        since = {"from_on": date(2026, 1, 1), "source": "Board paper 12"}
        made: PolicyValue = self._add(PolicyValue(**of_trust, key=key.value, value=value, **since))
        return made

    def person(self, **columns: Any) -> Person:
        number = next(self._count)
        values = {
            "organisation_id": self.trust.id,
            "local_number": f"D{number:06d}",
            "nhs_number": next(self._nhs_numbers),
            "nhs_number_status": "01",
            "surname": SURNAMES[number % len(SURNAMES)],
            "given_name": GIVEN_NAMES[number // len(SURNAMES) % len(GIVEN_NAMES)],
            "birth_date": date(1980, 1, 1) + timedelta(days=number),
            **columns,
        }
        person: Person = self._add(Person(**values))
        return person

    def stay(
        self,
        ward: Ward,
        *,
        person: Person | None = None,
        admitted_on: date = TODAY - timedelta(days=10),
        bed: str = "",
        edd: date | None = None,
        **columns: Any,
    ) -> Stay:
        """An open stay on a ward since 10:00 on the day of admission, with a first EDD when one is given."""
        person = person or self.person(organisation_id=ward.organisation_id)
        at = columns.pop("admitted_at", moment_of(admitted_on, time(10)))
        of_trust = {"organisation_id": ward.organisation_id}
        values = {"admitted_at": at, "admitted_on": admitted_on, "changed_at": at, "bed": bed, **columns}
        stay: Stay = self._add(
            Stay(**of_trust, person_id=person.id, site_id=ward.site_id, last_ward_id=ward.id, **values)
        )
        self._add(WardStay(**of_trust, stay_id=stay.id, ward_id=ward.id, bed=bed, started_at=at))
        if edd:
            first = {"number": 1, "reason_kind": "first_set", "set_by": "Priya Nair", "set_by_id": None, "set_at": at}
            self._add(ExpectedDischarge(**of_trust, stay_id=stay.id, expected_on=edd, **first))
        return stay

    def move(self, stay: Stay, ward: Ward, *, at: datetime) -> None:
        """To another ward at a moment after admission."""
        leg = self.session.scalars(
            select(WardStay).where(WardStay.stay_id == stay.id, WardStay.ended_at.is_(None))
        ).one()
        leg.ended_at = at
        self.session.flush()
        self._add(WardStay(organisation_id=stay.organisation_id, stay_id=stay.id, ward_id=ward.id, started_at=at))
        stay.last_ward_id, stay.changed_at = ward.id, at
        self.session.flush()

    def left(self, stay: Stay, *, on: date, method: str = "1", destination: str = "19") -> Stay:
        """Gone since 12:00 of a day, to their usual home."""
        at = moment_of(on, time(12))
        for leg in self.session.scalars(
            select(WardStay).where(WardStay.stay_id == stay.id, WardStay.ended_at.is_(None))
        ):
            leg.ended_at = at
        stay.state, stay.left_on, stay.changed_at = StayState.LEFT, on, at
        how = {"left_at": at, "method": method, "destination": destination, "entered_at": at}
        self._add(Discharge(organisation_id=stay.organisation_id, stay_id=stay.id, **how))
        return stay

    def placement(self, *, person: Person | None = None, **columns: Any) -> Placement:
        """Somebody of the trust in another provider's bed for twenty days, because there was none here."""
        person = person or self.person()
        since = columns.pop("started_on", TODAY - timedelta(days=20))
        where = {"provider": "Fairview Care", "unit": "Willow ward", "reason": "10", "miles": 84}
        dates = {"started_on": since, "next_review_on": TODAY + timedelta(days=60), "changed_at": NOW}
        of_trust = {"organisation_id": person.organisation_id, "person_id": person.id}
        made: Placement = self._add(Placement(**of_trust, **(where | dates | columns)))
        return made

    def user(self, role: Role | None, scope: Ward | Organisation | System | None = None, **columns: Any) -> User:
        """Somebody who signs in with PASSWORD and has one role at one place, or none at all."""
        number = next(self._count)
        values = {
            "email": f"person{number}@northmoor.example",
            "name": f"Priya Nair {number}",
            "password": password_hash(),
            "fs_uniquifier": f"uniquifier-{number}",
            "made_at": NOW,
            **columns,
        }
        user: User = self._add(User(**values))
        if role is not None and scope is not None:
            self.give(user, role, scope)
        return user

    def give(
        self, user: User, role: Role, scope: Ward | Organisation | System, *, until: datetime | None = None
    ) -> Membership:
        kinds = {Ward: ScopeKind.WARD, Organisation: ScopeKind.ORGANISATION, System: ScopeKind.SYSTEM}
        home: UUID = self.trust.id if isinstance(scope, System) else scope.organisation_id
        since = datetime(2020, 1, 1, tzinfo=UTC)
        columns = {"scope_kind": kinds[type(scope)], "scope_id": scope.id, "from_at": since, "until_at": until}
        given: Membership = self._add(Membership(user_id=user.id, organisation_id=home, role=role, **columns))
        return given
