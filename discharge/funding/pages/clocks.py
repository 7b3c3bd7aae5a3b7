"""Clocks of a case in words."""

from dataclasses import dataclass

from discharge.core.words import counted
from discharge.funding.queries.cases import CaseView
from discharge.funding.rules.clocks import PAUSED, DayClock
from discharge.funding.rules.codes import PAUSE_REASONS
from discharge.funding.rules.reviews import review_state
from discharge.stays.rules.shown import shown_day, shown_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """label: what it counts. words: "day 22". state: as components/clock.html takes it. note: "" for none."""

    label: str
    words: str
    state: str
    note: str = ""


def decision_words(clock: DayClock, *, is_decided: bool) -> str:
    """`day 22, decision due by 3 June 2026`; `decided after 22 days`; `stands still at day 22`."""
    if is_decided:
        return f"decided after {counted(clock.days, 'day')}"
    if clock.state == PAUSED:
        return f"stands still at day {clock.days}"
    return f"day {clock.days}, decision due by {shown_day(clock.due_on)}"


def clocks_of(view: CaseView) -> tuple[Clock, ...]:
    """The decision's clock, Fast Track, and the review, where each runs."""
    found = []
    case, decision, fast = view.case, view.decision_clock, view.fast_clock
    if case is None:
        return ()
    if decision is not None:
        pause = view.open_pause
        why = f"{PAUSE_REASONS[pause.reason].description}, since {shown_day(pause.from_on)}" if pause else ""
        state = "" if decision.state == PAUSED else decision.state
        words = decision_words(decision, is_decided=case.decided_on is not None)
        found.append(Clock(label="28 days", words=words, state=state, note=why))
    elif case.state == "CHC-POS":
        found.append(Clock(label="28 days", words="begin when the ICB has received the checklist", state=""))
    if fast is not None:
        found.append(Clock(label="Fast Track", words=f"decision due by {shown_moment(fast.due_at)}", state=fast.state))
    if case.review_due_on is not None:
        state = review_state(case.review_due_on, today=view.today)
        found.append(Clock(label="Review", words=f"due by {shown_day(case.review_due_on)}", state=state))
    return tuple(found)
