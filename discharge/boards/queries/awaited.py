"""What people wait for, from whom, and how far their housing and funding are, for the statements of a board."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, case, exists, func, select

from discharge.blockers.models import OWNER_KEYS, Blocker, owner_in
from discharge.blockers.queries.owners import OWNER_NAMES, name_of, with_owner
from discharge.blockers.rules.clocks import Clock, clock_of
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING
from discharge.funding.models import FundingCase, FundingPause
from discharge.housing.models import CaseState, HousingCase, HousingStep
from discharge.housing.rules.steps import StepKind
from discharge.stays.models import Stay

Found = Row[*tuple[Any, ...]]

# What needs somebody first stands first.
_URGENCY = (Clock.LATE, Clock.SOON, Clock.ANSWERED, Clock.IN_TIME, Clock.NONE, Clock.PAUSED)
# Lines of a housing case's story after which it stands somewhere else.
_TURNS = frozenset(StepKind) - {
    StepKind.CHANGED,
    StepKind.CHECKED,
    StepKind.CONSENT,
    StepKind.PAUSED,
    StepKind.RESUMED,
}
IN_HOUSING = and_(HousingCase.stay_id == Stay.id, HousingCase.state != CaseState.CLOSED)
LAST_TURN = (
    select(HousingStep.kind)
    .where(HousingStep.case_id == HousingCase.id, HousingStep.kind.in_(_TURNS))
    .order_by(HousingStep.number.desc())
    .limit(1)
    .correlate(HousingCase)
    .scalar_subquery()
)
# The codes of the steps at which the funding cases stand, with a space between them: each says its kind too.
_STANDS_STILL = "*"
_IS_STANDING_STILL = exists().where(FundingPause.case_id == FundingCase.id, FundingPause.until_on.is_(None))
FUNDING_STATES = (
    select(
        func.aggregate_strings(
            case((_IS_STANDING_STILL, FundingCase.state.concat(_STANDS_STILL)), else_=FundingCase.state), " "
        )
    )
    .where(FundingCase.stay_id == Stay.id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that is owed. owner_name: of the office, "" where only its kind is known. named_person "": nobody."""

    blocker_id: UUID
    stay_id: UUID
    reason: str
    owner: Owner
    owner_name: str
    named_person: str
    next_step: str
    raised_on: date
    due_on: date | None
    clock: Clock

    @property
    def urgency(self) -> tuple[int, date, date]:
        """Sorts late before due soon, answered, in time, without a clock and paused; then by due date and age."""
        return _URGENCY.index(self.clock), self.due_on or date.max, self.raised_on


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingStands:
    """Where a housing case that is not closed has come to: the last line of its story that moved it on."""

    turn: StepKind
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingStands:
    """The step at which a funding case stands: a code. is_paused: the clock of its decision stands still."""

    code: str
    is_paused: bool


def funding_stands(states: str | None) -> tuple[FundingStands, ...]:
    """What `FUNDING_STATES` found."""
    return tuple(
        FundingStands(code=state.removesuffix(_STANDS_STILL), is_paused=state.endswith(_STANDS_STILL))
        for state in (states or "").split()
    )


def standing_of(stays: Select[Any] | Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """Everything that is still owed about these stays, with the names of those who owe it."""
    found = (
        select(
            Blocker.id,
            Blocker.stay_id,
            Blocker.reason,
            *OWNER_KEYS,
            *OWNER_NAMES,
            Blocker.named_person,
            Blocker.next_step,
            Blocker.raised_on,
            Blocker.due_on,
            Blocker.soon_on,
            Blocker.state,
            Blocker.is_answered,
        )
        .select_from(Blocker)
        .where(Blocker.stay_id.in_(stays), Blocker.state.in_(STANDING))
        .order_by(Blocker.raised_on, Blocker.id)
    )
    return with_owner(found, Blocker)


def as_waiting(found: Found, today: date) -> Waiting:
    return Waiting(
        blocker_id=found.id,
        stay_id=found.stay_id,
        reason=found.reason,
        owner=owner_in(found),
        owner_name=name_of(found.owner_kind, found.office, found.joint, found.team) if found.office else "",
        named_person=found.named_person,
        next_step=found.next_step,
        raised_on=found.raised_on,
        due_on=found.due_on,
        clock=clock_of(
            found.state, is_answered=found.is_answered, due_on=found.due_on, soon_on=found.soon_on, today=today
        ),
    )


def by_stay(rows: Iterable[Found], today: date) -> Mapping[UUID, tuple[Waiting, ...]]:
    """What is owed about each stay, the most urgent first."""
    found: defaultdict[UUID, list[Waiting]] = defaultdict(list)
    for row in rows:
        found[row.stay_id].append(as_waiting(row, today))
    return {stay_id: tuple(sorted(waits, key=lambda each: each.urgency)) for stay_id, waits in found.items()}
