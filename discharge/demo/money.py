"""Funding: section 117 cases from histories of section 3 at every stage, Continuing Healthcare with its clocks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.demo.authority import SECTION_3
from discharge.demo.partners import COORDINATORS
from discharge.demo.telling import Step, Told
from discharge.funding.commands.notes import SetPapers, set_papers
from discharge.funding.commands.opening import OpenCase, open_case
from discharge.funding.commands.steps import TakeStep, take_step
from discharge.funding.rules.codes import FundingKind

AFTERCARE, CHC = 20, 6
AT_LEAST: Final = timedelta(days=16)  # in hospital
NEEDS: Final = (("home", "visits", "mental_health"), ("home", "medicines", "daily_living"), ("visits", "occupation"))
QUESTION: Final = "Which hours of support at night are needed, and why not telecare?"
PAPERS: Final = (frozenset({"entitlement", "plan"}), frozenset({"entitlement", "plan", "clinical", "costs", "views"}))
Facts = dict[str, Any]
AGREED: Final[Facts] = {"split_basis": "Joint policy", "split_by": "Helen Starkey and Celia Foxley"}
HALF: Final[Facts] = AGREED | {"icb_percent": Decimal(50), "council_percent": Decimal(50)}
MORE: Final[Facts] = AGREED | {"icb_percent": Decimal("62.5"), "council_percent": Decimal("37.5")}
INTERIM: Final[Facts] = {"agreed_by": "Helen Starkey, for the ICB"}
DISPUTE: Final[Facts] = {"dispute_about": "council", "dispute_stage": "raised"}
ELIG, RESP, NEED, PANEL, TO_COME = "S117-ELIG", "S117-RESP", "S117-NEED", "S117-PANEL", "to come"
# For each person in turn the steps after the case was opened. TO_COME: with the panel of next week.
COURSES: Final[tuple[tuple[tuple[str, Facts], ...], ...]] = (
    (),
    ((ELIG, {}),),
    ((ELIG, {}), (RESP, {})),
    ((ELIG, {}), (RESP, {}), (NEED, {})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (TO_COME, {})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (TO_COME, {})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (TO_COME, {})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (PANEL, {}), ("S117-DEFER", {"words": QUESTION})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (PANEL, {}), ("S117-DEFER", {"words": QUESTION}), (TO_COME, {})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (PANEL, {}), ("S117-PART", {"words": "Rent agreed, night support not"})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (PANEL, {}), ("S117-REFUSED", {"words": "No costed offer was attached"})),
    ((ELIG, {}), (RESP, {}), (NEED, {}), ("S117-INTERIM", INTERIM)),
    ((ELIG, {}), ("S117-DISP", DISPUTE)),
    ((ELIG, {}), ("S117-DISP", DISPUTE), ("S117-INTERIM", INTERIM)),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (PANEL, {}), ("S117-AGREED", HALF)),
    ((ELIG, {}), (RESP, {}), (NEED, {}), (PANEL, {}), ("S117-AGREED", MORE)),
)


def funding(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    aftercare, healthcare = people(told, now)
    for number, each in enumerate(aftercare):
        yield from _aftercare(each, number, now)
    for each, course in zip(healthcare, _healthcare(now), strict=False):
        yield from _chc(each, course, now)


def people(told: Sequence[Told], now: datetime) -> tuple[Sequence[Told], Sequence[Told]]:
    """Who has a case: for aftercare, and for Continuing Healthcare."""
    here = [each for each in told if each.life.left is None and not _was_unwell(each)]
    detained = [each for each in here if _has_section_3(each, now)]
    known = [each for each in detained if _bodies(each) == 2 and each.life.admitted_at < now - AT_LEAST]
    aftercare = known[:: max(1, len(known) // AFTERCARE)][:AFTERCARE]
    older = [each for each in here if each.life.legs[-1].ward in {"WILLOW", "TEAL"} and each not in aftercare]
    long_here = [each for each in older if each.life.admitted_at < now - timedelta(days=40) and _bodies(each)]
    return aftercare, long_here[:: max(1, len(long_here) // CHC)][:CHC]


def _was_unwell(told: Told) -> bool:
    return any(spell.ended_at is not None for spell in told.life.ready)


def _has_section_3(told: Told, now: datetime) -> bool:
    before = now - timedelta(days=12)
    return any(each.code == SECTION_3 and each.at < before for each in told.life.authorities)


def _bodies(told: Told) -> int:
    """How many of the two responsible bodies are recorded."""
    return sum(name.endswith("_id") for each in told.life.written if each.group == "Home" for name in each.fields)


def next_panel(now: datetime) -> date:
    """The Wednesday of next week."""
    today = local_date(now)
    return today + timedelta(days=7 - today.weekday() + 2)


def _aftercare(told: Told, number: int, now: datetime) -> Iterator[Step]:
    course = COURSES[number % len(COURSES)]
    settled_at = max(each.at for each in told.life.written if each.group == "Home")
    begun = next(each.at for each in told.life.authorities if each.code == SECTION_3)
    begin = max(settled_at, begun, now - timedelta(days=25 + number % 4 * 9))
    gap = (now - begin) / (len(course) + 1.5)
    by = COORDINATORS[told.life.someone.trust]

    def at(place: int) -> datetime:
        day = local_date(begin + gap * place) + timedelta(days=1)
        return min(moment_of(day, time(14, 5 + number)), now - timedelta(minutes=40 - place))

    kind = FundingKind.S117
    yield Step(at(0), by[number % len(by)], _open(told, kind))
    for place, (code, facts) in enumerate(course, start=1):
        given = dict(facts)
        if code in (PANEL, TO_COME):
            given["panel_on"] = next_panel(now) if code == TO_COME else local_date(at(place + 1))
        if code == NEED:
            given["needs"] = NEEDS[number % len(NEEDS)]
        step = PANEL if code == TO_COME else code
        yield Step(at(place), by[number % len(by)], _take(told, kind, step, given))
        if code in (PANEL, TO_COME):
            in_hand = PAPERS[number % 2]
            yield Step(at(place) + timedelta(minutes=1), by[0], _papers(told, kind, in_hand))


def _healthcare(now: datetime) -> Sequence[Sequence[tuple[int, str, Facts]]]:
    """Considered; with the ICB for 22 days; for 30 days in assessment; for a panel; negative; Fast Track."""
    positive = "CHC-POS"
    courses: tuple[tuple[tuple[int, str, Facts], ...], ...] = (
        (),
        ((22, positive, {"received": True}),),
        ((30, positive, {"received": True}), (11, "CHC-DST", {})),
        ((19, positive, {"received": True}), (9, "CHC-DST", {}), (2, "CHC-DEC", {"panel_on": next_panel(now)})),
        ((6, "CHC-NEG", {"words": "No primary health need was indicated"}),),
        ((0, "CHC-FAST", {"received_at": now - timedelta(hours=30)}),),
    )
    return courses


def _chc(told: Told, course: Sequence[tuple[int, str, Facts]], now: datetime) -> Iterator[Step]:
    by = COORDINATORS[told.life.someone.trust][0]
    first = course[0][0] if course else 5
    yield Step(_ago(now, first + 2), by, _open(told, FundingKind.CHC))
    for days, code, facts in course:
        at, given = _ago(now, days), dict(facts)
        if given.pop("received", False):
            given["received_on"] = local_date(at)
        yield Step(at, by, _take(told, FundingKind.CHC, code, given))


def _ago(now: datetime, days: int) -> datetime:
    return min(moment_of(local_date(now) - timedelta(days=days), time(15, 10)), now - timedelta(minutes=20))


def _open(told: Told, kind: FundingKind) -> Callable[[Session, Actor, datetime], None]:
    def do(session: Session, actor: Actor, now: datetime) -> None:
        command = OpenCase(stay_id=told.stay_id, kind=kind, on=local_date(now))
        open_case(session, command, actor=actor, now=now)

    return do


def _take(told: Told, kind: FundingKind, code: str, facts: Facts) -> Callable[[Session, Actor, datetime], None]:
    def do(session: Session, actor: Actor, now: datetime) -> None:
        command = TakeStep(stay_id=told.stay_id, kind=kind, code=code, on=local_date(now), **facts)
        take_step(session, command, actor=actor, now=now)

    return do


def _papers(told: Told, kind: FundingKind, in_hand: frozenset[str]) -> Callable[[Session, Actor, datetime], None]:
    def do(session: Session, actor: Actor, now: datetime) -> None:
        command = SetPapers(stay_id=told.stay_id, kind=kind, in_hand=in_hand, seen=frozenset())
        set_papers(session, command, actor=actor, now=now)

    return do
