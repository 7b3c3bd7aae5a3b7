"""What waits to be sent and what could not be."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.core.words import counted
from discharge.notices.forms import PressForm
from discharge.notices.pages.words import moment_words
from discharge.notices.queries.outbox import MOST_SHOWN, MailLine, Outbox
from discharge.notices.rules.kinds import Kind, headline
from discharge.notices.rules.trying import FAULT_WORDS, LATE_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """when: next try, or when it was given up. may_retry: whether the button is there."""

    id: UUID
    name: str
    headline: str
    told: str
    when: str
    why: str
    tries: str
    may_retry: bool

    @classmethod
    def of(cls, line: MailLine, now: datetime) -> "MailRow":
        mail, notice = line.mail, line.notice
        code = f" ({mail.fault_code})" if mail.fault_code else ""
        return cls(
            id=mail.id,
            name=line.name,
            headline=headline(notice.kind, notice.reference),
            told=moment_words(notice.told_at, now),
            when=moment_words(mail.settled_at or mail.not_before_at, now),
            why=f"{FAULT_WORDS[mail.fault]}{code}",
            tries=counted(mail.attempts, "try", "tries") if mail.attempts else "",
            may_retry=mail.settled_at is not None and notice.kind is not Kind.DIGEST,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPage:
    """late: since when mail that is due waits, where that is too long; else "". most: how many of each are shown."""

    form: PressForm
    is_set_up: bool
    late: str
    waiting: int
    given_up: int
    waits: tuple[MailRow, ...]
    failed: tuple[MailRow, ...]
    most: int

    @classmethod
    def of(cls, form: PressForm, seen: Outbox, *, is_set_up: bool, now: datetime) -> "MailPage":
        is_late = seen.oldest_at is not None and seen.oldest_at < now - LATE_AFTER
        return cls(
            form=form,
            is_set_up=is_set_up,
            late=moment_words(seen.oldest_at, now) if is_late and seen.oldest_at else "",
            waiting=seen.waiting,
            given_up=seen.given_up,
            waits=tuple(MailRow.of(line, now) for line in seen.waits),
            failed=tuple(MailRow.of(line, now) for line in seen.failed),
            most=MOST_SHOWN,
        )
