"""What boards show: people with marks, plans, dates and absences, made directly as rows."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.core.clock import moment_of
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import AbsencePeriod, FollowUp, ReadyPeriod, Stay
from tests.factories import NOW, TODAY, World


class Here:
    """Rows for a board. Everything is invented; call inside `arrange`."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world

    def _add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def mark(self, stay: Stay, day: date = TODAY, colour: Colour = Colour.GREEN, **columns: Any) -> DayMark:
        usual: dict[str, Any] = {"interventions": [{"code": "GRN-01"}]} if colour is Colour.GREEN else {}
        if colour is Colour.RED:
            usual = {"reason": "EXT-01", "owner": "council"}
        at = min(NOW, moment_of(day, NOW.time()))
        by = {"marked_by": "Priya Nair", "marked_by_id": None, "marked_at": at, "further_reasons": []}
        of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
        made: DayMark = self._add(DayMark(**of_stay, day=day, colour=colour, **(by | usual | columns)))
        return made

    def ready(self, stay: Stay, since: date) -> ReadyPeriod:
        decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True}
        made: ReadyPeriod = self._add(
            ReadyPeriod(
                organisation_id=stay.organisation_id,
                stay_id=stay.id,
                started_on=since,
                **decided,
                were_person_views_heard=True,
                decided_by="Dr Osei",
                entered_at=min(NOW, moment_of(since, time(8))),
            )
        )
        return made

    def away(self, stay: Stay, kind: str, due_back_at: datetime | None = None) -> AbsencePeriod:
        made: AbsencePeriod = self._add(
            AbsencePeriod(
                organisation_id=stay.organisation_id,
                stay_id=stay.id,
                kind=kind,
                from_at=NOW - timedelta(hours=4),
                due_back_at=due_back_at,
            )
        )
        return made

    def left(self, ward: Ward, *, due_at: datetime, **columns: Any) -> Stay:
        """Somebody who left yesterday and is owed contact."""
        stay = self.world.stay(ward, state="left", left_on=TODAY - timedelta(days=1))
        usual = {"receiving_team": "home_treatment", "owner": "R. Amin", "due_hours": 72}
        of_stay = {"organisation_id": ward.organisation_id, "stay_id": stay.id, "ward_id": ward.id}
        self._add(FollowUp(**of_stay, due_at=due_at, **(usual | columns)))
        return stay


@pytest.fixture
def here(session: Session, world: World) -> Here:
    return Here(session, world)
