"""What makes a trigger hold, all invented: clinically ready since a day, days marked, and what the sweep wrote."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.escalation.models import Escalation, EscalationStep, Watch
from discharge.stays.models import ReadyPeriod, Stay
from tests.factories import NOW, TODAY, World

DAY = timedelta(days=1)


def ready(world: World, stay: Stay, since: date, **columns: Any) -> ReadyPeriod:
    """Clinically ready from a day on."""
    decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "decided_by": "Dr Osei"}
    values = {"were_person_views_heard": True, "entered_at": NOW, **decided, **columns}
    made = ReadyPeriod(organisation_id=stay.organisation_id, stay_id=stay.id, started_on=since, **values)
    world.session.add(made)
    world.session.flush()
    return made


def marked(world: World, stay: Stay, days: str, *, until: date = TODAY, owner: str = "council") -> None:
    """One letter a day, the last one on `until`: R red for EXT-22, O red for EXT-01, W red for the ward, G, L leave, -.

    owner: of R and O.
    """
    reasons = {"R": ("EXT-22", owner), "O": ("EXT-01", owner), "W": ("EXT-22", "ward")}
    for back, letter in enumerate(reversed(days)):
        if letter == "-":
            continue
        colour = {"G": Colour.GREEN, "L": Colour.ABSENT}.get(letter, Colour.RED)
        reason, whose = reasons.get(letter, ("", ""))
        said = {"reason": reason, "owner": whose, "absence_kind": "home_leave" if letter == "L" else ""}
        made = {"interventions": [], "planned": [], "further_reasons": [], "marked_by": "Priya Nair", "marked_at": NOW}
        of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
        world.session.add(DayMark(**of_stay, day=until - back * DAY, colour=colour, **said, **made))
    world.session.flush()


def written(session: Session) -> tuple[Any, ...]:
    """All that a sweep wrote, without keys and moments: the same for the same lives, however it came to run."""
    session.rollback()
    session.expire_all()
    escalations = {row.id: row for row in session.scalars(select(Escalation))}
    steps = session.execute(select(EscalationStep.escalation_id, EscalationStep.number, EscalationStep.kind)).all()
    return (
        _sorted((each.stay_id, *_said(each)) for each in escalations.values()),
        _sorted((*_said(escalations[row.escalation_id]), row.number, row.kind) for row in steps),
        _sorted(
            (each.stay_id, each.trigger, each.about, each.is_on, each.since_on)
            + (_said(escalations[each.escalation_id]) if each.escalation_id else ())
            for each in session.scalars(select(Watch))
        ),
        _sorted((each.organisation_id, each.number) for each in escalations.values()),
    )


def _said(row: Escalation) -> tuple[Any, ...]:
    where = (row.trigger, row.cause, row.owner_key, row.blocker_id, row.level, row.top)
    return (row.stay_id, *where, row.state, row.closed_by)


def _sorted(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)
