"""What became of what a ward raised, in words: on the stay, the board, the round, and on one list to print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from flask import url_for

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.words import sentences
from discharge.escalation.models import EscalationStep
from discharge.escalation.pages.words import awaited_words
from discharge.escalation.policies import may_raise_at
from discharge.escalation.queries.receipts import Raised, Standing, WardRaised
from discharge.escalation.rules.ladder import Terms
from discharge.escalation.rules.receipts import Receipt, Told
from discharge.escalation.rules.states import StepKind, Subject
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_day, shown_moment

KEEP_SHEET = timedelta(days=28)  # a sheet of paper, until the meeting that looks at it

_NOBODY = {Subject.STAY: "The ward", Subject.WARD: "The ward", Subject.THEME: "Theme"}
_LOOKS = {
    Receipt.LATE: "late",
    Receipt.BROKEN: "late",
    Receipt.ASKED_BACK: "soon",
    Receipt.TAKEN_UP: "done",
    Receipt.DECIDED: "done",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLook:
    """state: the look of a clock: "", "soon", "late" or "done". said: one line of what was looked at, said and is owed.

    is_ours: a reply is owed by those who asked.
    """

    reference: str
    href: str
    ask: str
    where: str
    words: str
    state: str
    said: str
    is_ours: bool

    @classmethod
    def of(cls, ask: Raised | Standing, where: str = "") -> Self:
        """where: the name of the level, "" to leave it out."""
        return cls(
            reference=ask.reference,
            href=url_for("escalation.show", escalation_id=ask.escalation_id),
            ask=ask.ask,
            where=where,
            words=ask.told.receipt.words,
            state=_LOOKS.get(ask.told.receipt, ""),
            said=sentences((_looked(ask.told), _answered(ask.told), _owed(ask.told))),
            is_ours=ask.told.receipt.is_ours,
        )


def _looked(told: Told) -> str:
    if told.looked_on is None:
        return "Nobody has looked yet"
    return f"{told.looked_by} looked on {_day(told.looked_on)}"


def _answered(told: Told) -> str:
    if told.answer is None or told.answered_on is None:
        return ""
    return f"{told.answer.words} by {told.answered_by} on {_day(told.answered_on)}: {told.words}"


def _owed(told: Told) -> str:
    if told.receipt is Receipt.CLOSED:
        return ""
    if told.promised_on is not None:
        return f"Still owed: {f'{told.done_by} ' if told.done_by else ''}by {_day(told.promised_on)}"
    return f"An answer is due by {_day(told.answer_due_on)}" if told.answer_due_on else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedLine:
    """who: whom or what it is about. story: everything that happened, a line each."""

    who: str
    cause: str
    owner: str
    raised: str
    look: ReceiptLook
    story: tuple[str, ...]

    @classmethod
    def of(cls, raised: Raised, levels: Mapping[int, Terms]) -> Self:
        escalation = raised.escalation
        name = shown_name(NameLevel.FULL, family=raised.surname, given=raised.given_name, bed=raised.bed)
        return cls(
            who=name if raised.surname else _NOBODY[escalation.subject],
            cause=awaited_words(escalation.cause) if escalation.cause else "",
            owner=raised.owner,
            raised=f"{_day(escalation.raised_on)} by {escalation.raised_by}",
            look=ReceiptLook.of(raised, levels[escalation.level].name),
            story=tuple(_step_words(step) for step in raised.steps),
        )


def _step_words(step: EscalationStep) -> str:
    parts = [f"{_day(local_date(step.at))}: {step.kind.words}"]
    if step.by_id is not None:
        parts.append(f"by {step.by}")
    words = " ".join(parts)
    return f"{words}. {step.words}" if step.words else words


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedPage:
    """month: "November 2026" on the monthly sheet, "" on the list of now. months: other months, words and address.

    ask_href, theme_href: where to ask about the ward and about what several people wait for, "" for who may not.
    sums: what was asked and what became of it, a number and words each. printed_*, destroy_by: at the foot of a sheet.
    """

    ward: str
    back: str
    ask_href: str
    theme_href: str
    month: str
    months: tuple[tuple[str, str], ...]
    sums: tuple[tuple[int, str], ...]
    open: tuple[RaisedLine, ...]
    closed: tuple[RaisedLine, ...]
    printed_by: str
    printed_at: str
    destroy_by: str

    @classmethod
    def of(
        cls, actor: Actor, seen: WardRaised, levels: Mapping[int, Terms], *, now: datetime
    ) -> Self:  # fmt: skip
        ward_id, trust_id = seen.ward.id, seen.ward.organisation_id
        both = (*seen.open, *seen.closed)
        receipts = [each.told.receipt for each in both]
        decided = sum(any(step.kind is StepKind.DECIDED for step in each.steps) for each in both)
        risen = sum(any(step.kind is StepKind.RISEN for step in each.steps) for each in both)
        return cls(
            ward=seen.ward.name,
            back=url_for("boards.ward", ward_id=ward_id),
            ask_href=url_for("escalation.ask_for_ward", ward_id=ward_id) if may_raise_at(actor, ward_id) else "",
            theme_href=url_for("escalation.ask_about_theme", trust_id=trust_id)
            if may_raise_at(actor, trust_id)
            else "",
            month=f"{seen.first:%B %Y}" if seen.first else "",
            months=tuple(
                (f"{month:%B %Y}", url_for("escalation.raised_month", ward_id=ward_id, month=f"{month:%Y-%m}"))
                for month in _months_to(seen.today)
            ),
            sums=(
                (len(both), "asked"),
                (decided, "decided"),
                (receipts.count(Receipt.CLOSED), "closed"),
                (receipts.count(Receipt.LATE), "without an answer in time"),
                (risen, "went up without an answer"),
            ),
            open=tuple(RaisedLine.of(each, levels) for each in seen.open),
            closed=tuple(RaisedLine.of(each, levels) for each in seen.closed),
            printed_by=actor.name,
            printed_at=shown_moment(now),
            destroy_by=shown_day(seen.today + KEEP_SHEET),
        )


def _months_to(today: date) -> Iterable[date]:
    """This month and the two before."""
    month = today.replace(day=1)
    for _ in range(3):
        yield month
        month = (month - timedelta(days=1)).replace(day=1)
