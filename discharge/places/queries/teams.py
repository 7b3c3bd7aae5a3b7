"""Teams and outside contacts: those one manages, and those one may send work to."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, true
from sqlalchemy.orm import Session, contains_eager, joinedload

from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.places.models import CouncilFunctions, Organisation, OrganisationKind, OutsideContact, Team, TeamFunction
from discharge.places.queries.lists import reached
from discharge.places.rules.powers import Power


def get_team(session: Session, actor: Actor, team_id: UUID, *, lock: bool = False) -> Team:
    """Its organisation loaded. Raises NotFound for a team of an organisation whose places the actor does not manage."""
    statement = (
        select(Team)
        .where(Team.id == team_id, reached(Team.organisation_id, actor, (Power.MANAGE_PLACES,)))
        .options(joinedload(Team.organisation))
    )
    found = session.scalars(statement.with_for_update(of=Team) if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_contact(session: Session, actor: Actor, contact_id: UUID, *, lock: bool = False) -> OutsideContact:
    """Raises NotFound for a contact of a trust whose places the actor does not manage."""
    statement = select(OutsideContact).where(
        OutsideContact.id == contact_id, reached(OutsideContact.organisation_id, actor, (Power.MANAGE_PLACES,))
    )
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def teams(
    session: Session,
    _actor: Actor,
    *,
    functions: Collection[TeamFunction] = (),
    of: Collection[UUID] | None = None,
    is_open: bool = True,
) -> Sequence[Team]:
    """Teams by organisation and name, organisations loaded. Their names are public: each signed-in person may see them.

    functions: only these, any when empty. of: only teams of these organisations, any when None.
    """
    return session.scalars(
        select(Team)
        .join(Team.organisation)
        .where(
            Team.function.in_(functions) if functions else true(),
            Team.organisation_id.in_(of) if of is not None else true(),
            Team.closed_on.is_(None) if is_open else true(),
        )
        .options(contains_eager(Team.organisation))
        .order_by(Organisation.name, Team.name, Team.id)
    ).all()


def contacts(session: Session, _actor: Actor, trust_ids: Collection[UUID]) -> Sequence[OutsideContact]:
    """The outside contacts that these trusts keep, by name. They are offices, not people: no secret on any ward."""
    return session.scalars(
        select(OutsideContact)
        .where(OutsideContact.organisation_id.in_(trust_ids))
        .order_by(OutsideContact.name, OutsideContact.id)
    ).all()


def housing_authorities(session: Session, _actor: Actor) -> Sequence[Organisation]:
    """Councils that answer for housing, by name: a county in a two-tier area does not."""
    return session.scalars(
        select(Organisation)
        .where(
            Organisation.kind == OrganisationKind.COUNCIL,
            Organisation.council_functions.is_(None) | (Organisation.council_functions != CouncilFunctions.SOCIAL_CARE),
        )
        .order_by(Organisation.name, Organisation.id)
    ).all()
