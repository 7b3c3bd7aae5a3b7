"""Five thousand things owed, for measuring the worklist, and its floor: the same single statement, hand-written."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.blockers.commands.keeping import owner_columns
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.days.models import DayMark
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.days.rules.mark import Colour
from discharge.places.models import OrganisationKind
from tests.factories import World

OWED, WARDS, EACH = 5_000, 10, 3
ASKED = "?show=unnamed&sort=red&group=owner"

WORKLIST_SQL = """
WITH page AS (
  SELECT b.id, count(*) OVER () AS total, count(*) OVER (PARTITION BY o.name, b.owner_key) AS grouped,
         row_number() OVER (ORDER BY coalesce(o.name, c.name, b.owner_kind), b.owner_key, (
           SELECT count(*) FROM day_mark m WHERE m.stay_id = b.stay_id AND m.day >= b.raised_on AND m.colour = 'red'
           AND m.reason = b.reason AND (m.owner = b.marked_owner OR m.owner = b.owner_kind)) DESC,
           b.raised_on, b.id) AS place
  FROM blocker b JOIN stay s ON s.id = b.stay_id
  LEFT JOIN organisation o ON o.id = b.owner_id LEFT JOIN outside_contact c ON c.id = b.contact_id
  WHERE s.organisation_id = ? AND s.state = 'open' AND b.state IN ('open', 'paused') AND b.named_person = ''
  ORDER BY place LIMIT 50)
SELECT page.total, page.grouped, b.id, b.version, b.stay_id, p.surname, p.given_name, p.local_number, s.bed, w.name,
       r.started_on, b.reason, b.owner_kind, o.name, j.name, t.name, c.name, b.named_person, b.next_step, b.raised_on,
       b.due_on, b.soon_on, b.is_due_sure, b.state, b.is_answered, b.is_flagged, (
         SELECT count(*) FROM day_mark m WHERE m.stay_id = b.stay_id AND m.day >= b.raised_on AND m.colour = 'red'
         AND m.reason = b.reason AND (m.owner = b.marked_owner OR m.owner = b.owner_kind)),
       EXISTS (SELECT 1 FROM blocker_step x WHERE x.blocker_id = b.id AND x.kind = 'contested')
FROM page JOIN blocker b ON b.id = page.id JOIN stay s ON s.id = b.stay_id JOIN person p ON p.id = b.person_id
JOIN ward w ON w.id = s.last_ward_id
LEFT JOIN ready_period r ON r.stay_id = s.id AND r.ended_on IS NULL
LEFT JOIN organisation o ON o.id = b.owner_id LEFT JOIN organisation j ON j.id = b.joint_owner_id
LEFT JOIN team t ON t.id = b.team_id LEFT JOIN outside_contact c ON c.id = b.contact_id
ORDER BY page.place
"""


def a_full_desk(world: World, session: Session, today: date, now: datetime) -> str:
    """Fill wards of their own with people who wait for others. The e-mail of a coordinator of the whole trust."""
    chance = Random(2)
    named = {
        OwnerKind.ICB: (OrganisationKind.ICB, ("Fenland ICB", "Westmere ICB")),
        OwnerKind.COUNCIL: (OrganisationKind.COUNCIL, ("Fenland Council", "Westmere Council", "Northmoor Council")),
        OwnerKind.HOUSING: (OrganisationKind.HOUSING_PROVIDER, ("Harbour Homes", "Lantern Living", "Bridge Lettings")),
        OwnerKind.VCSE: (OrganisationKind.VOLUNTARY_SECTOR, ("Open Door", "Next Step")),
    }
    offices = {kind: [world.organisation(of, name).id for name in names] for kind, (of, names) in named.items()}
    reasons = [reason for reason in RED_REASONS if reason.owner in offices]
    wards = [world.ward(f"Oak {number}") for number in range(WARDS)]
    blockers: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for number in range(-(-OWED // EACH)):
        stay = world.stay(wards[number % WARDS], admitted_on=today - timedelta(days=60))
        of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
        for reason in chance.sample(reasons, EACH)[: OWED - len(blockers)]:
            owner = Owner(reason.owner, chance.choice(offices[reason.owner]))
            raised_on = today - timedelta(days=chance.randint(1, 30))
            due_on = today + timedelta(days=chance.randint(-9, 20))
            blockers.append(
                {
                    "id": uuid4(),
                    **of_stay,
                    "person_id": stay.person_id,
                    "reason": reason.code,
                    **owner_columns(owner),
                    "marked_owner": reason.owner,
                    "named_person": chance.choice(("", "", "Jo Marsh")),
                    "next_step": chance.choice(("Panel on Thursday", "Send the support plan again by e-mail", "")),
                    "received_on": raised_on,
                    "due_on": due_on,
                    "soon_on": due_on - timedelta(days=2),
                    "source": "mark",
                    "raised_on": raised_on,
                    "raised_at": now,
                    "raised_by": "Priya Nair",
                }
            )
        for back in range(1, 31):
            waited = chance.choice(blockers[-EACH:])
            marks.append(
                {
                    "id": uuid4(),
                    **of_stay,
                    "day": today - timedelta(days=back),
                    "colour": Colour.RED,
                    "reason": waited["reason"],
                    "owner": waited["owner_kind"].value,
                    "further_reasons": [],
                    "marked_by": "Priya Nair",
                    "marked_at": now,
                }
            )
    session.execute(insert(Blocker), blockers)
    session.execute(insert(DayMark), marks)
    return world.user(Role.COORDINATOR, world.trust, name="Asha Reed").email
