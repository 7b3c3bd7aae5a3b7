"""Panels: which cases are before one, what each still lacks, and what was decided."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, contains_eager, load_only

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.funding.models import FundingCase, FundingPaper, FundingStep
from discharge.funding.rules.codes import PAPERS
from discharge.places.models import Organisation, Ward
from discharge.stays import policies as stay_policies
from discharge.stays.models import Person, Stay

LOOK_BACK = timedelta(days=56)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCase:
    """A case before a panel. missing: codes of papers. decided: the panel's step, None while it waits."""

    case: FundingCase
    stay: Stay
    icb: str
    council: str
    missing: tuple[str, ...]
    decided: FundingStep | None

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


def panel_list(session: Session, actor: Actor, day: date, *, now: datetime) -> PanelList:
    """Those that wait for the panel of this day, and those that it decided; two statements, whatever their number."""
    icb, council = aliased(Organisation), aliased(Organisation)
    rows = session.execute(
        select(FundingCase, Stay, FundingStep, icb.name, council.name)
        .join(Stay, Stay.id == FundingCase.stay_id)
        .join(Person, Person.id == Stay.person_id)
        .join(Ward, Ward.id == Stay.last_ward_id)
        .outerjoin(FundingStep, (FundingStep.case_id == FundingCase.id) & (FundingStep.panel_on == day))
        .outerjoin(icb, icb.id == Stay.responsible_icb_id)
        .outerjoin(council, council.id == Stay.responsible_council_id)
        .where((FundingCase.panel_on == day) | (FundingStep.panel_on == day), stay_policies.visible_to(actor, now))
        .options(  # of wide rows only what a list shows
            load_only(Stay.bed, Stay.person_id, Stay.organisation_id),
            contains_eager(Stay.person).load_only(Person.surname, Person.given_name, Person.local_number),
            contains_eager(Stay.ward).load_only(Ward.name),
        )
        .order_by(icb.name, Ward.name, func.length(Stay.bed), Stay.bed, FundingCase.kind, FundingStep.number)
    ).all()
    latest: dict[UUID, tuple[FundingCase, Stay, FundingStep | None, str | None, str | None]] = {
        case.id: (case, stay, step, icb_name, council_name) for case, stay, step, icb_name, council_name in rows
    }
    papers = _papers(session, latest)
    return PanelList(
        day=day,
        cases=tuple(
            PanelCase(
                case=case,
                stay=stay,
                icb=icb_name or "",
                council=council_name or "",
                missing=missing_papers(case, papers.get(case.id, frozenset())),
                decided=None if case.panel_on == day else step,
            )
            for case, stay, step, icb_name, council_name in latest.values()
        ),
        today=local_date(now),
        now=now,
    )


def missing_papers(case: FundingCase, in_hand: Collection[str]) -> tuple[str, ...]:
    """Codes of the papers that a panel needs for this kind of case and that are not in hand."""
    return tuple(paper.code for paper in PAPERS if paper.is_for(case.kind) and paper.code not in in_hand)


def _papers(session: Session, case_ids: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    rows = session.execute(
        select(FundingPaper.case_id, FundingPaper.paper).where(
            FundingPaper.case_id.in_(list(case_ids)), FundingPaper.is_in_hand.is_(True)
        )
    )
    for case_id, paper in rows:
        found[case_id].add(paper)
    return {case_id: frozenset(papers) for case_id, papers in found.items()}
