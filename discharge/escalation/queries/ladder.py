"""Which levels hold somewhere, and who stands on them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, Self
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, ScopeKind, User
from discharge.access.queries.standing import in_force
from discharge.access.rules import MAY, Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.reach import one_of
from discharge.escalation.models import Escalation, LadderLevel, LadderPost
from discharge.escalation.rules.ladder import LEVELS, PROPOSED, SRO, WARD, Terms
from discharge.places.models import Organisation, OrganisationKind
from discharge.stays.models import Stay


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who answers at a level. post_id: by which entry of the ladder; until_on: its last day, None for good."""

    user_id: UUID
    name: str
    is_deputy: bool
    post_id: UUID
    place_id: UUID
    until_on: date | None


class Home(Protocol):
    """An open ward, with its trust and its system."""

    @property
    def ward_id(self) -> UUID: ...
    @property
    def trust_id(self) -> UUID: ...
    @property
    def system_id(self) -> UUID | None: ...


@dataclass(frozen=True, slots=True)
class Lacking:
    """A level at which nobody answers. wards: on how many, at the level of wards; 0: everywhere in the trust."""

    level: str
    wards: int


def ladder_at(session: Session, organisation_id: UUID, day: date) -> Mapping[int, Terms]:
    """Every level as it holds in an organisation: its own decision, else its system's, else what we propose."""
    of_system = select(Organisation.system_id).where(Organisation.id == organisation_id).scalar_subquery()
    there = or_(LadderLevel.place_id == organisation_id, LadderLevel.place_id == of_system)
    return _by_level(_decided(session, there, day))


def ladders_of(session: Session, trusts: Mapping[UUID, UUID | None], day: date) -> Mapping[UUID, Mapping[int, Terms]]:
    """`ladder_at` of several trusts, each with its system, in one statement."""
    places = {*trusts, *(system for system in trusts.values() if system)}
    rows = _decided(session, one_of(LadderLevel.place_id, places), day)
    return {
        trust: _by_level(row for row in rows if row.place_id in (trust, system)) for trust, system in trusts.items()
    }


def _decided(session: Session, there: ColumnElement[bool], day: date) -> Sequence[LadderLevel]:
    """Those of an organisation behind those of its system, the latest last."""
    return session.scalars(
        select(LadderLevel)
        .where(there, LadderLevel.from_on <= day)
        .order_by(LadderLevel.place_kind == ScopeKind.ORGANISATION, LadderLevel.from_on, LadderLevel.id)
    ).all()


def _by_level(rows: Iterable[LadderLevel]) -> Mapping[int, Terms]:
    """rows: as `_decided` gives them, so that the later wins."""
    return {terms.level: terms for terms in (*PROPOSED, *(terms_in(row) for row in rows))}


def terms_at(session: Session, organisation_id: UUID, level: int, day: date) -> Terms:
    """One level of `ladder_at`."""
    return ladder_at(session, organisation_id, day)[level]


def terms_in(row: LadderLevel) -> Terms:
    return Terms(
        level=row.level,
        name=row.name,
        role=row.role,
        answer_days=row.answer_days,
        meets=row.meets,
        is_always=row.is_always,
    )


def in_force_on(day: date) -> ColumnElement[bool]:
    """Entries of the ladder that hold on a day, both ends counted."""
    return and_(LadderPost.from_on <= day, or_(LadderPost.until_on.is_(None), LadderPost.until_on >= day))


