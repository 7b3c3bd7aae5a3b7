"""People of ours in others' beds and people of other areas in ours, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.places.models import Organisation
from discharge.stays.queries import elsewhere as stays
from discharge.stays.rules.elsewhere import months_after

MONTHS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedElsewhere:
    """placed: placements open now or ended since `first_day`, the first of the months that are counted.

    trusts: those whose people this actor may place elsewhere.
    """

    today: date
    first_day: date
    trusts: Sequence[Organisation]
    placed: Sequence[stays.Placed]
    visitors: Sequence[stays.Visitor]

    @property
    def people(self) -> dict[UUID, set[UUID]]:
        """Everybody whose name is on it, by trust."""
        rows = [(each.placement.organisation_id, each.placement.person_id) for each in self.placed]
        rows += [(each.stay.organisation_id, each.stay.person_id) for each in self.visitors]
        return {trust: {person for of, person in rows if of == trust} for trust, _ in rows}


def placed_elsewhere(session: Session, actor: Actor, *, now: datetime) -> PlacedElsewhere:
    today = local_date(now)
    first_day = months_after(today.replace(day=1), 1 - MONTHS_SHOWN)
    return PlacedElsewhere(
        today=today,
        first_day=first_day,
        trusts=stays.trusts_that_place(session, actor),
        placed=stays.placed_elsewhere(session, actor, since=first_day),
        visitors=stays.from_elsewhere(session, actor),
    )
