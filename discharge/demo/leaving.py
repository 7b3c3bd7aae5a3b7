"""How a stay ended, and the contact owed afterwards."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from discharge.demo.life import Contact, Left
from discharge.demo.names import STAFF
from discharge.demo.outline import Outline
from discharge.demo.words import CLOSED_FOLLOW_UPS
from discharge.stays.rules.codes import LEGAL_AUTHORITIES
from discharge.stays.rules.follow_up import follow_up_hours

HOME, TEMPORARY, CARE_HOME, NURSING_HOME, OTHER_WARD, DIED = "19", "29", "56", "55", "53", "79"
CLINICAL, TRIBUNAL, SELF, RELATIVE, DEATH = "1", "3", "6", "7", "4"
SEEN_BY: Final = ("01", "01", "01", "02", "11")  # face to face, telephone, video
TEAMS: Final = {
    "200": (
        ("home_treatment", "Home treatment team"),
        ("cmht", "Community team north"),
        ("cmht", "Community team south"),
        ("early_intervention", "Early intervention team"),
    ),
    "201": (("older_adult_cmht", "Older adult community team"), ("gp", "GP, Marsh Lane surgery")),
    "202": (("cmht", "Community team north"),),
    "212": (("rehabilitation", "Community rehabilitation team"), ("assertive_outreach", "Assertive outreach team")),
}


def team_of(stay: Outline, chance: Random) -> tuple[str, str]:
    """Kind and name of the team that takes over."""
    return chance.choice(TEAMS[stay.ward.bed_type])


def left_of(stay: Outline, code: str, team: tuple[str, str], chance: Random, *, now: datetime) -> Left | None:
    """None while the person is here. code: the last legal status."""
    if stay.left_at is None:
        return None
    method = DEATH if stay.has_died else chance.choices((CLINICAL, TRIBUNAL, SELF, RELATIVE), (90, 3, 6, 1))[0]
    destination = DIED if method == DEATH else _destination(stay, chance)
    is_risk_identified = chance.random() < 0.2
    hours = follow_up_hours(is_risk_identified=is_risk_identified)
    booked = stay.left_at + timedelta(hours=hours - chance.randint(6, 30)) if chance.random() < 0.85 else None
    return Left(
        at=stay.left_at,
        method=method,
        destination=destination,
        consent=True if LEGAL_AUTHORITIES[code].is_restricted and method != DEATH else None,
        team_kind=team[0],
        team=team[1],
        owner=chance.choice(STAFF),
        is_risk_identified=is_risk_identified,
        booked_at=booked,
        contact=None if method == DEATH else _contact(stay.left_at, hours, chance, now),
    )


def _destination(stay: Outline, chance: Random) -> str:
    if stay.ward.is_older:
        return chance.choices((HOME, CARE_HOME, NURSING_HOME, "51"), (55, 22, 17, 6))[0]
    return chance.choices((HOME, TEMPORARY, OTHER_WARD, CARE_HOME), (82, 10, 5, 3))[0]


def _contact(left_at: datetime, hours: int, chance: Random, now: datetime) -> Contact | None:
    """Most are seen in time, some late, a few are still owed long after."""
    after = chance.choices((chance.uniform(4, hours), chance.uniform(hours, hours + 90), 24 * 9), (82, 15, 3))[0]
    at = left_at + timedelta(hours=after)
    if at > now:
        return None
    if chance.random() < 0.02:
        return Contact(at=at, closed_because=chance.choice(CLOSED_FOLLOW_UPS))
    return Contact(at=at, mechanism=chance.choice(SEEN_BY))
