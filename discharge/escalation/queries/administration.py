"""The ladder for those who set it: what holds in a place, what comes, who stands where, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, ScopeKind, User
from discharge.access.queries.people import Place, place_of
from discharge.access.queries.standing import in_force
from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.escalation.models import LadderLevel, LadderPost
from discharge.escalation.policies import may_set_ladder
from discharge.escalation.queries.ladder import covering, ladder_at, reach_of, roles_that_answer, terms_in
from discharge.escalation.rules.ladder import LEVELS, PROPOSED, SRO, WARD, Terms
from discharge.places.models import Organisation, OrganisationKind, System, Ward
from discharge.places.queries.lists import reached


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHeld:
    """An entry in force or to come. is_empty: the account was closed, or its roles answer nothing there any more."""

    post: LadderPost
    name: str
    is_empty: bool
    is_coming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSet:
    """One level as it holds in a place. decided: the place's own row, None for its system's or our proposal.

    coming: own rows of later days. posts: of the place itself. others: who answers here from the system's ladder.
    """

    terms: Terms
    decided: LadderLevel | None
    is_of_system: bool
    coming: Sequence[LadderLevel]
    posts: Sequence[PostHeld]
    others: Sequence[PostHeld]

    @property
    def is_empty(self) -> bool:
        """Nobody answers here today."""
        return not any(not each.is_empty and not each.is_coming for each in (*self.posts, *self.others))


@dataclass(frozen=True, slots=True, kw_only=True)
class WardSet:
    """Who answers at the first level of a ward."""

    ward_id: UUID
    name: str
    posts: Sequence[PostHeld]

    @property
    def is_empty(self) -> bool:
        return not any(not each.is_empty and not each.is_coming for each in self.posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderSet:
    """place: a system or an organisation. wards: of a trust, open today, by name."""

    place: Place
    levels: Sequence[LevelSet]
    wards: Sequence[WardSet]


def ladder_places(session: Session, actor: Actor) -> Sequence[Place]:
    """The systems and organisations whose ladder this actor sets: systems first, then trusts, each by name."""
    power = (Permission.SET_LADDER,)
    systems = session.scalars(select(System).where(reached(System.id, actor, power)).order_by(System.name, System.id))
    organisations = session.scalars(
        select(Organisation)
        .where(reached(Organisation.id, actor, power))
        .order_by(Organisation.kind != OrganisationKind.TRUST, Organisation.name, Organisation.id)
    )
    return [
        *(Place(kind=ScopeKind.SYSTEM, id=each.id, name=each.name, organisation_id=None) for each in systems),
        *(Place(kind=ScopeKind.ORGANISATION, id=e.id, name=e.name, organisation_id=e.id) for e in organisations),
    ]


def place_with(session: Session, actor: Actor, place_id: UUID) -> Place:
    """A system, an organisation or a ward. Raises NotFound where this actor does not set the ladder."""
    if not may_set_ladder(actor, place_id):
        raise NotFound
    for kind, model in (
        (ScopeKind.SYSTEM, System),
        (ScopeKind.ORGANISATION, Organisation),
        (ScopeKind.WARD, Ward),
    ):
        if session.get(model, place_id) is not None:
            return place_of(session, kind, place_id)
    raise NotFound


def levels_of(session: Session, place: Place) -> Sequence[int]:
    """A ward has its own level; a system those above; of an organisation that runs no ward, only its executive's."""
    if place.kind is ScopeKind.WARD:
        return (WARD,)
    if place.kind is ScopeKind.SYSTEM:
        return LEVELS
    is_trust = session.get_one(Organisation, place.id).kind is OrganisationKind.TRUST
    return LEVELS if is_trust else (SRO,)


def ladder_set(session: Session, actor: Actor, place_id: UUID, *, now: datetime) -> LadderSet:
    """Raises NotFound for a place whose ladder this actor does not set."""
    place, day = place_with(session, actor, place_id), local_date(now)
    if place.kind is ScopeKind.WARD:
        raise NotFound
    system_id = None
    wards: Sequence[Ward] = ()
    if place.kind is ScopeKind.ORGANISATION:
        organisation = session.get_one(Organisation, place.id)
        system_id = organisation.system_id if organisation.kind is OrganisationKind.TRUST else None
        of_trust = select(Ward).where(Ward.organisation_id == place.id, Ward.closed_on.is_(None))
        wards = session.scalars(of_trust.order_by(Ward.name, Ward.id)).all()
    own_rows = session.scalars(
        select(LadderLevel).where(LadderLevel.place_id == place.id).order_by(LadderLevel.from_on, LadderLevel.id)
    ).all()
    terms = _terms(session, place, own_rows, day)
    above = _levels_decided(session, place, day)
    posts = _posts(session, place, system_id, [ward.id for ward in wards], now)
    levels = []
    for level in levels_of(session, place):
        own = [row for row in own_rows if row.level == level]
        decided = next((row for row in reversed(own) if row.from_on <= day), None)
        levels.append(
            LevelSet(
                terms=terms[level],
                decided=decided,
                is_of_system=decided is None and level in above,
                coming=[row for row in own if row.from_on > day],
                posts=[each for each in posts.get(place.id, ()) if each.post.level == level],
                others=[each for each in posts.get(system_id, ()) if each.post.level == level] if system_id else [],
            )
        )
    held = [WardSet(ward_id=ward.id, name=ward.name, posts=posts.get(ward.id, ())) for ward in wards]
    return LadderSet(place=place, levels=levels, wards=held)


