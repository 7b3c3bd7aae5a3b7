"""Which places there are, as far as somebody's powers reach."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.reach import one_of
from discharge.places.models import Organisation, Site, System, Ward
from discharge.places.rules.powers import Power


def reached(column: InstrumentedAttribute[UUID], actor: Actor, powers: Sequence[StrEnum]) -> ColumnElement[bool]:
    """Rows whose place is one where the actor has one of the powers."""
    if actor.everywhere:
        return true()
    return one_of(column, frozenset().union(*(actor.places(power) for power in powers)))


def get_ward(session: Session, actor: Actor, ward_id: UUID, *powers: StrEnum, lock: bool = False) -> Ward:
    """The ward, its site loaded, if the actor has one of the powers there (to manage places, when none is named).

    lock: hold it until the transaction ends, so that a second editor waits and then sees the first one's work.
    Raises NotFound for a ward that is not there or not the actor's.
    """
    statement = (
        select(Ward)
        .where(Ward.id == ward_id, reached(Ward.id, actor, powers or (Power.MANAGE_PLACES,)))
        .options(joinedload(Ward.site))
    )
    found = session.scalars(statement.with_for_update(of=Ward) if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def wards(session: Session, actor: Actor, *powers: StrEnum, is_open: bool = True) -> Sequence[Ward]:
    """The wards where the actor has one of the powers, by name; sites loaded. is_open: leave out closed wards."""
    statement = select(Ward).where(reached(Ward.id, actor, powers or (Power.MANAGE_PLACES,)))
    if is_open:
        statement = statement.where(Ward.closed_on.is_(None))
    return session.scalars(statement.options(joinedload(Ward.site)).order_by(Ward.name, Ward.id)).all()


def organisations(session: Session, actor: Actor) -> Sequence[Organisation]:
    """The organisations whose places the actor manages, by name."""
    return session.scalars(
        select(Organisation)
        .where(reached(Organisation.id, actor, (Power.MANAGE_PLACES,)))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def get_organisation(session: Session, actor: Actor, organisation_id: UUID, *, lock: bool = False) -> Organisation:
    """Raises NotFound for an organisation that is not there or whose places the actor does not manage."""
    statement = select(Organisation).where(
        Organisation.id == organisation_id, reached(Organisation.id, actor, (Power.MANAGE_PLACES,))
    )
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def sites(session: Session, actor: Actor) -> Sequence[Site]:
    """The sites of the organisations whose places the actor manages, by name."""
    return session.scalars(
        select(Site).where(reached(Site.organisation_id, actor, (Power.MANAGE_PLACES,))).order_by(Site.name, Site.id)
    ).all()


def get_site(session: Session, actor: Actor, site_id: UUID, *, lock: bool = False) -> Site:
    """Raises NotFound for a site that is not there or of an organisation whose places the actor does not manage."""
    statement = select(Site).where(Site.id == site_id, reached(Site.organisation_id, actor, (Power.MANAGE_PLACES,)))
    found = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def systems(session: Session, actor: Actor) -> Sequence[System]:
    """The systems of the actor, and those to which the organisations they manage belong, by name."""
    statement = select(System).order_by(System.name, System.id)
    if not actor.everywhere:
        places = actor.places(Power.MANAGE_PLACES)
        through = select(Organisation.system_id).where(one_of(Organisation.id, places))
        statement = statement.where(or_(one_of(System.id, places), System.id.in_(through)))
    return session.scalars(statement).all()
