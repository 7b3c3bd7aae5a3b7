"""Panels: which cases are before one, what each still lacks, and what was decided."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Row, Select, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import connection_of
from discharge.core.reach import Reach
from discharge.funding.models import FundingCase, FundingPaper, FundingStep
from discharge.funding.rules.codes import PAPERS, FundingKind
from discharge.places.models import Organisation, Ward
from discharge.stays import policies as stay_policies
from discharge.stays.models import Person, Stay

LOOK_BACK = timedelta(days=56)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a panel did. code: where the case stood after it. facts: labels to words, as shown."""

    code: str
    words: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCase:
    """A case before a panel. needs, missing: codes, of papers the latter. decided: None while it waits."""

    case_id: UUID
    version: int
    organisation_id: UUID
    stay_id: UUID
    person_id: UUID
    surname: str
    given_name: str
    local_number: str
    ward: str
    bed: str
    kind: FundingKind
    state: str
    needs: list[str]
    needs_words: str
    interim_on: date | None
    icb: str
    council: str
    missing: tuple[str, ...]
    decided: Decided | None

    @property
    def is_ready(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelList:
    """The cases of one panel, by ICB, ward and bed."""

    day: date
    cases: tuple[PanelCase, ...]
    today: date
    now: datetime

    @property
    def waiting(self) -> tuple[PanelCase, ...]:
        return tuple(each for each in self.cases if each.decided is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelDay:
    day: date
    waiting: int
    decided: int


def panel_days(session: Session, actor: Actor, *, now: datetime) -> Sequence[PanelDay]:
    """Days of panels with cases of this actor's people: those to come, and those of eight weeks back, latest first."""
    visible = stay_policies.visible_to(actor, now)
    since = local_date(now) - LOOK_BACK
    waiting = session.execute(
        select(FundingCase.panel_on, func.count())
        .join(Stay, Stay.id == FundingCase.stay_id)
        .where(FundingCase.panel_on.is_not(None), FundingCase.panel_on >= since, visible)
        .group_by(FundingCase.panel_on)
    )
    decided = session.execute(
        select(FundingStep.panel_on, func.count())
        .join(FundingCase, FundingCase.id == FundingStep.case_id)
        .join(Stay, Stay.id == FundingCase.stay_id)
        .where(FundingStep.panel_on.is_not(None), FundingStep.panel_on >= since, visible)
        .group_by(FundingStep.panel_on)
    )
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for place, rows in enumerate((waiting, decided)):
        for day, count in rows:
            if day is not None:
                counts[day][place] = count
    return [PanelDay(day=day, waiting=counts[day][0], decided=counts[day][1]) for day in sorted(counts, reverse=True)]


def panel_list(session: Session, actor: Actor, day: date, *, also: Collection[UUID] = (), now: datetime) -> PanelList:
    """Those that wait for the panel of this day, and those that it decided; one statement, whatever their number.

    also: cases that stood on a list which is sent back, whether they are still before this panel or not.
    """
    asked = {"day": day, "also": list(also), **stay_policies.sight_of(actor, now)}
    rows = connection_of(session).execute(PANEL.of(actor), asked)
    latest = {row[0]: row for row in rows}  # of several steps about one panel, the last
    return PanelList(
        day=day,
        cases=tuple(_case(row, day) for row in latest.values()),
        today=local_date(now),
        now=now,
    )


def _panel() -> Select[*tuple[Any, ...]]:
    day, also = bindparam("day", type_=Date()), bindparam("also", type_=Uuid(), expanding=True)
    icb, council = aliased(Organisation), aliased(Organisation)
    in_hand = (
        select(func.aggregate_strings(FundingPaper.paper, " "))
        .where(FundingPaper.case_id == FundingCase.id, FundingPaper.is_in_hand.is_(True))
        .scalar_subquery()
    )
    return (
        select(
            FundingCase.id,
            FundingCase.version,
            FundingCase.organisation_id,
            FundingCase.stay_id,
            FundingCase.person_id,
            Person.surname,
            Person.given_name,
            Person.local_number,
            Ward.name,
            Stay.bed,
            FundingCase.kind,
            FundingCase.state,
            FundingCase.needs,
            FundingCase.needs_words,
            FundingCase.interim_on,
            func.coalesce(icb.name, ""),
            func.coalesce(council.name, ""),
            FundingCase.panel_on,
            in_hand,
            FundingStep.code,
            FundingStep.words,
            FundingStep.facts,
        )
        .select_from(FundingCase)
        .join(Stay, Stay.id == FundingCase.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .outerjoin(FundingStep, and_(FundingStep.case_id == FundingCase.id, FundingStep.panel_on == day))
        .outerjoin(icb, icb.id == Stay.responsible_icb_id)
        .outerjoin(council, council.id == Stay.responsible_council_id)
        .where(or_(FundingCase.panel_on == day, FundingStep.panel_on == day, FundingCase.id.in_(also)))
        .order_by(icb.name, Ward.name, func.length(Stay.bed), Stay.bed, FundingCase.kind, FundingStep.number)
    )


PANEL = Reach.by(stay_policies.IN_SIGHT, _panel())
OF_CASE = tuple(each.name for each in fields(PanelCase) if each.name not in {"missing", "decided"})


def _case(row: Row[*tuple[Any, ...]], day: date) -> PanelCase:
    """The columns of `_panel` are the fields of the case in their order, then what tells the last two."""
    *of_case, panel_on, in_hand, code, words, facts = row
    is_waiting = panel_on == day or code is None
    case = dict(zip(OF_CASE, of_case, strict=True))
    return PanelCase(
        **case,
        missing=missing_papers(case["kind"], in_hand.split() if in_hand else ()),
        decided=None if is_waiting else Decided(code, words, facts),
    )


def missing_papers(kind: FundingKind, in_hand: Collection[str]) -> tuple[str, ...]:
    """Codes of the papers that a panel needs for this kind of case and that are not in hand."""
    return tuple(code for code in NEEDED[kind] if code not in in_hand)


NEEDED: Mapping[FundingKind, tuple[str, ...]] = {
    kind: tuple(paper.code for paper in PAPERS if paper.is_for(kind)) for kind in FundingKind
}