def _terms(session: Session, place: Place, own: Sequence[LadderLevel], day: date) -> Mapping[int, Terms]:
    if place.kind is ScopeKind.ORGANISATION:
        return ladder_at(session, place.id, day)
    return {terms.level: terms for terms in (*PROPOSED, *(terms_in(row) for row in own if row.from_on <= day))}


def _levels_decided(session: Session, place: Place, day: date) -> frozenset[int]:
    """By the system of an organisation."""
    of_system = select(Organisation.system_id).where(Organisation.id == place.organisation_id).scalar_subquery()
    rows = session.scalars(
        select(LadderLevel.level).where(LadderLevel.place_id == of_system, LadderLevel.from_on <= day)
    )
    return frozenset(rows)


def _posts(
    session: Session, place: Place, system_id: UUID | None, ward_ids: Sequence[UUID], now: datetime
) -> Mapping[UUID | None, Sequence[PostHeld]]:
    """By place: entries that have not ended; those who hold it first, then deputies, by name."""
    day = local_date(now)
    places = [*ward_ids, place.id, *([system_id] if system_id else [])]
    rows = session.execute(
        select(LadderPost, User.name, User.active)
        .join(User, User.id == LadderPost.user_id)
        .where(LadderPost.place_id.in_(places), or_(LadderPost.until_on.is_(None), LadderPost.until_on >= day))
        .order_by(LadderPost.is_deputy, User.name, LadderPost.from_on, LadderPost.id)
    ).all()
    reach = reach_of(session, [post.user_id for post, *_ in rows], now)
    wider = [key for key in (place.id, system_id) if key is not None]
    found: dict[UUID | None, list[PostHeld]] = {}
    for post, name, is_active in rows:
        over = covering(post, place.id, [post.place_id, *wider])
        answers = bool(reach.get(post.user_id, frozenset()) & over)
        held = PostHeld(post=post, name=name, is_empty=not (is_active and answers), is_coming=post.from_on > day)
        found.setdefault(post.place_id, []).append(held)
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose role answers at a place."""

    user_id: UUID
    name: str
    email: str


def candidates(session: Session, actor: Actor, place: Place, *, now: datetime) -> Sequence[Candidate]:
    """Active accounts with a role that answers there or wider, by name: who may be put on the ladder.

    Raises NotFound where this actor does not set the ladder of the place.
    """
    if not may_set_ladder(actor, place.id):
        raise NotFound
    scopes = {place.id}
    if place.kind is ScopeKind.WARD and place.organisation_id is not None:
        scopes.add(place.organisation_id)
    if place.organisation_id is not None:
        system_id = session.get_one(Organisation, place.organisation_id).system_id
        scopes |= {system_id} if system_id else set()
    rows = session.execute(
        select(User.id, User.name, User.email)
        .distinct()
        .join(Membership, Membership.user_id == User.id)
        .where(User.active, in_force(now), Membership.scope_id.in_(scopes), Membership.role.in_(roles_that_answer()))
        .order_by(User.name, User.id)
    )
    return [Candidate(key, name, email) for key, name, email in rows]


def get_post(session: Session, actor: Actor, post_id: UUID, *, lock: bool = False) -> tuple[LadderPost, str]:
    """An entry and whose it is. Raises NotFound where this actor does not set the ladder of its place."""
    statement = select(LadderPost, User.name).join(User, User.id == LadderPost.user_id).where(LadderPost.id == post_id)
    if lock:
        statement = statement.with_for_update(of=LadderPost).execution_options(populate_existing=True)
    found = session.execute(statement).one_or_none()
    if found is None or not may_set_ladder(actor, found[0].place_id):
        raise NotFound
    return found[0], found[1]
