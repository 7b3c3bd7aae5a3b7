"""Rows about what is awaited, all invented: what is owed about somebody, and how far their housing and funding are."""

from datetime import date, datetime, timedelta
from typing import Any

from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source
from discharge.blockers.rules.states import StepKind as BlockerStepKind
from discharge.days.rules.codes import RED_REASONS
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.rules.states import State, Subject
from discharge.escalation.rules.states import StepKind as EscalationStepKind
from discharge.funding.models import FundingCase, FundingPause, FundingStep
from discharge.funding.models import StepKind as FundingStepKind
from discharge.funding.rules.codes import STATUSES
from discharge.housing.models import HousingCase, HousingOffer, HousingStep, Vacancy
from discharge.housing.rules.case import HomeNeed
from discharge.housing.rules.steps import StepKind
from discharge.places.models import Organisation
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World


def owed(
    world: World,
    stay: Stay,
    *,
    reason: str = "EXT-22",
    owner: Owner | None = None,
    due_on: date | None = TODAY + timedelta(days=4),
    raised_on: date = TODAY - timedelta(days=3),
    **columns: Any,
) -> Blocker:
    """Supported accommodation, due on Friday and not soon, and nobody named; by whoever usually owes the reason."""
    soon_on = due_on - timedelta(days=2) if due_on else None
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id, "person_id": stay.person_id}
    raised = {"source": Source.HAND, "raised_on": raised_on, "raised_at": NOW, "raised_by": "Priya Nair"}
    of_mark = {"marked_owner": RED_REASONS[reason].owner}
    made = Blocker(reason=reason, due_on=due_on, soon_on=soon_on, **{**of_stay, **raised, **of_mark, **columns})
    made.owner = owner or Owner(RED_REASONS[reason].owner)
    world.session.add(made)
    world.session.flush()
    return made


def step_of_blocker(world: World, blocker: Blocker, *, at: datetime) -> BlockerStep:
    """Something was noted."""
    step = {"blocker_id": blocker.id, "number": 1, "kind": BlockerStepKind.NOTED, "on": TODAY, "by": "Sam Oduya"}
    made = BlockerStep(organisation_id=blocker.organisation_id, **step, at=at)
    made.owner = blocker.owner
    world.session.add(made)
    world.session.flush()
    return made


def housing(world: World, stay: Stay, *turns: StepKind, at: datetime = NOW, **columns: Any) -> HousingCase:
    """A case whose need was identified, and what happened since."""
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id, "person_id": stay.person_id}
    moments = {"opened_at": NOW, "changed_at": NOW}
    made = HousingCase(**{"need": HomeNeed.AT_RISK, **of_stay, **moments, **columns})
    world.session.add(made)
    world.session.flush()
    for number, kind in enumerate((StepKind.IDENTIFIED, *turns), 1):
        step = {"case_id": made.id, "number": number, "kind": kind, "on": TODAY, "by": "Priya Nair", "at": at}
        world.session.add(HousingStep(organisation_id=stay.organisation_id, **step))
    world.session.flush()
    return made


def offer(
    world: World,
    case: HousingCase,
    provider: Organisation,
    council: Organisation,
    *,
    held_until: date | None = None,
    **columns: Any,
) -> HousingOffer:
    """A place that was posted, and offered to the person of a case."""
    home = {"route": "supported", "support_level": "", "access": ""}
    of_trust = {"organisation_id": case.organisation_id, "provider_id": provider.id}
    posted = {"council_id": council.id, "name": "Harbour House", "from_on": TODAY, "posted_by": "Sam Oduya"}
    place = Vacancy(**of_trust, **home, **posted, posted_at=NOW, held_until=held_until)
    world.session.add(place)
    world.session.flush()
    of_case = {"case_id": case.id, "stay_id": case.stay_id, "person_id": case.person_id, "vacancy_id": place.id}
    said = {"number": 1, "provider_words": provider.name, "route": "supported", "place": place.name}
    made = HousingOffer(**{**of_trust, **of_case, **said, "made_on": TODAY, **columns})
    world.session.add(made)
    world.session.flush()
    return made


def funding(world: World, stay: Stay, state: str, **columns: Any) -> FundingCase:
    """A case at one of its steps, which says its kind."""
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id, "person_id": stay.person_id}
    opened = {"opened_on": TODAY, "opened_at": NOW, "opened_by": "Priya Nair", "since": TODAY}
    made = FundingCase(kind=STATUSES[state].kind, state=state, **{**of_stay, **opened, **columns})
    world.session.add(made)
    world.session.flush()
    return made


def step_of_funding(world: World, case: FundingCase, *, at: datetime) -> FundingStep:
    step = {"case_id": case.id, "number": 1, "kind": FundingStepKind.MOVED, "code": case.state, "on": TODAY}
    made = FundingStep(organisation_id=case.organisation_id, **step, by="Sam Oduya", at=at)
    world.session.add(made)
    world.session.flush()
    return made


def paused(world: World, case: FundingCase, *, until_on: date | None = None) -> FundingPause:
    """The clock of a case stands still since yesterday."""
    of_case = {"organisation_id": case.organisation_id, "case_id": case.id}
    made = FundingPause(**of_case, reason="family", from_on=TODAY - timedelta(days=1), until_on=until_on)
    world.session.add(made)
    world.session.flush()
    return made


def escalated(world: World, stay: Stay, *, at: datetime, state: State = State.WAITING) -> Escalation:
    """An ask of the heads of service about somebody, with its first step."""
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id, "person_id": stay.person_id}
    raised = {"raised_on": TODAY, "raised_at": at, "reached_at": at, "raised_by": "Sam Oduya"}
    stands = {"number": 1, "subject": Subject.STAY, "level": 3, "top": 5, "state": state}
    made = Escalation(**of_stay, **raised, **stands, ward_id=stay.last_ward_id, ask="Agree interim funding")
    made.owner = Owner(RED_REASONS["EXT-01"].owner)
    world.session.add(made)
    world.session.flush()
    kind = EscalationStepKind.RAISED if state.has_been_worded else EscalationStepKind.TRIGGERED
    step = {"escalation_id": made.id, "number": 1, "kind": kind, "state": state, "level": 3, "level_before": 3}
    world.session.add(EscalationStep(organisation_id=stay.organisation_id, **step, at=at, by="Sam Oduya"))
    world.session.flush()
    return made