def holders(
    session: Session, organisation_id: UUID, ward_id: UUID | None, level: int, now: datetime
) -> Sequence[Holder]:
    """Who answers at a level of the ward, its trust or their system: first those who hold it, then deputies, by name.

    Only active accounts whose role still lets them answer there. Nobody is a fault to show, not an error.
    """
    places = _places_over(session, organisation_id, ward_id)
    rows = session.execute(
        select(LadderPost, User.name)
        .join(User, User.id == LadderPost.user_id)
        .where(LadderPost.place_id.in_(places), LadderPost.level == level, in_force_on(local_date(now)), User.active)
        .order_by(LadderPost.is_deputy, User.name, LadderPost.id)
    ).all()
    reach = reach_of(session, [post.user_id for post, _ in rows], now)
    found: dict[UUID, Holder] = {}
    for post, name in rows:
        if reach.get(post.user_id, frozenset()) & covering(post, organisation_id, places):
            found.setdefault(
                post.user_id,
                Holder(
                    user_id=post.user_id,
                    name=name,
                    is_deputy=post.is_deputy,
                    post_id=post.id,
                    place_id=post.place_id,
                    until_on=post.until_on,
                ),
            )
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Standing:
    """Who stands at many places at once, by place; and by person, where they have a role that answers."""

    posts: Mapping[UUID, Sequence[LadderPost]]
    reach: Mapping[UUID, frozenset[UUID]]

    @classmethod
    def at(cls, session: Session, places: Collection[UUID], now: datetime) -> Self:
        """Today, with accounts that are active. Two statements."""
        posts: dict[UUID, list[LadderPost]] = {}
        for post in session.scalars(
            select(LadderPost)
            .join(User, User.id == LadderPost.user_id)
            .where(one_of(LadderPost.place_id, places), in_force_on(local_date(now)), User.active)
        ):
            posts.setdefault(post.place_id, []).append(post)
        people = [post.user_id for several in posts.values() for post in several]
        return cls(posts, reach_of(session, people, now))

    def levels(self, organisation_id: UUID, *places: UUID | None) -> frozenset[int]:
        """The levels at which somebody answers, as `holders` says of one. places: the narrowest first."""
        over = [place for place in places if place is not None]
        return frozenset(
            post.level
            for place in over
            for post in self.posts.get(place, ())
            if self.reach.get(post.user_id, frozenset()) & covering(post, organisation_id, over)
        )


def unmanned(session: Session, wards: Iterable[Home], now: datetime) -> Mapping[UUID, Sequence[Lacking]]:
    """By trust, the levels at which nobody answers today who still has the role for it, the lowest first.

    A trust with nobody missing is not in it. Three statements, however many wards.
    """
    wards, day = list(wards), local_date(now)
    systems = {ward.trust_id: ward.system_id for ward in wards}
    places = {ward.ward_id for ward in wards} | {*systems} | {system for system in systems.values() if system}
    standing = _Standing.at(session, places, now)
    found: dict[UUID, list[Lacking]] = {}
    for trust_id, terms in ladders_of(session, systems, day).items():
        of_trust = standing.levels(trust_id, trust_id, systems[trust_id])
        number = sum(
            WARD not in standing.levels(trust_id, ward.ward_id, trust_id, ward.system_id)
            for ward in wards
            if ward.trust_id == trust_id
        )
        lacking = [Lacking(terms[WARD].name, number)] if number else []
        lacking += [Lacking(terms[level].name, 0) for level in LEVELS[1:] if level not in of_trust]
        if lacking:
            found[trust_id] = lacking
    return found


def levels_manned(
    session: Session, over: Collection[tuple[UUID, UUID | None]], now: datetime
) -> Mapping[tuple[UUID, UUID | None], frozenset[int]]:
    """The levels at which somebody answers over each organisation with one of its wards, or none. Three statements."""
    rows = session.execute(
        select(Organisation.id, Organisation.system_id).where(
            one_of(Organisation.id, {organisation for organisation, _ in over}),
            Organisation.kind == OrganisationKind.TRUST,
        )
    )
    systems = {row.id: row.system_id for row in rows}
    places = {place for pair in over for place in (*pair, systems.get(pair[0])) if place is not None}
    standing = _Standing.at(session, places, now)
    return {pair: standing.levels(pair[0], pair[1], pair[0], systems.get(pair[0])) for pair in over}


def posts_over(session: Session, actor: Actor, escalation: Escalation, day: date) -> Sequence[LadderPost]:
    """The actor's own entries in force over an escalation: at its ward, trust, system, or the organisation asked."""
    if actor.user_id is None:
        return ()
    places = set(_places_over(session, escalation.organisation_id, ward_now(session, escalation)))
    if escalation.asked_id is not None:
        places.add(escalation.asked_id)
    return session.scalars(
        select(LadderPost)
        .where(LadderPost.user_id == actor.user_id, LadderPost.place_id.in_(places), in_force_on(day))
        .order_by(LadderPost.level, LadderPost.id)
    ).all()


