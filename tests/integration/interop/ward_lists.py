"""A site with a profile, and lists to bring in by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor, process
from discharge.core.transaction import carry_out
from discharge.interop.commands.applying import ApplyList, apply_list, read_stored
from discharge.interop.commands.profiles import SaveProfile, save_profile
from discharge.interop.commands.storing import StoreList, store_list
from discharge.interop.models import ListProfile, StoredList
from discharge.places.models import Ward
from discharge.schema import metadata
from discharge.stays.models import Person, Stay
from tests.factories import NOW
from tests.unit.interop.making_files import csv_file

COLUMNS = {
    "local_number": "Hospital No",
    "name": "Patient name",
    "birth_date": "DOB",
    "ward": "Ward",
    "admitted": "Admission date",
    "nhs_number": "NHS No.",
    "bed": "Bed",
    "spell_number": "Spell",
    "consultant": "Consultant",
    "edd": "EDD",
    "legal_status": "MHA",
    "ready_since": "CRFD",
    "ready_reason": "CRFD reason",
}
NAMES = tuple(COLUMNS.values())
FEED = process("Ward list", source="feed")
ANN = {
    "local_number": "0012345",
    "name": "Cole, Ann",
    "birth_date": "14/03/1990",
    "ward": "BIRCH",
    "admitted": "01/11/2026 14:30",
    "nhs_number": "9990000018",
    "bed": "3",
    "spell_number": "S1",
    "consultant": "Dr Osei",
    "edd": "10/12/2026",
    "legal_status": "Section 3",
}
RAVI = {
    "local_number": "D77",
    "name": "Shah, Ravi",
    "birth_date": "02/05/1961",
    "ward": "BIRCH",
    "admitted": "05/11/2026",
    "bed": "4",
}


def a_list(*people: Mapping[str, str]) -> bytes:
    return csv_file(NAMES, *(tuple(person.get(name, "") for name in COLUMNS) for person in people))


@dataclass
class Lists:
    """Brings lists in, an hour after each other."""

    session: Session
    profile: ListProfile
    at: datetime = NOW - timedelta(hours=6)
    actor: Actor = field(default=FEED)

    def store(self, content: bytes, filename: str = "wards.csv") -> StoredList:
        self.at += timedelta(hours=1)
        command = StoreList(
            site_id=self.profile.site_id, profile_id=self.profile.id, filename=filename, content=content
        )
        return carry_out(self.session, store_list, command, actor=self.actor, now=self.at)

    def apply(self, content: bytes, *, accept_size: bool = True, digest: str | None = None) -> Mapping[str, int]:
        """Store and apply; what was done, by kind, nothing that was not."""
        stored = self.store(content)
        read = read_stored(self.session, self.actor, stored.id)
        command = ApplyList(read=read, digest=digest, accept_size=accept_size)
        done = carry_out(self.session, apply_list, command, actor=self.actor, now=self.at)
        return {kind: count for kind, count in done.counts.items() if count}

    def stay(self, local_number: str) -> Stay:
        """The latest stay of somebody."""
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(
            select(Stay)
            .join(Person, Person.id == Stay.person_id)
            .where(Person.local_number == local_number)
            .order_by(Stay.admitted_at.desc())
        ).first()  # type: ignore[return-value]

    def all_of(self, model: type[Any]) -> Sequence[Any]:
        self.session.rollback()
        self.session.expire_all()
        return self.session.scalars(select(model)).all()


def make_profile(session: Session, ward: Ward, *more: Ward, **columns: Any) -> ListProfile:
    wards = (ward, *more)
    command = SaveProfile(
        site_id=ward.site_id,
        name=columns.pop("name", "Hourly list"),
        columns=COLUMNS,
        ward_ids=tuple(each.id for each in wards),
        **columns,
    )
    return carry_out(session, save_profile, command, actor=FEED, now=NOW)


def row_counts(session: Session) -> Mapping[str, int]:
    """How many rows every table has, but those that keep that something was looked at or stored."""
    apart = {"stored_list", "receipt"}
    session.rollback()
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
        if not table.name.startswith("audit") and table.name not in apart
    }
