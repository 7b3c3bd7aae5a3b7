"""Send what waits: take one mail, speak with the server outside any transaction, write down what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from discharge.access.models import User
from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.transaction import carry_out
from discharge.notices.adapters.message import message_of
from discharge.notices.adapters.settings import MailSettings
from discharge.notices.adapters.smtp import Outcome, Post
from discharge.notices.models import OutgoingMail
from discharge.notices.queries.choices import who_turned_off
from discharge.notices.queries.hours import hours_of
from discharge.notices.queries.outbox import has_any, is_free, is_of_a_later_clock
from discharge.notices.rules.hours import may_leave_at
from discharge.notices.rules.letter import Letter
from discharge.notices.rules.trying import (
    GIVE_UP_AFTER,
    LEASE,
    OF_SERVER,
    Fault,
    State,
    delay_after,
    is_given_up,
)
from discharge.places.queries import holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle:
    """What came of a mail that `holder` had in hand."""

    key: UUID
    holder: UUID
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass did. fault: of the server, which ended the pass early; NONE for a pass to the end."""

    sent: int = 0
    to_try_again: int = 0
    given_up: int = 0
    fault: Fault = Fault.NONE


def send_due(
    session: Session,
    post: Post,
    settings: MailSettings,
    *,
    holder: UUID,
    actor: Actor,
    clock: Callable[[], datetime],
    is_over: Callable[[], bool] = lambda: False,
) -> Pass:
    """Send everything that is due, oldest first. Ends when nothing is, when `is_over` says so, or with a server that
    is away: then no other message is tried, and each keeps its time. Two at once never hold the same mail.
    """
    done = Pass()
    if has_any(session, is_of_a_later_clock(clock())):
        carry_out(session, reckon_anew, None, actor=actor, now=clock())
    while not is_over() and has_any(session, is_free(clock())):
        letter = carry_out(session, hold_next, holder, actor=actor, now=clock())
        if letter is None:
            continue  # somebody else was quicker, or it was not needed any more
        outcome = _hand_over(post, letter, settings, clock())
        settled = Settle(key=letter.key, holder=holder, outcome=outcome)
        state = carry_out(session, settle, settled, actor=actor, now=clock())
        done = replace(
            done,
            sent=done.sent + (state is State.SENT),
            given_up=done.given_up + (state is State.GAVE_UP),
            to_try_again=done.to_try_again + (state is State.WAITING),
        )
        if outcome.fault in OF_SERVER:
            return replace(done, fault=outcome.fault)
    return done


def _hand_over(post: Post, letter: Letter, settings: MailSettings, now: datetime) -> Outcome:
    try:
        message = message_of(letter, settings, now=now)
    except ValueError:  # an address that no header can hold
        return Outcome(fault=Fault.REFUSED)
    return post.send(message)


def hold_next(session: Session, holder: UUID, *, actor: Actor, now: datetime) -> Letter | None:
    """Take the mail that is due longest. It counts as tried before it is: a sender that dies leaves it for later.

    None when none is free, or the one found is settled without sending: its time is over, its account is closed, or
    its kind was turned off.
    """
    mail = session.scalars(
        select(OutgoingMail)
        .where(is_free(now))
        .options(joinedload(OutgoingMail.notice))
        .order_by(OutgoingMail.not_before_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(of=OutgoingMail, skip_locked=True)
    ).one_or_none()
    if mail is None:
        return None
    notice = mail.notice
    user = session.get_one(User, notice.user_id)
    if not user.active or notice.user_id in who_turned_off(session, notice.kind, [notice.user_id]):
        _end(mail, State.NOT_NEEDED, now)
        return None
    if now >= mail.gives_up_at:
        _give_up(session, mail, mail.fault if mail.attempts else Fault.TOO_OLD, actor=actor, now=now)
        return None
    mail.attempts += 1
    mail.held_by, mail.held_until = holder, now + LEASE
    mail.reckoned_at = now
    mail.not_before_at = _may_leave(session, mail, now + delay_after(mail.attempts))
    session.flush()
    return Letter(
        key=mail.id,
        to=user.email,
        kind=notice.kind,
        reference=notice.reference,
        path=notice.path,
        lines=notice.lines,
    )


def settle(session: Session, command: Settle, *, actor: Actor, now: datetime) -> State:
    """Write down what came of a mail. One that another holds by now changes only when it was sent."""
    mail = session.get_one(
        OutgoingMail, command.key, with_for_update={"of": OutgoingMail}, options=[joinedload(OutgoingMail.notice)]
    )
    fault = command.outcome.fault
    if mail.state is not State.WAITING or (fault is not Fault.NONE and mail.held_by != command.holder):
        return mail.state
    mail.fault, mail.fault_code = fault, command.outcome.code
    mail.held_by = mail.held_until = None
    if fault is Fault.NONE:
        _end(mail, State.SENT, now)
    elif is_given_up(fault, now=now, gives_up_at=mail.gives_up_at):
        _give_up(session, mail, fault, actor=actor, now=now)
    session.flush()
    return mail.state


def reckon_anew(session: Session, _nothing: None, *, actor: Actor, now: datetime) -> int:  # noqa: ARG001
    """After the clock was set back: times that a later clock worked out are worked out by this one. How many were.

    Whoever holds a mail keeps it for a full lease from now: they may be speaking with the server this moment.
    """
    mails = session.scalars(
        select(OutgoingMail)
        .where(is_of_a_later_clock(now))
        .options(joinedload(OutgoingMail.notice))
        .order_by(OutgoingMail.id)
        .with_for_update(of=OutgoingMail)
    ).all()
    for mail in mails:
        mail.not_before_at = min(mail.not_before_at, _may_leave(session, mail, now))
        mail.gives_up_at = min(mail.gives_up_at, now + GIVE_UP_AFTER)
        mail.reckoned_at = now
        if mail.held_until is not None:
            mail.held_until = min(mail.held_until, now + LEASE)
    session.flush()
    return len(mails)


def _may_leave(session: Session, mail: OutgoingMail, moment: datetime) -> datetime:
    hours = hours_of(session, mail.notice.organisation_id, local_date(moment))
    return may_leave_at(moment, hours, holidays(), always=mail.is_always)


def _give_up(session: Session, mail: OutgoingMail, fault: Fault, *, actor: Actor, now: datetime) -> None:
    mail.fault = fault
    _end(mail, State.GAVE_UP, now)
    chain = mail.notice.organisation_id or NO_ORGANISATION
    facts = {"mail": mail.id, "account": mail.notice.user_id, "fault": fault, "attempts": mail.attempts}
    record_apart(session, "notices.mail_given_up", chain, actor=actor, now=now, **facts)


def _end(mail: OutgoingMail, state: State, now: datetime) -> None:
    mail.state, mail.settled_at = state, now
    mail.held_by = mail.held_until = None
