"""Trying a mail again by hand, when what kept it from going is mended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.audit.commands import NO_ORGANISATION, record_apart
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.notices.models import OutgoingMail
from discharge.notices.queries.hours import hours_of
from discharge.notices.queries.outbox import get_mail
from discharge.notices.rules.hours import may_leave_at
from discharge.notices.rules.kinds import Kind
from discharge.notices.rules.trying import GIVE_UP_AFTER, Fault, State
from discharge.places.queries import holidays


def try_again(session: Session, mail_id: UUID, *, actor: Actor, now: datetime) -> OutgoingMail:
    """A mail that was given up waits anew, in its hours, with its old Message-ID. Pressed twice, it waits once.

    Raises NotFound for a mail out of sight, RuleBroken for a morning summary: its counts are of another day.
    """
    mail = get_mail(session, actor, mail_id)
    if mail.state is not State.GAVE_UP:
        return mail
    if mail.notice.kind is Kind.DIGEST:
        raise RuleBroken("", "A morning summary is not sent later: its counts were of its day")
    hours = hours_of(session, mail.notice.organisation_id, local_date(now))
    mail.not_before_at = may_leave_at(now, hours, holidays(), always=mail.is_always)
    mail.gives_up_at = mail.not_before_at + GIVE_UP_AFTER
    mail.reckoned_at = now
    mail.state, mail.attempts, mail.fault, mail.fault_code, mail.settled_at = State.WAITING, 0, Fault.NONE, None, None
    chain = mail.notice.organisation_id or NO_ORGANISATION
    record_apart(session, "notices.mail_tried_again", chain, actor=actor, now=now, mail=mail.id)
    session.flush()
    return mail
