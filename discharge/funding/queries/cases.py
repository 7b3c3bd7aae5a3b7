"""One funding case with everything that its page shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotFound
from discharge.funding.models import FundingCase, FundingDispute, FundingPaper, FundingPause, FundingStep
from discharge.funding.rules.clocks import DayClock, HourClock, Pause, decision_clock, fast_track_clock
from discharge.funding.rules.codes import FundingKind
from discharge.funding.rules.entitlement import Entitlement, entitlement, is_under_community_order
from discharge.funding.rules.steps import CaseFacts, are_needs_shared
from discharge.places.models import Organisation
from discharge.places.queries.numbers import policies as numbers_of
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from discharge.stays.queries import moves
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.progress import Ready, open_ready, ready_periods
from discharge.stays.rules.legal import AuthorityPeriod

FUNDING_NUMBERS = (Key.CHC_SOON_DAYS, Key.CHC_LATE_DAYS, Key.FAST_TRACK_HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A stay's case of one kind, or that there is none yet. steps: in order. elsewhere: open s117 of earlier stays."""

    stay: Stay
    kind: FundingKind
    case: FundingCase | None
    steps: Sequence[FundingStep]
    disputes: Sequence[FundingDispute]
    pauses: Sequence[FundingPause]
    papers: frozenset[str]
    others: Sequence[FundingCase]
    elsewhere: Sequence[FundingCase]
    history: tuple[AuthorityPeriod, ...]
    ready: Sequence[Ready]
    icb: str
    council: str
    numbers: Mapping[Key, int]
    today: date
    now: datetime

    @property
    def entitlement(self) -> Entitlement:
        return entitlement(self.history)

    @property
    def is_under_order(self) -> bool:
        return is_under_community_order(self.today, self.history)

    @property
    def is_no_longer_ready(self) -> bool:
        """Whether the person was clinically ready in this stay, is still in hospital, and is not ready now."""
        return self.stay.is_open and bool(self.ready) and open_ready(self.ready) is None

    @property
    def open_dispute(self) -> FundingDispute | None:
        """The one that is not settled: a case has one at a time."""
        return open_dispute(self.disputes)

    @property
    def open_pause(self) -> FundingPause | None:
        """The one that goes on: a clock stands still once at a time."""
        return open_pause(self.pauses)

    @property
    def shares_needs(self) -> bool:
        """Whether section 117 and CHC are both open here and may be for the same needs."""
        both = {FundingKind.S117, FundingKind.CHC}
        if self.case is None or self.case.is_closed or self.kind not in both:
            return False
        return any(
            other.kind in both and not other.is_closed and are_needs_shared(self.case.needs, other.needs)
            for other in self.others
        )

    @property
    def decision_clock(self) -> DayClock | None:
        """As `clock_of`; None also where there is no case."""
        if self.case is None:
            return None
        return clock_of(self.case, self.pauses, self.numbers, self.today)

    @property
    def fast_clock(self) -> HourClock | None:
        """Of a Fast Track application that the ICB has received and nobody has decided; None for any other case."""
        if self.case is None or self.case.state != "CHC-FAST" or self.case.received_at is None:
            return None
        return fast_track_clock(self.case.received_at, now=self.now, hours=self.numbers[Key.FAST_TRACK_HOURS])


def clock_of(
    case: FundingCase, pauses: Sequence[FundingPause], numbers: Mapping[Key, int], today: date
) -> DayClock | None:
    """The 28 days of a CHC case: calendar days less those of pauses. None until the ICB has received its checklist."""
    if case.kind is not FundingKind.CHC or case.received_on is None:
        return None
    return decision_clock(
        case.received_on,
        today=today,
        soon_from=numbers[Key.CHC_SOON_DAYS],
        late_from=numbers[Key.CHC_LATE_DAYS],
        pauses=[Pause(pause.from_on, pause.until_on) for pause in pauses],
        decided_on=case.decided_on,
    )


def facts_of(
    case: FundingCase, stay: Stay, disputes: Sequence[FundingDispute], pauses: Sequence[FundingPause]
) -> CaseFacts:
    """A case as the rules of its steps look at it."""
    dispute, pause = open_dispute(disputes), open_pause(pauses)
    return CaseFacts(
        state=case.state,
        since=case.since,
        panel_on=case.panel_on,
        has_needs=bool(case.needs),
        has_both_bodies=stay.responsible_icb_id is not None and stay.responsible_council_id is not None,
        disputed_since=dispute.opened_on if dispute else None,
        paused_since=pause.from_on if pause else None,
    )


