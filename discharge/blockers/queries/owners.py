"""Owners as people know them, and those that may be chosen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from discharge.blockers.models import Owned
from discharge.blockers.rules.meetings import Body
from discharge.blockers.rules.owner import Owner
from discharge.core.actor import Actor
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, OutsideContact, Team
from discharge.places.queries.teams import contacts, teams

# Which organisations may own what kind of thing. A council is a housing authority too.
KINDS: Mapping[OwnerKind, tuple[OrganisationKind, ...]] = {
    OwnerKind.TRUST: (OrganisationKind.TRUST,),
    OwnerKind.ICB: (OrganisationKind.ICB,),
    OwnerKind.COUNCIL: (OrganisationKind.COUNCIL,),
    OwnerKind.HOUSING: (OrganisationKind.COUNCIL, OrganisationKind.HOUSING_PROVIDER),
    OwnerKind.VCSE: (OrganisationKind.VOLUNTARY_SECTOR,),
}


_joint = aliased(Organisation)
# The names of the parts of an owner, None where it has none, for a statement joined with `with_owner`.
OWNER_NAMES: Final = (
    func.coalesce(Organisation.name, OutsideContact.name).label("office"),
    _joint.name.label("joint"),
    Team.name.label("team"),
)


def with_owner(statement: Select[*tuple[Any, ...]], owned: type[Owned]) -> Select[*tuple[Any, ...]]:
    """The same rows, with the owner in the columns of `owned` joined."""
    return (
        statement.outerjoin(Organisation, Organisation.id == owned.owner_id)
        .outerjoin(_joint, _joint.id == owned.joint_owner_id)
        .outerjoin(Team, Team.id == owned.team_id)
        .outerjoin(OutsideContact, OutsideContact.id == owned.contact_id)
    )


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of owners are called."""

    by_key: Mapping[UUID, str]

    def of(self, owner: Owner) -> str:
        """`Fenland Council, Housing Options`; for an owner that is not known yet, its kind."""
        first, joint, team = (
            self._name(key) for key in (owner.contact_id or owner.organisation_id, owner.joint_id, owner.team_id)
        )
        return name_of(owner.kind, first, joint, team)

    def _name(self, key: UUID | None) -> str | None:
        return self.by_key.get(key) if key else None


def name_of(kind: OwnerKind, first: str | None, joint: str | None, team: str | None) -> str:
    """The words for an owner from the names of its parts."""
    both = f"{first or kind.words} with {joint}" if joint else first or kind.words
    return f"{both}, {team}" if team else both


def names_of(session: Session, owners: Collection[Owner]) -> Names:
    """In as few statements as there are kinds of key. Names of offices are no secret."""
    found: dict[UUID, str] = {}
    for model, keys in (
        (Organisation, {key for owner in owners for key in (owner.organisation_id, owner.joint_id) if key}),
        (Team, {owner.team_id for owner in owners if owner.team_id}),
        (OutsideContact, {owner.contact_id for owner in owners if owner.contact_id}),
    ):
        if keys:
            rows = session.execute(select(model.id, model.name).where(model.id.in_(keys)))
            found |= {row.id: row.name for row in rows}
    return Names(found)


def names_of_bodies(session: Session, bodies: Collection[Body]) -> Mapping[str, str]:
    """What those who may be at a meeting are called, by their key; who is not known is left out."""
    owners = {
        body: Owner(OwnerKind.TRUST, body.organisation_id, None, body.team_id, body.contact_id) for body in bodies
    }
    names = names_of(session, owners.values())
    return {
        body.key: names.of(owner)
        for body, owner in owners.items()
        if (body.organisation_id or body.contact_id) in names.by_key
    }


def owner_words(session: Session, owner: Owner) -> str:
    """Whom a blocker waits for, by name."""
    return names_of(session, [owner]).of(owner)


@dataclass(frozen=True, slots=True)
class Choices:
    """Who may be chosen as an owner of something in this trust."""

    trust_id: UUID
    organisations: Sequence[Organisation]
    teams: Sequence[Team]
    contacts: Sequence[OutsideContact]


def owner_choices(session: Session, actor: Actor, trust_id: UUID) -> Choices:
    """Every organisation that can owe something, of trusts only this one; open teams; its contacts."""
    organisations = session.scalars(
        select(Organisation)
        .where((Organisation.kind != OrganisationKind.TRUST) | (Organisation.id == trust_id))
        .order_by(Organisation.name, Organisation.id)
    ).all()
    return Choices(trust_id, organisations, teams(session, actor), contacts(session, actor, [trust_id]))
