"""Setting a level from a day on, and who answers on it from when until when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from discharge.access.models import ScopeKind
from discharge.access.queries.people import Place
from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.blockers.rules.protocols import check_source
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound, RuleBroken, Superseded
from discharge.core.versions import check_version
from discharge.escalation.models import LadderLevel, LadderPost
from discharge.escalation.queries.administration import candidates, get_post, levels_of, place_with
from discharge.escalation.rules.ladder import Terms, check_last_day, check_post_days, check_terms
from discharge.places.rules.entries import check_decision_day
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLevel:
    """place_id: a system or an organisation. What stands on the level now keeps the day it was given."""

    place_id: UUID
    terms: Terms
    from_on: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPost:
    """place_id: a ward (its own level), an organisation or a system. until_on: the last day, None for good."""

    place_id: UUID
    level: int
    user_id: UUID
    is_deputy: bool
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPost:
    """until_on: the last day on which they answer."""

    post_id: UUID
    version: int
    until_on: date


def set_level(session: Session, command: SetLevel, *, actor: Actor, now: datetime) -> LadderLevel:
    """A day that has a decision gets the new one in its place; the record keeps both."""
    place, terms = place_with(session, actor, command.place_id), command.terms
    if place.kind is ScopeKind.WARD or terms.level not in levels_of(session, place):
        raise NotFound
    check_terms(terms)
    check_decision_day(command.from_on, local_date(now))
    check_source(command.source)
    row = session.scalars(
        select(LadderLevel)
        .where(
            LadderLevel.place_id == place.id,
            LadderLevel.level == terms.level,
            LadderLevel.from_on == command.from_on,
        )
        .with_for_update()
    ).one_or_none()
    before = (row.name, row.answer_days) if row else (None, None)
    if row is None:
        row = LadderLevel(
            place_kind=place.kind,
            place_id=place.id,
            organisation_id=place.organisation_id,
            level=terms.level,
            from_on=command.from_on,
        )
        session.add(row)
    row.name, row.role, row.answer_days = terms.name, terms.role, terms.answer_days
    row.meets, row.is_always, row.source = terms.meets, terms.is_always, command.source
    row.set_by, row.set_at = actor.name, now
    try:
        session.flush()
    except IntegrityError:
        yours = {"Answers within": f"{terms.answer_days} working days"}
        raise Superseded(before={}, theirs={"Answers within": "decided just now"}, yours=yours) from None
    facts = {"name": terms.name, "role": terms.role, "answer_days": terms.answer_days, "meets": terms.meets}
    _record(
        session,
        "ladder.level_set",
        place,
        actor=actor,
        now=now,
        level=terms.level,
        is_always=terms.is_always,
        from_on=command.from_on,
        source=command.source,
        name_before=before[0],
        answer_days_before=before[1],
        **facts,
    )
    return row


def add_post(session: Session, command: AddPost, *, actor: Actor, now: datetime) -> LadderPost:
    """Only somebody whose role answers there. Raises RuleBroken for who stands on that level on one of those days."""
    place = place_with(session, actor, command.place_id)
    if command.level not in levels_of(session, place):
        raise NotFound
    chosen = next(
        (each for each in candidates(session, actor, place, now=now) if each.user_id == command.user_id), None
    )
    if chosen is None:
        raise RuleBroken("user_id", "Select somebody whose role answers there")
    check_post_days(command.from_on, command.until_on, local_date(now))
    _check_once(session, command, chosen.name)
    post = LadderPost(
        place_kind=place.kind,
        place_id=place.id,
        organisation_id=place.organisation_id,
        level=command.level,
        user_id=command.user_id,
        is_deputy=command.is_deputy,
        from_on=command.from_on,
        until_on=command.until_on,
        set_by=actor.name,
        set_at=now,
    )
    session.add(post)
    session.flush()
    facts = {"level": post.level, "account": post.user_id, "is_deputy": post.is_deputy}
    days = {"from_on": post.from_on, "until_on": post.until_on}
    _record(session, "ladder.person_added", place, actor=actor, now=now, post=post.id, **facts, **days)
    return post


def end_post(session: Session, command: EndPost, *, actor: Actor, now: datetime) -> LadderPost:
    post, _name = get_post(session, actor, command.post_id, lock=True)
    theirs, yours = {"Last day": shown_day(post.until_on)}, {"Last day": shown_day(command.until_on)}
    check_version(post.version, command.version, before={}, theirs=theirs, yours=yours)
    if theirs == yours:
        return post
    check_last_day(command.until_on, local_date(now))
    before, post.until_on = post.until_on, command.until_on
    session.flush()
    place = place_with(session, actor, post.place_id)
    _record(
        session,
        "ladder.person_ended",
        place,
        actor=actor,
        now=now,
        post=post.id,
        account=post.user_id,
        level=post.level,
        until_on=post.until_on,
        until_on_before=before,
    )
    return post


def _check_once(session: Session, command: AddPost, name: str) -> None:
    overlaps = [
        LadderPost.place_id == command.place_id,
        LadderPost.level == command.level,
        LadderPost.user_id == command.user_id,
        or_(LadderPost.until_on.is_(None), LadderPost.until_on >= command.from_on),
    ]
    if command.until_on is not None:
        overlaps.append(LadderPost.from_on <= command.until_on)
    if session.scalar(select(LadderPost.id).where(*overlaps).limit(1)) is not None:
        raise RuleBroken("user_id", f"{name} answers at this level on some of these days already")


def _record(session: Session, action: str, place: Place, *, actor: Actor, now: datetime, **facts: object) -> None:
    home = place.organisation_id or NO_ORGANISATION
    record_apart(session, action, home, actor=actor, now=now, place=place.id, **facts)
