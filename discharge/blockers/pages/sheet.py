"""The page of one blocker: who owes what by when, how long it has been waited for, everything that happened."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Self

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.pages.words import clock_in, clock_look, clock_words, working_words
from discharge.blockers.queries.sheet import Sheet
from discharge.blockers.rules.states import Source, State, StepKind
from discharge.blockers.rules.waits import Review, Wait
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS
from discharge.stays.pages.plan import Who
from discharge.stays.rules.shown import shown_day, shown_moment

SOURCE_WORDS = {
    Source.MARK: "from a red day",
    Source.HAND: "by hand",
    Source.HOUSING: "from the housing case",
    Source.FUNDING: "from the funding case",
}
VERBS = (
    ("answer", "Record an answer"),
    ("hand-on", "Hand on"),
    ("told", "Told by telephone"),
    ("name", "Name somebody"),
    ("due", "Move the due date"),
    ("note", "Add a note"),
    ("finish", "Finish"),
    ("withdraw", "Withdraw"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    words: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    owner: str
    dates: str
    days: int
    working: str
    ready: int
    review: str
    href: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    what: str
    words: str
    owner: str
    when: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockerPage:
    """look: "late", "soon" or "". faults: what is wrong with it, in sentences. actions: () for who may only look."""

    who: Who
    reason: str
    theme: str
    clock: str
    look: str
    state: str
    faults: tuple[str, ...]
    facts: tuple[Fact, ...]
    actions: tuple[Action, ...]
    waits: tuple[WaitRow, ...]
    sums: tuple[Fact, ...]
    steps: tuple[StepRow, ...]

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        who: Who,
        *,
        now: datetime,
        may_work: bool,
        href: Callable[[str], str],
        review_href: Callable[[int], str],
        ask_href: str,
    ) -> Self:
        today, blocker = local_date(now), sheet.blocker
        clock = clock_in(blocker, today)
        reason = RED_REASONS[blocker.reason]
        return cls(
            who=who,
            reason=reason.description,
            theme=reason.theme.words,
            clock=clock_words(clock, blocker.due_on, today, is_sure=blocker.is_due_sure),
            look=clock_look(clock),
            state=_state(blocker, sheet.is_ready),
            faults=tuple(_faults(sheet)),
            facts=tuple(_facts(sheet, today)),
            actions=_actions(blocker, href, ask_href) if may_work else (),
            waits=tuple(_wait(sheet, wait, today, review_href if may_work else None) for wait in sheet.waits),
            sums=_sums(sheet),
            steps=tuple(_story(sheet)),
        )


def _state(blocker: Blocker, is_ready: bool) -> str:  # noqa: FBT001 (a fact of the sheet)
    if blocker.state is State.PAUSED:
        return "Paused. The place in the queue is kept"
    if blocker.state is State.DONE:
        return f"Done on {shown_day(blocker.closed_on)}: {blocker.outcome}"
    if blocker.state is State.WITHDRAWN:
        return f"Withdrawn on {shown_day(blocker.closed_on)}: {blocker.outcome}"
    if blocker.is_answered:
        return "Answered. This ward is to act: hand it on, or finish it"
    return "" if is_ready else "The person is not clinically ready yet: this will delay them"


def _faults(sheet: Sheet) -> list[str]:
    blocker = sheet.blocker
    if not blocker.is_standing:
        return []
    faults = []
    if not blocker.owner.is_known:
        faults.append("It is not known which office owes this. Hand it on to one")
    if not blocker.named_person:
        faults.append("Nobody is named. Find out who will do it")
    elif sheet.has_named_left:
        faults.append(f"{blocker.named_person} has left. Name somebody else")
    if not blocker.next_step:
        faults.append("There is no next step")
    if blocker.contact_id and blocker.received_on is None:
        faults.append("Nobody has told them yet. Ring them, and record whom you spoke to")
    if blocker.is_flagged:
        faults.append("The red day on which this was raised says something else now. Close it if it is not awaited")
    return faults


def _facts(sheet: Sheet, today: date) -> list[Fact]:
    blocker = sheet.blocker
    until = blocker.closed_on or today
    due = shown_day(blocker.due_on)
    if not blocker.owner.has_clock:
        due = "They decide in their own time"
    elif blocker.due_on and not blocker.is_due_sure:
        due += ", if no bank holiday comes between: later ones are not known yet"
    return [
        Fact("Owner", sheet.names.of(blocker.owner)),
        Fact("Who will do it", blocker.named_person, "" if blocker.named_person else "Nobody named"),
        Fact("Next step", blocker.next_step, "" if blocker.next_step else "None"),
        Fact("Due", due or "No due date"),
        Fact("They received it", shown_day(blocker.received_on) or "Not told yet"),
        Fact("Waiting since", f"{shown_day(blocker.raised_on)}, {counted((until - blocker.raised_on).days, 'day')}"),
        Fact("Red days for it", str(sheet.red_days)),
        Fact("Raised", f"{SOURCE_WORDS[blocker.source]} by {blocker.raised_by}, {shown_moment(blocker.raised_at)}"),
    ]


def _actions(blocker: Blocker, href: Callable[[str], str], ask_href: str) -> tuple[Action, ...]:
    if not blocker.is_standing:
        return (Action("Open again", href("reopen")), Action("Add a note", href("note")))
    verbs: Sequence[tuple[str, str]] = VERBS
    if not blocker.owner.has_clock:
        verbs = [verb for verb in VERBS if verb[0] != "due"]
    return (*(Action(text, href(verb)) for verb, text in verbs), Action("Ask a level above", ask_href))


def _wait(sheet: Sheet, wait: Wait, today: date, review_href: Callable[[int], str] | None) -> WaitRow:
    count = sheet.counts[wait.number]
    owner = sheet.names.of(wait.owner)
    review = wait.review.words
    if wait.claimed is not None:
        review += f": {wait.claimed} of {counted(wait.days(today), 'day')}"
    return WaitRow(
        owner=f"This ward, after an answer of {owner}" if wait.is_ours else owner,
        dates=f"{shown_day(wait.from_on)} to {shown_day(wait.until_on) or 'now'}",
        days=count.calendar,
        working=working_words(count),
        ready=count.ready,
        review="" if wait.is_ours else review,
        href=review_href(wait.number) if review_href and not wait.is_ours and wait.review is not Review.AGREED else "",
        action="Answer the contest" if wait.review is Review.CONTESTED else "Contest or agree",
    )


def _sums(sheet: Sheet) -> tuple[Fact, ...]:
    """Only kinds that have days; nothing while nobody was waited for."""
    return tuple(
        Fact(review.words, f"{counted(count.calendar, 'day')} ({count.ready} of them clinically ready)")
        for review, count in sheet.sums.items()
        if count.calendar
    )


def _story(sheet: Sheet) -> Iterator[StepRow]:
    """The newest first; red days in a row that brought nothing new are one line."""
    for is_plain, some in groupby(reversed(sheet.steps), key=_is_plain_red_day):
        steps = list(some)
        if not is_plain or len(steps) == 1:
            yield from (_step(sheet, step) for step in steps)
            continue
        days = sorted(step.on for step in steps)
        whole = f"{shown_day(days[0])} to {shown_day(days[-1])}"
        yield StepRow(what=f"{len(steps)} more red days", words="", owner="", when=whole, by="")


def _is_plain_red_day(step: BlockerStep) -> bool:
    return step.kind is StepKind.EXTENDED and step.mark_on is not None and not step.words


def _step(sheet: Sheet, step: BlockerStep) -> StepRow:
    what = step.kind.words
    if step.kind is StepKind.EXTENDED and step.mark_on is not None:
        what = f"Red day {shown_day(step.mark_on)}"
    elif step.kind is StepKind.DUE_MOVED:
        what = f"Due date moved to {shown_day(step.due_on)}"
    elif step.kind is StepKind.ANSWERED:
        what = "Answered: this ward is to act" if step.is_ours else "Answered: they go on with it"
    elif step.kind is StepKind.CONTESTED:
        what = f"Wait contested: they accept {counted(step.days or 0, 'day')}"
    elif step.kind is StepKind.MEETING:
        what = f"Agreed at the meeting of {shown_day(step.on)}"
    later = step.on != local_date(step.at)
    return StepRow(
        what=what,
        words=step.words,
        owner=sheet.names.of(step.owner) if step.kind in (StepKind.RAISED, StepKind.HANDED_ON) else "",
        when=f"{shown_day(step.on)}, entered {shown_moment(step.at)}" if later else shown_moment(step.at),
        by=step.by,
    )
