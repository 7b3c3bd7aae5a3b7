"""The words of what waits for whoever answers: a card each, themes, promises, the week."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.blockers.pages.changes import ChangePage
from discharge.blockers.pages.words import clock_look
from discharge.blockers.rules.clocks import Clock
from discharge.boards.pages.sro.places import pounds
from discharge.boards.pages.sro.promises import PromiseLine, forgotten_words, promise_line
from discharge.boards.pages.sro.system import cause_words, money_of
from discharge.boards.pages.sro.veil import Veil
from discharge.boards.pages.sro.week import OWN
from discharge.boards.pages.words import named_day, short_day
from discharge.boards.queries.sro import WholePage
from discharge.core.actor import Actor
from discharge.core.words import counted
from discharge.escalation.models import Escalation
from discharge.escalation.policies import offered_over
from discharge.escalation.queries.ladder import Lacking
from discharge.escalation.queries.last_steps import LastStep
from discharge.escalation.queries.waiting import WaitingList, Waits
from discharge.escalation.queries.week import Answered
from discharge.escalation.rules.states import State, Subject
from discharge.escalation.rules.verbs import Verb
from discharge.places.queries import holidays
from discharge.places.rules.calendar import working_days_between
from discharge.stays.policies import may_open_record
from discharge.stays.rules.ready import ReadyPeriod, days_shown
from discharge.stays.rules.reference import reference_of_stay
from discharge.summaries.queries.system import SystemToday, Waiting
from discharge.summaries.rules.small_numbers import hidden_within

OFFERED = (
    (Verb.DECIDE, "Decide"),
    (Verb.ASK_EXECUTIVE, "Ask their executive"),
    (Verb.TAKE_UP, "Take up with them"),
    (Verb.ASK_BACK, "Ask back"),
    (Verb.RETURN, "Return"),
    (Verb.ASSIGN, "Give to somebody"),
    (Verb.MOVE_DUE, "Move the day"),
)
FIRST = (Verb.DECIDE, Verb.ASK_EXECUTIVE, Verb.TAKE_UP)
NOWHERE = "You stand at no level of the ladder: an administrator puts you there"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    words: str
    href: str
    is_first: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The form that is open in a card. action: where it is sent. back: the card without it."""

    escalation_id: UUID
    verb: Verb
    change: ChangePage
    action: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """look: "late", "soon" or "" of its clock. open_href: where the person can be opened, or ""."""

    id: str
    ask: str
    why: str
    references: tuple[str, ...]
    facts: tuple[str, ...]
    clock: str
    look: str
    history: str
    history_href: str
    open_href: str
    buttons: tuple[Button, ...]
    answering: Answering | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """People who wait for the same cause and owner. cards: reference and anchor of each ask about it."""

    name: str
    numbers: str
    cards: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBlock:
    """title: with the number. nobody: said where nothing waits. faults: levels on which nobody stands.

    forgotten: how many promises are not shown. week: what was answered, and rose, where it stood with the reader;
    week_href: its rows, "" for none. all_levels: what they see of what rose and was answered at every level, or "".
    """

    title: str
    cards: tuple[Card, ...]
    themes: tuple[Theme, ...]
    promises: tuple[PromiseLine, ...]
    forgotten: str
    week: str
    week_href: str
    all_levels: str
    more: str
    nobody: str
    faults: tuple[str, ...]

    @classmethod
    def of(cls, actor: Actor, whole: WholePage, veil: Veil, answering: Answering | None) -> Self:
        found, today = whole.waiting, whole.system.today
        words = _Words(actor, whole.system, veil)
        shown = len(found.waiting)
        return cls(
            title=f"{'Waiting for you' if found.levels or not found.stands else 'Open in the system'}: {found.total}",
            cards=tuple(words.card(waits, answering) for waits in found.waiting),
            themes=words.themes(found.waiting),
            promises=tuple(promise_line(promise, today) for promise in whole.promises.said),
            forgotten=forgotten_words(whole.promises.left_out),
            week=week_words(whole.answered),
            week_href=url_for("boards.sro_week", whose=OWN) if whole.answered.has_any else "",
            all_levels=_all_levels(whole.week, is_body=bool(whole.system.reach.owners)),
            more=f"The most urgent {shown} of {found.total} are shown." if found.total > shown else "",
            nobody=_nobody(found),
            faults=_faults(whole),
        )


def _nobody(found: WaitingList) -> str:
    if not found.stands:
        return NOWHERE
    return "Nothing waits for you" if found.levels else "Nothing is open in the system"


