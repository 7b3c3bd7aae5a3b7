"""One open blocker for the decision that a case waits for: raised, handed on and finished with the case's steps."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.commands import (
    FinishBlocker,
    HandOn,
    RaiseBlocker,
    finish_blocker,
    hand_on,
    raise_blocker,
)
from discharge.blockers.models import Blocker
from discharge.blockers.queries.marks import with_team
from discharge.blockers.queries.one import standing_blocker
from discharge.blockers.queries.protocols import terms_for
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING, Source
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.rules.codes import OwnerKind
from discharge.funding.models import FundingCase
from discharge.funding.queries.cases import FUNDING_NUMBERS, clock_of, disputes_of, open_dispute, pauses_of
from discharge.funding.rules.codes import STATUSES, Awaited, FundingKind
from discharge.funding.rules.steps import awaited_from
from discharge.places.models import TeamFunction
from discharge.places.queries.numbers import policies as numbers_of
from discharge.stays.models import Stay
from discharge.stays.rules.free_text import identifies
from discharge.stays.rules.shown import shown_day

CAUSE = "funding.step"
LONGEST_NEXT_STEP = 200
FARTHEST = timedelta(days=366)
_BODIES = {OwnerKind.ICB, OwnerKind.COUNCIL}
ICB_DECIDES, COUNCIL_DECIDES = "EXT-01", "EXT-02"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What has to be open: the reason, who owes it, what they are to do and by when (None: by the response time)."""

    reason: str
    owner: Owner
    next_step: str
    due_on: date | None


def keep_blocker(
    session: Session, case: FundingCase, stay: Stay, *, on: date, words: str = "", actor: Actor, now: datetime
) -> None:
    """Make the open blocker of this case say what the case waits for now; called last by each command that moves it.

    Nothing is open while interim funding runs, after the person has left, or when nobody has to decide. The same owner
    and reason go on with the same blocker; another owner is handed it; another reason finishes it and opens a new one.
    """
    session.flush()
    acting = actor.acting_for(CAUSE)
    wanted = _wanted(session, case, stay, words, now)
    current = _current(session, case)
    if current is not None and (wanted is None or current.reason != wanted.reason):
        _finish(session, current, unnamed(stay, outcome_of(case), "Decided"), actor=acting, now=now)
        current = None
    if wanted is None:
        case.blocker_id = None
        session.flush()
        return
    current = current or _raised_by_mark(session, case, wanted)
    if current is not None and is_same_owner(current.owner, wanted.owner):
        case.blocker_id = _raise(session, case, replace(wanted, owner=current.owner), on, actor=acting, now=now).id
    elif current is not None:
        case.blocker_id = _hand_on(session, case, current, wanted, on, actor=acting, now=now).id
    else:
        case.blocker_id = _raise(session, case, wanted, on, actor=acting, now=now).id
    session.flush()


def follow_bodies(session: Session, stay_id: UUID, *, on: date, actor: Actor, now: datetime) -> None:
    """Hand what is open for the cases of a stay to the bodies that are responsible now.

    What the trust owes, and what somebody handed to an owner of another kind, stays where it is.
    """
    stay = session.get_one(Stay, stay_id)
    cases = session.scalars(
        select(FundingCase).where(FundingCase.stay_id == stay_id).order_by(FundingCase.kind).with_for_update()
    )
    for case in cases:
        current = _current(session, case)
        wanted = _wanted(session, case, stay, "", now)
        if current is None or wanted is None or not {current.owner_kind, wanted.owner.kind} <= _BODIES:
            continue
        if is_same_owner(current.owner, wanted.owner):
            continue
        keep_blocker(session, case, stay, on=on, actor=actor, now=now)


def _current(session: Session, case: FundingCase) -> Blocker | None:
    found = session.get(Blocker, case.blocker_id, populate_existing=True) if case.blocker_id else None
    return found if found is not None and found.is_standing else None


def _raised_by_mark(session: Session, case: FundingCase, wanted: Wanted) -> Blocker | None:
    """One that a red day or a person has opened for the same reason with the same kind of owner: it is gone on with."""
    found = session.scalars(
        select(Blocker)
        .where(
            Blocker.stay_id == case.stay_id,
            Blocker.reason == wanted.reason,
            Blocker.owner_kind == wanted.owner.kind,
            Blocker.state.in_(STANDING),
        )
        .order_by(Blocker.owner_key != wanted.owner.key, Blocker.raised_on, Blocker.id)
    )
    return found.first()


def is_same_owner(one: Owner, other: Owner) -> bool:
    """Whether the same bodies owe it; which of their teams does is theirs to say."""
    return one.office.key == other.office.key


