"""Telling people though nothing happened: it is about to rise, its level is empty now, or they came newly there."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.queries import actor_of
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.transaction import carry_out
from discharge.escalation.commands.keeping import tell_level
from discharge.escalation.commands.one_by_one import OneByOne
from discharge.escalation.models import LadderPost
from discharge.escalation.queries.one import escalation_to_change, is_with_nobody
from discharge.escalation.queries.reminding import about_to_rise, begins_at, deserted, newly_named, rising_key
from discharge.escalation.queries.waiting import number_waiting, own_posts
from discharge.escalation.rules.states import State
from discharge.notices.commands.telling import Notice, tell_people
from discharge.notices.rules.kinds import Kind

LIST = "/sro"


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnOfRise:
    """due_on: the last day in time as it was seen."""

    escalation_id: UUID
    due_on: date


def remind_all(session: Session, run: OneByOne, *, actor: Actor, now: datetime) -> None:
    """Each in a transaction of its own, as often as wanted: who was told is not told again."""
    for escalation_id, due_on in run.each(about_to_rise(session, now)):
        command = WarnOfRise(escalation_id=escalation_id, due_on=due_on)
        with run.trying(escalation_id):
            carry_out(session, warn_of_rise, command, actor=actor, now=now)
    for escalation_id in run.each(deserted(session, now)):
        with run.trying(escalation_id):
            carry_out(session, tell_of_nobody, escalation_id, actor=actor, now=now)
    for post_id in run.each(newly_named(session, now)):
        with run.trying(post_id):
            carry_out(session, welcome, post_id, actor=actor, now=now)


def warn_of_rise(session: Session, command: WarnOfRise, *, actor: Actor, now: datetime) -> None:
    """Whoever owes the answer is told on the last working day; nothing for what was answered meanwhile."""
    escalation = escalation_to_change(session, actor, command.escalation_id).escalation
    is_standing = escalation.state is State.WAITING and escalation.paused_on is None
    if not is_standing or escalation.answer_due_on != command.due_on:
        return
    about = rising_key(escalation.id, command.due_on)
    tell_level(session, escalation, about, kind=Kind.ESCALATION_RISING, actor=actor, now=now)


def tell_of_nobody(session: Session, escalation_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Those who coordinate are told as if it had come where nobody stands; nothing where somebody answers again."""
    escalation = escalation_to_change(session, actor, escalation_id).escalation
    if escalation.state is State.WAITING and is_with_nobody(session, escalation, now=now):
        tell_level(session, escalation, f"{escalation.id}:{escalation.reached_at}", actor=actor, now=now)


def welcome(session: Session, post_id: UUID, *, actor: Actor, now: datetime) -> int:
    """One notice for somebody who came newly to a level where something waits already. Returns how many wait."""
    post = session.get_one(LadderPost, post_id)
    theirs = actor_of(session, session.get_one(User, post.user_id), now=now, request_id="")
    if post_id not in {each.id for each in own_posts(session, theirs, local_date(now))}:
        return 0  # their role does not let them answer there
    number = number_waiting(session, theirs, [post], before=begins_at(post))
    if number:
        notice = Notice(
            user_id=post.user_id,
            kind=Kind.ESCALATIONS_WAIT,
            organisation_id=post.organisation_id,
            reference="",
            path=LIST,
            key=str(post.id),
        )
        tell_people(session, [notice], actor=actor, now=now)
    return number
