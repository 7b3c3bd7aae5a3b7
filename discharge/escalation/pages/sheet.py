"""The page of one escalation: what is asked of whom by when, what may be done, everything that happened."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from discharge.blockers.pages.sheet import Action, Fact, StepRow
from discharge.blockers.pages.words import clock_look
from discharge.core.clock import local_date
from discharge.core.forms import Form
from discharge.core.words import counted
from discharge.escalation.models import EscalationStep
from discharge.escalation.pages.words import cause_words, clock_in, running_words, subject_words
from discharge.escalation.queries.ladder import Holder
from discharge.escalation.queries.one import Sheet
from discharge.escalation.rules.states import State, StepKind, Subject
from discharge.escalation.rules.triggers import REACH
from discharge.escalation.rules.verbs import Verb
from discharge.places.rules.codes import BED_TYPES
from discharge.stays.pages.plan import Who
from discharge.stays.rules.shown import shown_day, shown_moment

TEXTS = {
    Verb.WORD: "Word it",
    Verb.LET_GO: "Let it go",
    Verb.ACKNOWLEDGE: "Acknowledge",
    Verb.DECIDE: "Decide",
    Verb.ASK_EXECUTIVE: "Ask their executive",
    Verb.TAKE_UP: "Take up with",
    Verb.ASK_BACK: "Ask back",
    Verb.RETURN: "Return",
    Verb.REPLY: "Reply",
    Verb.ASSIGN: "Give to somebody",
    Verb.MOVE_DUE: "Move the day",
    Verb.NOTE: "Add a note",
    Verb.CLOSE: "Close",
}
WHEN_READY = "Once the person is clinically ready again, with the days that were left"
FIRST = (Verb.WORD, Verb.REPLY, Verb.DECIDE, Verb.ASK_EXECUTIVE, Verb.TAKE_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A level of the ladder. state: "here", "below" or "above" of where it stands; "beyond" what it may reach.

    note: what is said of it beside its name, or "".
    """

    name: str
    words: str
    state: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPage:
    """first: what this person is here to do, None where they owe nothing. person_href: "" for who sees nobody.

    acknowledge: a form of one button, None where there is nothing to acknowledge. looks: who opened it, and when.
    """

    reference: str
    place: str
    ask: str
    clock: str
    look: str
    state: str
    faults: tuple[str, ...]
    facts: tuple[Fact, ...]
    reasons: tuple[Fact, ...]
    rungs: tuple[Rung, ...]
    first: Action | None
    acknowledge: Form | None
    acknowledge_href: str
    actions: tuple[Action, ...]
    steps: tuple[StepRow, ...]
    looks: tuple[str, ...]
    person: str
    person_href: str
    blocker_href: str

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        may: Collection[Verb],
        *,
        now: datetime,
        acknowledge: Form,
        href: Callable[[str], str],
        person_href: str,
        blocker_href: str,
    ) -> Self:
        today, escalation = local_date(now), sheet.escalation
        offered = [verb for verb in Verb if verb in may]
        first = next((verb for verb in FIRST if verb in offered), None)
        quiet = [verb for verb in offered if verb not in (first, Verb.ACKNOWLEDGE)]
        return cls(
            reference=escalation.reference,
            place=place_words(sheet),
            ask=subject_words(escalation),
            clock=running_words(escalation, today),
            look=clock_look(clock_in(escalation, today)),
            state=state_words(sheet),
            faults=tuple(_faults(sheet)),
            facts=tuple(_facts(sheet, today)),
            reasons=tuple(_reasons(sheet)),
            rungs=tuple(_rungs(sheet)),
            first=Action(TEXTS[first], href(first)) if first else None,
            acknowledge=acknowledge if Verb.ACKNOWLEDGE in offered and not sheet.has_acknowledged else None,
            acknowledge_href=href(Verb.ACKNOWLEDGE),
            actions=tuple(Action(TEXTS[verb], href(verb)) for verb in quiet),
            steps=tuple(_step(sheet, step) for step in reversed(sheet.steps)),
            looks=tuple(f"{look.name}, {shown_moment(look.at)}" for look in sheet.looks),
            person=_person(sheet) if person_href else "",
            person_href=person_href,
            blocker_href=blocker_href,
        )


def place_words(sheet: Sheet) -> str:
    """The ward and its trust; of one person, for who may not know who it is, the kind of bed instead of the ward.

    Where no other ward of the trust has such beds, not even that: it would be the ward's name in other words.
    """
    escalation, ward = sheet.escalation, sheet.ward
    if ward is None:
        return f"{sheet.trust.name}, {'a theme' if escalation.subject is Subject.THEME else 'a ward'}"
    if sheet.is_outside and sheet.stay is not None:
        bed = BED_TYPES.get(ward.bed_type) if sheet.is_kind_shared else None
        return f"{bed.description if bed else 'A ward'}, {sheet.trust.name}"
    return f"{ward.name}, {sheet.trust.name}"


def _person(sheet: Sheet) -> str:
    return Who.of(sheet.stay, "").name if sheet.stay else ""


