"""The housing of one person on one page."""

from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.housing.models import CaseState, HousingStep, SafePlacing
from discharge.housing.pages.duty import DutyBlock
from discharge.housing.pages.offers import OffersBlock
from discharge.housing.pages.parts import Fact
from discharge.housing.queries.case import WholeCase, facts_of
from discharge.housing.rules.case import HOME_NEEDS, in_words
from discharge.housing.rules.codes import ROUTES, SAFE_PLACING
from discharge.housing.rules.steps import STEP_WORDS
from discharge.stays.pages.plan import Who
from discharge.stays.rules.shown import shown_day

STATES = {CaseState.OPEN: "Open", CaseState.PAUSED: "Paused", CaseState.CLOSED: "Closed"}
PAUSED = "Paused: the person is not clinically ready at present. Every place in a queue is kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeRow:
    words: str
    basis: str
    since: str
    released_by: str
    end_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    day: str
    what: str
    words: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """begin_href: set while there is no case. Links are only those that this person may use."""

    who: Who
    title: str
    state: str
    summary: str
    national: str
    facts: tuple[Fact, ...]
    wishes: str
    duty: DutyBlock
    offers: OffersBlock
    safe: tuple[SafeRow, ...]
    story: tuple[StoryLine, ...]
    has_case: bool
    edit_href: str
    close_href: str
    reopen_href: str
    release_href: str

    @classmethod
    def of(cls, whole: WholeCase) -> Self:
        case, stay = whole.case, whole.stay
        is_open = case is not None and case.state is not CaseState.CLOSED
        facts = in_words(facts_of(case), councils=whole.councils) if case else {}
        wishes = facts.pop("The person's wishes", "")
        return cls(
            who=Who.of(stay, url_for("boards.stay", stay_id=stay.id)),
            title="Housing",
            state=STATES[case.state] if case else "",
            summary=_summary(whole),
            national=_national(whole),
            facts=tuple(Fact(label=label, words=words) for label, words in facts.items()),
            wishes=wishes,
            duty=DutyBlock.of(whole, is_open=is_open),
            offers=OffersBlock.of(whole, is_open=is_open),
            safe=tuple(_safe(row, whole) for row in whole.safe),
            story=tuple(_line(step) for step in reversed(whole.steps)),
            has_case=case is not None,
            edit_href=url_for("housing.edit", stay_id=stay.id) if whole.may_work and (is_open or case is None) else "",
            close_href=url_for("housing.close", stay_id=stay.id) if whole.may_work and is_open else "",
            reopen_href=url_for("housing.reopen", stay_id=stay.id) if whole.may_work and case and not is_open else "",
            release_href=url_for("housing.release", stay_id=stay.id) if whole.may_release and is_open else "",
        )


def _summary(whole: WholeCase) -> str:
    case = whole.case
    if case is None:
        return "No housing case yet. Begin one when a home is at risk or a new one is needed."
    if case.state is CaseState.CLOSED:
        return f"Closed: {case.outcome}"
    return PAUSED if case.state is CaseState.PAUSED else HOME_NEEDS[case.need]


def _national(whole: WholeCase) -> str:
    """The code under which a clinically ready person waits for this kind of home."""
    route = ROUTES.get(whole.case.route) if whole.case else None
    if route is None or not route.mhsds_delay_reason:
        return ""
    return f"{route.mhsds_delay_reason}: {route.description}"


def _safe(row: SafePlacing, whole: WholeCase) -> SafeRow:
    may_end = whole.may_release
    return SafeRow(
        words=SAFE_PLACING[row.code].description,
        basis=row.basis,
        since=shown_day(row.since_on),
        released_by=row.released_by,
        end_href=url_for("housing.end_release", stay_id=whole.stay.id, safe_placing_id=row.id) if may_end else "",
    )


def _line(step: HousingStep) -> StoryLine:
    return StoryLine(day=shown_day(step.on), what=STEP_WORDS[step.kind], words=step.words, by=step.by)
