"""What every change to a funding case does: lock, allow, compare versions, add a line to the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from discharge.audit.commands import record
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import NotAllowed, NotFound
from discharge.core.versions import check_version
from discharge.funding import policies
from discharge.funding.models import FundingCase, FundingDispute, FundingPause, FundingStep, StepKind
from discharge.funding.queries.cases import disputes_of, facts_of, open_dispute, open_pause, pauses_of
from discharge.funding.rules.codes import STATUSES, FundingKind
from discharge.funding.rules.steps import LONGEST, CaseFacts
from discharge.stays.models import Stay
from discharge.stays.queries.base import stay_to_change
from discharge.stays.rules.free_text import check_free_text
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True)
class Held:
    """A case that nobody else changes until the transaction ends."""

    stay: Stay
    case: FundingCase
    disputes: Sequence[FundingDispute]
    pauses: Sequence[FundingPause]
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def facts(self) -> CaseFacts:
        return facts_of(self.case, self.stay, self.disputes, self.pauses)

    @property
    def dispute(self) -> FundingDispute | None:
        return open_dispute(self.disputes)

    @property
    def pause(self) -> FundingPause | None:
        return open_pause(self.pauses)

    def check_words(self, **texts: str) -> None:
        """Raises RuleBroken for words that are too long or say who the person is: a panel will read them."""
        for field, text in texts.items():
            check_free_text(text, self.stay.person, LONGEST, field=field)


def hold_stay(session: Session, actor: Actor, stay_id: UUID, *, now: datetime) -> Stay:
    """Raises NotFound or NotAllowed."""
    stay = stay_to_change(session, actor, stay_id, now=now)
    if not policies.may_work(actor, stay):
        raise NotAllowed
    return stay


def hold(
    session: Session,
    actor: Actor,
    stay_id: UUID,
    kind: FundingKind,
    *,
    now: datetime,
    seen: int | None = None,
    yours: str = "",
) -> Held:
    """The case, after the checks. seen: the version that the form carried, None for a door with no screen.

    yours: what this person asks for, in words. Raises NotFound, NotAllowed, or Superseded when somebody else has
    changed the case since.
    """
    stay = hold_stay(session, actor, stay_id, now=now)
    case = session.scalars(
        select(FundingCase).where(FundingCase.stay_id == stay_id, FundingCase.kind == kind).with_for_update()
    ).one_or_none()
    if case is None:
        raise NotFound
    if seen is not None:
        stands = f"{STATUSES[case.state].description}, since {shown_day(case.since)}"
        check_version(case.version, seen, before={}, theirs={"This case": stands}, yours={"This case": yours})
    return Held(stay, case, disputes_of(session, case.id), pauses_of(session, case.id), actor, now)


def write_step(
    session: Session,
    case: FundingCase,
    kind: StepKind,
    *,
    on: date,
    actor: Actor,
    now: datetime,
    what: str = "",
    words: str = "",
    facts: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    panel_on: date | None = None,
) -> FundingStep:
    """Add a line to the ledger of a case that is held, and to the record."""
    last = session.scalar(select(func.max(FundingStep.number)).where(FundingStep.case_id == case.id)) or 0
    step = FundingStep(
        organisation_id=case.organisation_id,
        case_id=case.id,
        number=last + 1,
        kind=kind,
        code=case.state,
        on=on,
        what=what,
        words=words,
        facts={label: said for label, said in (facts or {}).items() if said},
        before=before or {},
        panel_on=panel_on,
        at=now,
        by=actor.name,
        by_id=actor.user_id,
    )
    session.add(step)
    flag_modified(case, "state")  # each line is a new version of the case, also one that changes no column of it
    record(
        session,
        f"funding.{kind}",
        case,
        actor=actor,
        now=now,
        state=(None, case.state),
        on=(None, on),
        what=(None, what or None),
        words=(None, words or None),
        **{
            f"fact_{place}": (None, f"{label}: {said}")
            for place, (label, said) in enumerate(step.facts.items(), start=1)
        },
    )
    return step