def state_words(sheet: Sheet) -> str:
    """How it stands, in a sentence or two."""
    escalation = sheet.escalation
    if escalation.paused_on is not None and escalation.state.is_open:
        return f"Paused on {shown_day(escalation.paused_on)}: the person is not clinically ready now"
    if escalation.state is State.CLOSED:
        return f"Closed {shown_moment(escalation.closed_at)}. {escalation.outcome}"
    if escalation.state is State.TO_WORD:
        return "Nobody above the coordinator sees it until it is worded"
    last = next((step for step in reversed(sheet.steps) if step.state is escalation.state), None)
    if escalation.state is State.ASKED_BACK and last is not None:
        asked = _newest(sheet, StepKind.ASKED_BACK)
        return f"Asked back: {asked.words}" if asked else "Asked back"
    decided = _newest(sheet, StepKind.DECIDED, StepKind.TAKEN_UP)
    if escalation.state is State.DECIDED and decided is not None:
        by = f" {decided.done_by}, by {shown_day(escalation.promised_on)}." if decided.done_by else ""
        return f"{decided.kind.words}: {decided.words}.{by}"
    return f"Waits for {_waits_for(sheet)}"


def _newest(sheet: Sheet, *kinds: StepKind) -> EscalationStep | None:
    return next((step for step in reversed(sheet.steps) if step.kind in kinds), None)


def _waits_for(sheet: Sheet) -> str:
    escalation = sheet.escalation
    if escalation.asked_id is not None:
        level = f"the executive of {sheet.organisations[escalation.asked_id]}"
    else:
        level = sheet.ladder[escalation.level].name
    names = " or ".join(_holder(each) for each in sheet.holders)
    return f"{level}: {names}" if names else f"{level}, where nobody is named"


def _holder(holder: Holder) -> str:
    return f"{holder.name} (deputy)" if holder.is_deputy else holder.name


def _faults(sheet: Sheet) -> list[str]:
    escalation = sheet.escalation
    if escalation.state is State.CLOSED:
        return []
    faults = []
    if not sheet.holders and escalation.state.has_been_worded:
        faults.append("Nobody is named who answers here. Those who coordinate are told")
    if not escalation.owner.is_known:
        faults.append("It is not known which office owes this")
    if escalation.state.has_been_worded and not escalation.named_person:
        faults.append("Nobody is named who is to do it")
    return faults


def _facts(sheet: Sheet, today: date) -> list[Fact]:
    escalation = sheet.escalation
    days = (today - escalation.raised_on).days
    age = f"{counted(days, 'day')} ago" if days > 0 else "today"
    needed = shown_day(escalation.due_on)
    if escalation.due_on and escalation.due_on < today and escalation.state.is_open:
        needed += ", which has passed"
    answer = shown_day(escalation.answer_due_on)
    if answer and not escalation.is_answer_due_sure:
        answer += ", if no bank holiday comes between: later ones are not known yet"
    if answer and escalation.state is State.ASKED_BACK:
        answer = "Once there is a reply, with the days that were left"
    promised = shown_day(escalation.promised_on)
    if escalation.paused_on is not None and escalation.state.is_open:
        answer, promised = answer and WHEN_READY, promised and WHEN_READY
    facts = [
        Fact("Waits for", cause_words(escalation)),
        Fact("Owed by", sheet.owner),
        Fact("Who is to do it", escalation.named_person),
        Fact("Needed by", needed),
        Fact("Answer due", answer),
        Fact("To be done by", promised),
        Fact("Raised", f"{shown_moment(escalation.raised_at)} by {escalation.raised_by}, {age}"),
    ]
    return [fact for fact in facts if fact.words]


def _reasons(sheet: Sheet) -> list[Fact]:
    escalation = sheet.escalation
    trigger = REACH[escalation.trigger].words if escalation.trigger and escalation.ask else ""
    told = [
        Fact("Why now", escalation.why_now),
        Fact("What was tried", escalation.tried),
        Fact("Who else was asked", escalation.asked_others),
        Fact("What raised it", trigger),
    ]
    return [fact for fact in told if fact.words]


def _rungs(sheet: Sheet) -> Iterator[Rung]:
    escalation = sheet.escalation
    for level, terms in sorted(sheet.ladder.items()):
        state = "here" if level == escalation.level else "below" if level < escalation.level else "above"
        if level > escalation.top:
            state = "beyond"
        days = "the same working day" if terms.answer_days == 0 else counted(terms.answer_days, "working day")
        words = f"{terms.role}, answers within {days}. {terms.meets}"
        yield Rung(name=terms.name, words=words, state=state, note=_note(sheet, state))


def _note(sheet: Sheet, state: str) -> str:
    asked_id = sheet.escalation.asked_id
    if state == "beyond":
        return "it does not go this far"
    if state != "here":
        return ""
    return f"it stands here, with {sheet.organisations[asked_id]}" if asked_id else "it stands here"


def _step(sheet: Sheet, step: EscalationStep) -> StepRow:
    what = step.kind.words
    if step.kind in (StepKind.RISEN, StepKind.RETURNED, StepKind.PROMISE_MISSED) and step.level != step.level_before:
        what = f"{what}, to {sheet.ladder[step.level].name}"
    elif step.kind is StepKind.UNANSWERED:
        what = f"{what}: back at {sheet.ladder[step.level].name}"
    elif step.kind is StepKind.ASKED_EXECUTIVE and step.with_id is not None:
        what = f"{what}, of {sheet.organisations[step.with_id]}"
    elif step.kind is StepKind.DUE_MOVED:
        what = f"Needed by {shown_day(step.due_on)} instead"
    ends = [step.words]
    if step.kind in (StepKind.DECIDED, StepKind.TAKEN_UP):
        ends.append(f"{step.done_by}, by {shown_day(step.due_on)}" if step.done_by else shown_day(step.due_on))
    return StepRow(
        what=what,
        words=". ".join(part.rstrip(".") for part in ends if part),
        owner="",
        when=shown_moment(step.at),
        by="by the clock" if step.is_by_clock else step.by,
    )
