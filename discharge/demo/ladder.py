"""Who answers escalations in the demonstration: one level agreed locally, people with a deputy, wards with nobody."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.demo.bodies import ICB, WESTMERE
from discharge.demo.people import Places
from discharge.demo.wards import NORTHMOOR
from discharge.escalation.commands.ladder import AddPost, SetLevel, add_post, set_level
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO, WARD, Terms

SINCE_DAYS: Final = 60
MANAGER, SERVICE_MANAGER, DIRECTOR = (
    "manager@northmoor.example",
    "service@northmoor.example",
    "director@northmoor.example",
)
OFFICER, OF_SYSTEM = "sro@northmoor.example", "executive@northmoor.example"
OF_COUNCIL, OF_ICB = "executive@westmere.example", "executive@nficb.example"
WARDS_OF_SERVICE: Final = ("ROWAN", "HAZEL", "WILLOW")  # the others of the trust have nobody yet

# Who, the name of the place ("" for the system), level, whether a deputy.
STANDING: Final = (
    (SERVICE_MANAGER, NORTHMOOR, SERVICE, False),
    (SERVICE_MANAGER, NORTHMOOR, HEADS, False),
    (DIRECTOR, NORTHMOOR, HEADS, True),
    (DIRECTOR, NORTHMOOR, DIRECTORS, False),
    (OFFICER, NORTHMOOR, SRO, False),
    (OF_SYSTEM, "", SRO, False),
    (OF_COUNCIL, WESTMERE, SRO, False),
    (OF_ICB, ICB, SRO, False),
)
THURSDAYS: Final = Terms(
    level=HEADS,
    name="Head of service with partners",
    role="Head of service",
    answer_days=4,
    meets="Weekly delay meeting, Thursdays",
)


def put_up_ladder(session: Session, places: Places, *, actor: Actor, now: datetime) -> None:
    """As it has stood for two months."""
    since = now - timedelta(days=SINCE_DAYS)
    day = local_date(since)
    agreed = "Agreed for the demonstration"
    level = SetLevel(place_id=places.bodies[NORTHMOOR], terms=THURSDAYS, from_on=day, source=agreed)
    set_level(session, level, actor=actor, now=since)
    accounts = dict(session.execute(select(User.email, User.id)).all())
    standing = [
        (accounts[email], places.bodies[place] if place else places.system_id, level, is_deputy)
        for email, place, level, is_deputy in STANDING
    ]
    standing.append((accounts[MANAGER], places.wards["BIRCH"].id, WARD, False))
    standing += [(accounts[SERVICE_MANAGER], places.wards[code].id, WARD, False) for code in WARDS_OF_SERVICE]
    for user_id, place_id, level_number, is_deputy in standing:
        post = AddPost(
            place_id=place_id,
            level=level_number,
            user_id=user_id,
            is_deputy=is_deputy,
            from_on=day,
            until_on=None,
        )
        add_post(session, post, actor=actor, now=since)
