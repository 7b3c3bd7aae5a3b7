"""What triggers raised and nobody has worded yet, grouped by cause and owner."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.blockers.queries.owners import names_of
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.escalation.models import Escalation
from discharge.escalation.policies import words_wanted_of
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import Ward
from discharge.stays.models import Person, Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWord:
    """One that waits for its sentence. age: days since the trigger raised it."""

    escalation_id: UUID
    version: int
    person_id: UUID | None
    surname: str
    given_name: str
    bed: str
    ward: str
    trigger: Trigger | None
    raised_on: date
    age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Those that wait for the same thing from the same owner, the longest first. cause "": no reason given."""

    trust_id: UUID
    cause: str
    owner: Owner
    owner_name: str
    members: Sequence[ToWord]

    @property
    def key(self) -> str:
        """What stands for the group in an address."""
        return f"{self.trust_id.hex}.{self.cause}.{self.owner.key}"

    @property
    def age(self) -> int:
        return max(member.age for member in self.members)

    @property
    def people(self) -> int:
        """How many are behind it: several triggers may have raised the same person. A ward itself is nobody."""
        return len({member.person_id for member in self.members if member.person_id})


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingDesk:
    """Everything to be worded, the largest group first.

    of_first_day: how many stand since the first day on which triggers raised anything in their trust: what had waited
    until then. first_day: that day, the earliest where there are several trusts; None for none.
    """

    groups: Sequence[Group]
    of_first_day: int
    first_day: date | None

    @property
    def count(self) -> int:
        return sum(len(group.members) for group in self.groups)

    def person_ids(self, trust_id: UUID) -> set[UUID]:
        return {
            member.person_id
            for group in self.groups
            if group.trust_id == trust_id
            for member in group.members
            if member.person_id
        }


def to_word(session: Session, actor: Actor, *, now: datetime) -> WordingDesk:
    """In a number of statements that does not grow."""
    today = local_date(now)
    rows = session.execute(
        select(Escalation, Person.surname, Person.given_name, Stay.bed, Ward.name)
        .outerjoin(Stay, Stay.id == Escalation.stay_id)
        .outerjoin(Person, Person.id == Stay.person_id)
        .outerjoin(Ward, Ward.id == Stay.last_ward_id)
        .where(words_wanted_of(actor))
        .order_by(Escalation.raised_on, Escalation.number, Escalation.id)
    ).all()
    groups: defaultdict[tuple[UUID, str, Owner], list[ToWord]] = defaultdict(list)
    for escalation, surname, given_name, bed, ward in rows:
        groups[escalation.organisation_id, escalation.cause, escalation.owner].append(
            ToWord(
                escalation_id=escalation.id,
                version=escalation.version,
                person_id=escalation.person_id,
                surname=surname or "",
                given_name=given_name or "",
                bed=bed or "",
                ward=ward or "",
                trigger=escalation.trigger,
                raised_on=escalation.raised_on,
                age=(today - escalation.raised_on).days,
            )
        )
    names = names_of(session, [owner for _, _, owner in groups])
    found = [
        Group(trust_id=trust, cause=cause, owner=owner, owner_name=names.of(owner), members=members)
        for (trust, cause, owner), members in groups.items()
    ]
    began = _first_days(session, {group.trust_id for group in found})
    early = [
        member.raised_on
        for group in found
        for member in group.members
        if member.trigger is not None and member.raised_on == began.get(group.trust_id)
    ]
    return WordingDesk(
        groups=sorted(found, key=lambda group: (-len(group.members), -group.age, group.key)),
        of_first_day=len(early),
        first_day=min(early, default=None),
    )


def _first_days(session: Session, trust_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """By trust, the day on which a trigger first raised anything."""
    of_trusts = (Escalation.organisation_id.in_(trust_ids), Escalation.trigger.is_not(None))
    rows = session.execute(
        select(Escalation.organisation_id, func.min(Escalation.raised_on))
        .where(*of_trusts)
        .group_by(Escalation.organisation_id)
    )
    return {row[0]: row[1] for row in rows}


def group_to_word(session: Session, actor: Actor, key: str, *, now: datetime) -> Group:
    """Raises NotFound for a group in which nothing waits any more."""
    group = next((each for each in to_word(session, actor, now=now).groups if each.key == key), None)
    if group is None:
        raise NotFound
    return group