def ward_now(session: Session, escalation: Escalation) -> UUID | None:
    """Where the person is, or from where they left; else the ward it was raised about. None: about no ward."""
    if escalation.stay_id is None:
        return escalation.ward_id
    return session.scalar(select(Stay.last_ward_id).where(Stay.id == escalation.stay_id)) or escalation.ward_id


def who_coordinates(session: Session, organisation_id: UUID, now: datetime) -> Sequence[UUID]:
    """Those told where nobody stands on a level: coordinators of the trust, and of its system."""
    system_id = session.scalar(select(Organisation.system_id).where(Organisation.id == organisation_id))
    roles = {
        ScopeKind.ORGANISATION: _roles_with(Permission.WORD_ESCALATIONS),
        ScopeKind.SYSTEM: _roles_with(Permission.ASSIGN_ESCALATIONS),
    }
    return session.scalars(
        select(User.id)
        .distinct()
        .join(Membership, Membership.user_id == User.id)
        .where(
            User.active,
            in_force(now),
            or_(
                and_(Membership.scope_id == organisation_id, Membership.role.in_(roles[ScopeKind.ORGANISATION])),
                and_(Membership.scope_id == system_id, Membership.role.in_(roles[ScopeKind.SYSTEM])),
            ),
        )
        .order_by(User.id)
    ).all()


def roles_that_answer() -> Sequence[str]:
    return _roles_with(Permission.ANSWER_ESCALATIONS)


def _roles_with(power: Permission) -> Sequence[str]:
    return [role for role, powers in MAY.items() if power in powers]


def _places_over(session: Session, organisation_id: UUID, ward_id: UUID | None) -> Sequence[UUID]:
    """The narrowest first: the ward, its trust, their system.

    Over another organisation nobody stands but its own: the officer of a system has no power over a council's money.
    """
    is_trust = Organisation.kind == OrganisationKind.TRUST
    system_id = session.scalar(select(Organisation.system_id).where(Organisation.id == organisation_id, is_trust))
    return [place for place in (ward_id, organisation_id, system_id) if place is not None]


def covering(post: LadderPost, organisation_id: UUID, places: Sequence[UUID]) -> frozenset[UUID]:
    """Where a role must be held so that it reaches the place of a post: there, or wider."""
    if post.place_kind is ScopeKind.WARD:
        return frozenset(places)
    if post.place_kind is ScopeKind.ORGANISATION:
        return frozenset(places[places.index(organisation_id) :])
    return frozenset({post.place_id})


def reach_of(session: Session, user_ids: Iterable[UUID], now: datetime) -> Mapping[UUID, frozenset[UUID]]:
    """By person, the places at which they have a role that answers."""
    rows = session.execute(
        select(Membership.user_id, Membership.scope_id).where(
            Membership.user_id.in_(set(user_ids)),
            Membership.role.in_(roles_that_answer()),
            in_force(now),
        )
    )
    found: dict[UUID, frozenset[UUID]] = {}
    for user_id, scope_id in rows:
        found[user_id] = found.get(user_id, frozenset()) | {scope_id}
    return found


def others_to_ask(
    session: Session, _actor: Actor, escalation: Escalation, now: datetime
) -> tuple[Sequence[Organisation], frozenset[UUID]]:
    """The other organisations of its system, by name, whose executive may be asked; and those that have one.

    Their names are no secret.
    """
    of_system = select(Organisation.system_id).where(Organisation.id == escalation.organisation_id).scalar_subquery()
    others = session.scalars(
        select(Organisation)
        .where(Organisation.system_id == of_system, Organisation.id != escalation.organisation_id)
        .order_by(Organisation.name, Organisation.id)
    ).all()
    over = {each.id: (each.id, each.system_id if each.kind is OrganisationKind.TRUST else None) for each in others}
    standing = _Standing.at(session, {place for places in over.values() for place in places if place}, now)
    return others, frozenset(key for key, places in over.items() if SRO in standing.levels(key, *places))