def _faults(whole: WholePage) -> tuple[str, ...]:
    trusts = whole.system.reach.trusts
    return tuple(
        f"Nobody answers at {_listed(lacking)}{f' of {trusts[trust_id]}' if len(trusts) > 1 else ''}"
        for trust_id, lacking in whole.unmanned.items()
    )


def _listed(lacking: Sequence[Lacking]) -> str:
    """`Ward (on 3 wards), Service and Directors`."""
    *others, last = [
        f"{each.level} (on {counted(each.wards, 'ward')})" if each.wards else each.level for each in lacking
    ]
    return f"{', '.join(others)} and {last}" if others else last


class _Words:
    def __init__(self, actor: Actor, system: SystemToday, veil: Veil) -> None:
        self.actor, self.system, self.veil, self.today = actor, system, veil, system.today

    def card(self, waits: Waits, answering: Answering | None) -> Card:
        escalation = waits.escalation
        opened = answering if answering and answering.escalation_id == escalation.id else None
        may_open = escalation.stay_id is not None and may_open_record(self.actor, escalation.organisation_id)
        return Card(
            id=anchor_of(escalation),
            ask=escalation.ask,
            why=escalation.why_now,
            references=_references(escalation),
            facts=self._facts(waits),
            clock=clock_words(waits, self.today),
            look=clock_look(waits.clock),
            history=history_words(waits.last, escalation.ask, self.today),
            history_href=url_for("escalation.show", escalation_id=escalation.id),
            open_href=url_for("boards.open_record", stay_id=escalation.stay_id) if may_open else "",
            buttons=self._buttons(waits, opened.verb if opened else None),
            answering=opened,
        )

    def _facts(self, waits: Waits) -> tuple[str, ...]:
        escalation = waits.escalation
        clear = self._is_clear(waits)
        facts = []
        if escalation.subject is Subject.THEME:
            facts.append("Theme")
        if waits.ward_id:
            facts.append(self.veil.place(waits.ward_id, is_clear=clear))
        if escalation.stay_id:
            days = days_shown(ReadyPeriod(waits.ready_on), self.today) if waits.ready_on else None
            lost = (
                "not clinically ready" if days is None else f"clinically ready {self.veil.days(days, is_clear=clear)}"
            )
            facts.append(lost)
        if escalation.cause:
            facts.append(cause_words(escalation.cause))
        facts.append(f"owed by {waits.owner}")
        if waits.asked:
            facts.append(f"asked of {waits.asked}")
        if escalation.named_person:
            facts.append(f"with {escalation.named_person}")
        if escalation.due_on:
            facts.append(f"needed by {named_day(escalation.due_on)}")
        return tuple(facts)

    def _is_clear(self, waits: Waits) -> bool:
        """About one person: only where enough wait alike for the very cause and owner of the ask."""
        escalation = waits.escalation
        if self.veil.is_open or escalation.stay_id is None:
            return True
        return (
            waits.ready_on is not None
            and waits.ward_id is not None
            and self.veil.is_clear(waits.ward_id, escalation.cause, escalation.owner.office.key)
        )

    def _buttons(self, waits: Waits, opened: Verb | None) -> tuple[Button, ...]:
        escalation = waits.escalation
        may = offered_over(self.actor, escalation, waits.posts, waits.ward_id)
        return tuple(
            Button(
                words=f"Take up with {waits.owner}" if verb is Verb.TAKE_UP else words,
                href=url_for(
                    "boards.sro_answer", escalation_id=escalation.id, verb=verb.value, _anchor=anchor_of(escalation)
                ),
                is_first=verb in FIRST,
                is_open=verb is opened,
            )
            for verb, words in OFFERED
            if verb in may
        )

    def themes(self, waiting: Sequence[Waits]) -> tuple[Theme, ...]:
        """Of what several people wait for, the longest together first."""
        asks: dict[tuple[str, str], list[Waits]] = {}
        for waits in waiting:
            asks.setdefault((waits.escalation.cause, waits.escalation.owner.office.key), []).append(waits)
        groups: dict[tuple[str, str], list[Waiting]] = {}
        for each in self.system.waiting:
            groups.setdefault((each.cause, each.owner_key), []).append(each)
        gone = self._hidden_themes(groups)
        found = []
        for key, several in asks.items():
            alike = groups.get(key, [])
            people = sum(each.people for each in alike)
            if people < 2 or not key[0] or key in gone:
                continue
            days = sum(each.days for each in alike)
            money = money_of(self.system, alike)
            numbers = f"{counted(people, 'person', 'people')}, {counted(days, 'bed day')}"
            found.append(
                (
                    days,
                    Theme(
                        name=f"{cause_words(key[0])}, owed by {several[0].owner}",
                        numbers=f"{numbers}, about {pounds(money)}" if money else numbers,
                        cards=tuple((each.escalation.reference, anchor_of(each.escalation)) for each in several),
                    ),
                )
            )
        return tuple(theme for _, theme in sorted(found, key=lambda pair: (-pair[0], pair[1].name)))

    def _hidden_themes(self, groups: dict[tuple[str, str], list[Waiting]]) -> Collection[tuple[str, str]]:
        """Cause and owner have totals of their own on this page: neither may give the theme away."""
        if self.veil.is_open:
            return ()
        people = {key: sum(each.people for each in several) for key, several in groups.items()}
        by_cause: dict[str, dict[tuple[str, str], int]] = {}
        by_owner: dict[str, dict[tuple[str, str], int]] = {}
        for key, number in people.items():
            by_cause.setdefault(key[0], {})[key] = number
            by_owner.setdefault(key[1], {})[key] = number
        return hidden_within(by_cause)[1] | hidden_within(by_owner)[1]