def case_view(session: Session, actor: Actor, stay_id: UUID, kind: FundingKind, *, now: datetime) -> CaseView:
    """Raises NotFound for a stay that is not this actor's to see; a stay without such a case is shown as that."""
    stay = get_stay(session, actor, stay_id, now=now)
    known = session.scalars(
        select(FundingCase)
        .where(FundingCase.person_id == stay.person_id)
        .order_by(FundingCase.opened_at, FundingCase.kind, FundingCase.id)
    ).all()
    of_stay = [each for each in known if each.stay_id == stay_id]
    case = next((each for each in of_stay if each.kind is kind), None)
    ids = [stay.responsible_icb_id, stay.responsible_council_id]
    bodies = session.scalars(select(Organisation).where(Organisation.id.in_([each for each in ids if each]))).all()
    names = {body.id: body.name for body in bodies}
    today = local_date(now)
    return CaseView(
        stay=stay,
        kind=kind,
        case=case,
        steps=steps_of(session, case.id) if case else (),
        disputes=disputes_of(session, case.id) if case else (),
        pauses=pauses_of(session, case.id) if case else (),
        papers=papers_of(session, case.id) if case else frozenset(),
        others=[each for each in of_stay if each.kind is not kind],
        elsewhere=[
            each
            for each in known
            if each.stay_id != stay_id and each.kind is FundingKind.S117 and kind is FundingKind.S117
            if not each.is_closed
        ],
        history=moves.authorities(moves.legal_periods_of(session, stay.person_id)),
        ready=ready_periods(session, actor, [stay_id], now=now).get(stay_id, ()),
        icb=names.get(stay.responsible_icb_id, "") if stay.responsible_icb_id else "",
        council=names.get(stay.responsible_council_id, "") if stay.responsible_council_id else "",
        numbers=numbers_of(session, FUNDING_NUMBERS, organisation_id=stay.organisation_id, day=today),
        today=today,
        now=now,
    )


def begun_case(session: Session, actor: Actor, stay_id: UUID, kind: FundingKind, *, now: datetime) -> CaseView:
    """`case_view` of a stay that has such a case. Raises NotFound where there is none yet."""
    view = case_view(session, actor, stay_id, kind, now=now)
    open_case(view)
    return view


def open_case(view: CaseView) -> FundingCase:
    """Raises NotFound where there is no case yet."""
    if view.case is None:
        raise NotFound
    return view.case


def steps_of(session: Session, case_id: UUID) -> Sequence[FundingStep]:
    """In the order in which they were taken. Scope is the caller's."""
    return session.scalars(select(FundingStep).where(FundingStep.case_id == case_id).order_by(FundingStep.number)).all()


def disputes_of(session: Session, case_id: UUID) -> Sequence[FundingDispute]:
    """The first opened first, settled ones too. Scope is the caller's."""
    return session.scalars(
        select(FundingDispute)
        .where(FundingDispute.case_id == case_id)
        .order_by(FundingDispute.opened_on, FundingDispute.id)
    ).all()


def pauses_of(session: Session, case_id: UUID) -> Sequence[FundingPause]:
    """The first first; the last may still go on. Scope is the caller's."""
    return session.scalars(
        select(FundingPause).where(FundingPause.case_id == case_id).order_by(FundingPause.from_on, FundingPause.id)
    ).all()


def papers_of(session: Session, case_id: UUID) -> frozenset[str]:
    """Codes of the papers in hand."""
    return frozenset(
        session.scalars(
            select(FundingPaper.paper).where(FundingPaper.case_id == case_id, FundingPaper.is_in_hand.is_(True))
        )
    )


def open_dispute(disputes: Sequence[FundingDispute]) -> FundingDispute | None:
    return next((dispute for dispute in disputes if dispute.settled_on is None), None)


def open_pause(pauses: Sequence[FundingPause]) -> FundingPause | None:
    return next((pause for pause in pauses if pause.until_on is None), None)
