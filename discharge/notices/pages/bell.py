"""The bell's page, and the choice of who gets morning summaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.notices.forms import DigestForm, PressForm, ReadAllForm
from discharge.notices.models import ToldNotice
from discharge.notices.pages.words import moment_words
from discharge.notices.queries.bell import MOST_SHOWN
from discharge.notices.rules.kinds import Kind, headline


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """heard: what the buttons say more to those who hear them."""

    id: UUID
    headline: str
    when: str
    heard: str
    is_unread: bool
    is_digest: bool
    counts: tuple[CountLine, ...]

    @classmethod
    def of(cls, told: ToldNotice, now: datetime) -> "NoticeLine":
        words, when = headline(told.kind, told.reference), moment_words(told.told_at, now)
        return cls(
            id=told.id,
            headline=words,
            when=when,
            heard=f"{words}, {when}",
            is_unread=told.read_at is None,
            is_digest=told.kind is Kind.DIGEST,
            counts=tuple(CountLine(words=f"{line['count']} {line['label']}", href=line["path"]) for line in told.lines),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BellPage:
    """all_form: for marking all as read. most: how many are shown, where there may be more; else None."""

    form: PressForm
    all_form: ReadAllForm
    unread: tuple[NoticeLine, ...]
    read: tuple[NoticeLine, ...]
    most: int | None

    @classmethod
    def of(cls, form: PressForm, all_form: ReadAllForm, told: Sequence[ToldNotice], now: datetime) -> "BellPage":
        all_form.told_until.data = now.isoformat()
        lines = tuple(NoticeLine.of(each, now) for each in told)
        return cls(
            form=form,
            all_form=all_form,
            unread=tuple(line for line in lines if line.is_unread),
            read=tuple(line for line in lines if not line.is_unread),
            most=MOST_SHOWN if len(lines) == MOST_SHOWN else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicePage:
    form: DigestForm
    are_off: bool

    @property
    def words(self) -> str:
        return "off" if self.are_off else "on"

    @property
    def wanted(self) -> str:
        return "on" if self.are_off else "off"