def _references(escalation: Escalation) -> tuple[str, ...]:
    """Of the ask, and of its person."""
    about = (reference_of_stay(escalation.stay_id),) if escalation.stay_id else ()
    return (escalation.reference, *about)


def anchor_of(escalation: Escalation) -> str:
    """Where its card stands on the page."""
    return f"e-{escalation.number}-{escalation.id.hex[:6]}"


def clock_words(waits: Waits, today: date) -> str:
    """`2 working days past your clock`, `answer due tomorrow`, and of what waits for others, for what."""
    escalation = waits.escalation
    if escalation.state is State.ASKED_BACK:
        return "waits for a reply"
    due = escalation.promised_on if escalation.state is State.DECIDED else escalation.answer_due_on
    what = "to be done" if escalation.state is State.DECIDED else "answer due"
    if due is None:
        return "no clock"
    if waits.clock is Clock.LATE:
        late = working_days_between(due, today, holidays())
        days = counted(late.count, "working day") if late.count else counted((today - due).days, "day")
        return f"{days} past {'its day' if escalation.state is State.DECIDED else 'the clock'}"
    doubt = "" if escalation.is_answer_due_sure else ", if no bank holiday comes between"
    if due == today:
        return f"{what} today"
    return f"{what} tomorrow" if due == today + _ONE_DAY else f"{what} {named_day(due)}{doubt}"


def history_words(last: LastStep | None, ask: str, today: date) -> str:
    """The last thing that moved it; the words of the ask itself stand above."""
    if last is None:
        return ""
    by = f" by {last.by}" if last.by else ""
    said = f": {last.words}" if last.words and last.words != ask else ""
    return f"{last.kind.words}{by}, {short_day(last.on, today)}{said}"


def _all_levels(week: Answered, *, is_body: bool) -> str:
    """`Of all levels: 2 rose, 6 answered`. is_body: the reader sees only what their organisation owes or was asked."""
    if not week.has_any:
        return ""
    whose = "Of all levels, of what your organisation owes or was asked" if is_body else "Of all levels"
    back = f", {week.lapsed} went back unanswered" if week.lapsed else ""
    return f"{whose}: {week.risen} rose{back}, {week.answers} answered"


def week_words(answered: Answered) -> str:
    """`7 decided (median 2 working days), 1 returned, 0 risen without an answer. Every ward has seen its answer.`"""
    days = answered.days
    middle = "" if days is None else f" (median {days:g} working day{'' if days == 1 else 's'})"
    parts = [f"{answered.decided} decided{middle}", f"{answered.returned} returned"]
    if answered.asked_back:
        parts.append(f"{answered.asked_back} asked back")
    if answered.asked_others:
        parts.append(f"{counted(answered.asked_others, 'executive')} asked")
    parts.append(f"{answered.risen} risen without an answer")
    if answered.lapsed:
        parts.append(f"{answered.lapsed} gone back to who asked without an answer")
    seen = ""
    if answered.answers:
        seen = " Everybody who asked has seen the answer."
        if answered.unseen:
            seen = f" {counted(answered.unseen, 'answer')} not seen yet by anybody who asked."
    return f"{', '.join(parts)}.{seen}"