def _wanted(session: Session, case: FundingCase, stay: Stay, words: str, now: datetime) -> Wanted | None:
    status = STATUSES[case.state]
    if not status.awaits or case.interim_on is not None or not stay.is_open:
        return None
    dispute = open_dispute(disputes_of(session, case.id))
    whom = awaited_from(case.state, dispute.about if dispute else "")
    owner = owner_of(stay, whom)
    terms = terms_for(session, case.organisation_id, status.awaits, owner.kind, local_date(now))
    is_of_chc = case.kind is FundingKind.CHC and owner.kind is OwnerKind.ICB  # never the team of section 117
    owner = with_team(session, owner, TeamFunction.CONTINUING_HEALTHCARE if is_of_chc else terms.team_function)
    is_only_council = owner.kind is OwnerKind.COUNCIL and status.awaits == ICB_DECIDES
    return Wanted(
        reason=COUNCIL_DECIDES if is_only_council else status.awaits,
        owner=owner,
        next_step=unnamed(stay, next_step_of(case, words), next_step_of(case, "", has_day=False), ""),
        due_on=_due(session, case, now),
    )


def owner_of(stay: Stay, whom: Awaited) -> Owner:
    """Who owes it, from the stay's responsible bodies. A body that is not recorded leaves an owner without a name."""
    icb, council = stay.responsible_icb_id, stay.responsible_council_id
    if whom is Awaited.TRUST:
        return Owner(OwnerKind.TRUST, stay.organisation_id)
    if whom is Awaited.COUNCIL or (whom is Awaited.BOTH and icb is None and council is not None):
        return Owner(OwnerKind.COUNCIL, council)
    return Owner(OwnerKind.ICB, icb, joint_id=council if whom is Awaited.BOTH and icb is not None else None)


def unnamed(stay: Stay, *texts: str) -> str:
    """The first of these that holds no name of the person: somebody may be called May, June or Fast."""
    return next((text for text in texts if not identifies(text, stay.person)), texts[-1])


def next_step_of(case: FundingCase, words: str, *, has_day: bool = True) -> str:
    """What the owner is to do. words: those of the step, which were checked to name nobody."""
    status = STATUSES[case.state]
    said = f"{case.kind.short}: {status.description[0].lower()}{status.description[1:]}"
    if case.panel_on is not None and has_day:
        said += f" of {shown_day(case.panel_on)}"
    if words and status.owner is Awaited.TRUST:
        said += f". {words}"
    return said if len(said) <= LONGEST_NEXT_STEP else f"{said[: LONGEST_NEXT_STEP - 1]}…"


def _due(session: Session, case: FundingCase, now: datetime) -> date | None:
    """The day of the panel or of the clock, where it is still to come."""
    today = local_date(now)
    numbers = numbers_of(session, FUNDING_NUMBERS, organisation_id=case.organisation_id, day=today)
    clock = clock_of(case, pauses_of(session, case.id), numbers, today)
    due = case.panel_on or (clock.due_on if clock else None)
    return due if due is not None and today <= due <= today + FARTHEST else None


def outcome_of(case: FundingCase) -> str:
    """What became of what was awaited."""
    status = STATUSES[case.state]
    return "Paid for now on interim funding" if case.interim_on is not None and status.awaits else status.description


def _finish(session: Session, current: Blocker, outcome: str, *, actor: Actor, now: datetime) -> None:
    finish = FinishBlocker(blocker_id=current.id, version=current.version, outcome=outcome)
    finish_blocker(session, finish, actor=actor, now=now)
    session.flush()


def _raise(session: Session, case: FundingCase, wanted: Wanted, on: date, *, actor: Actor, now: datetime) -> Blocker:
    command = RaiseBlocker(
        stay_id=case.stay_id,
        reason=wanted.reason,
        owner=wanted.owner,
        next_step=wanted.next_step,
        due_on=wanted.due_on,
        source=Source.FUNDING,
        on=on,
    )
    return raise_blocker(session, command, actor=actor, now=now)


def _hand_on(
    session: Session, case: FundingCase, current: Blocker, wanted: Wanted, on: date, *, actor: Actor, now: datetime
) -> Blocker:
    """To the next owner; where that one has the same open already, this one is finished and that one goes on."""
    if standing_blocker(session, case.stay_id, wanted.reason, wanted.owner) is not None:
        _finish(session, current, "Goes on with the next owner", actor=actor, now=now)
        return _raise(session, case, wanted, on, actor=actor, now=now)
    command = HandOn(
        blocker_id=current.id,
        version=current.version,
        owner=wanted.owner,
        next_step=wanted.next_step,
        due_on=wanted.due_on,
    )
    return hand_on(session, command, actor=actor, now=now)
