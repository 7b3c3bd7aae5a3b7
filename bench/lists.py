"""A panel of sixty cases, and two hundred places with the five hundred people looking for one, and their floors.

The floor is the fewest statements that return the same rows: one, but for the places, whose people are a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.funding.models import FundingCase, FundingPaper
from discharge.funding.rules.codes import PAPERS, FundingKind
from discharge.housing.models import HousingCase, SafePlacing, Vacancy
from discharge.housing.rules.case import HomeNeed
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS
from discharge.places.models import Organisation, OrganisationKind
from discharge.stays.models import Stay
from tests.factories import World

CASES, PLACES, PEOPLE = 60, 200, 500
ROWS_OF_A_MATCH = 70  # the most that the page of one place shows

PANEL_SQL = """
SELECT c.id, c.stay_id, c.person_id, c.organisation_id, c.kind, c.state, c.since, c.needs, c.needs_words, c.panel_on,
       c.interim_on, c.icb_share, c.council_share, c.version, s.bed, p.surname, p.given_name, p.local_number, w.name,
       i.name, k.name, f.code, f.words, f.facts, (
         SELECT group_concat(x.paper, ' ') FROM funding_paper x WHERE x.case_id = c.id AND x.is_in_hand)
FROM funding_case c JOIN stay s ON s.id = c.stay_id JOIN person p ON p.id = s.person_id
JOIN ward w ON w.id = s.last_ward_id
LEFT JOIN funding_step f ON f.case_id = c.id AND f.panel_on = ?
LEFT JOIN organisation i ON i.id = s.responsible_icb_id LEFT JOIN organisation k ON k.id = s.responsible_council_id
WHERE (c.panel_on = ? OR f.panel_on = ?) AND s.organisation_id = ?
ORDER BY i.name, w.name, length(s.bed), s.bed, c.kind, f.number
"""
PLACES_SQL = """
SELECT v.id, v.name, v.route, v.support_level, v.access, v.allows_pets, v.is_self_contained, v.cannot_take, v.from_on,
       v.held_until, v.state, o.name, a.name
FROM vacancy v JOIN organisation o ON o.id = v.provider_id JOIN organisation a ON a.id = v.council_id
WHERE v.organisation_id = ? AND v.state IN ('open', 'offered') ORDER BY v.from_on, v.name, v.id
"""
_PEOPLE_SQL = """
SELECT h.id, h.stay_id, h.person_id, h.state, h.opened_at, h.route, h.support_level, h.access, h.council_ids,
       h.has_pets, p.surname, p.given_name, s.bed, w.name, (
         SELECT group_concat(x.code, ' ') FROM safe_placing x WHERE x.case_id = h.id AND x.ended_at IS NULL){more}
FROM housing_case h JOIN stay s ON s.id = h.stay_id JOIN person p ON p.id = h.person_id
JOIN ward w ON w.id = s.last_ward_id {join}
WHERE {of} AND h.state <> 'closed' AND s.state = 'open'
AND NOT EXISTS (SELECT 1 FROM housing_offer f WHERE f.case_id = h.id AND f.state = 'accepted')
ORDER BY h.opened_at, h.id
"""
PEOPLE_SQL = _PEOPLE_SQL.format(more="", join="", of="h.organisation_id = ?")
MATCH_SQL = _PEOPLE_SQL.format(
    more=", v.name, v.route, v.support_level, v.access, v.held_until, (SELECT f.state FROM housing_offer f "
    "WHERE f.vacancy_id = v.id AND f.stay_id = h.stay_id AND f.state <> 'withdrawn' LIMIT 1)",
    join="JOIN vacancy v ON v.organisation_id = h.organisation_id",
    of="v.id = ?",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel's day and one of the places; `lone` the same where there is one of each. Keys as text, an e-mail."""

    panel_on: date
    place: str
    lone_place: str
    lone_coordinator: str


def fill_lists(world: World, session: Session, today: date, now: datetime) -> Filled:
    """About people of the trust who have no housing case yet; a trust of its own has one of each."""
    chance = Random(3)
    districts = [world.organisation(OrganisationKind.COUNCIL, f"{name} Borough") for name in ("Ashmere", "Harlow Fen")]
    homes = [world.organisation(OrganisationKind.HOUSING_PROVIDER, name) for name in ("Quay Homes", "Beacon Living")]
    has_none = ~select(HousingCase).where(HousingCase.stay_id == Stay.id).exists()
    here = session.scalars(
        select(Stay).where(Stay.organisation_id == world.trust.id, has_none).order_by(Stay.admitted_at, Stay.id)
    ).all()
    already = len(session.scalars(select(HousingCase.id)).all())
    _panel(session, here[:CASES], today, now, chance)
    _seekers(session, here[: PEOPLE - already], districts, now, chance)
    posted: dict[str, Any] = {"districts": districts, "homes": homes, "today": today, "now": now, "chance": chance}
    place = _places(session, world.trust.id, count=PLACES, **posted)
    other = world.organisation(OrganisationKind.TRUST, "Westmere Mental Health")
    one = world.stay(world.ward("Alder", trust=other))
    _panel(session, [one], today, now, chance)
    _seekers(session, [one], districts, now, chance)
    lone = _places(session, other.id, count=1, **posted)
    email = world.user(Role.COORDINATOR, other, name="Asha Reed").email
    return Filled(today, str(place), str(lone), email)


def _panel(session: Session, stays: Sequence[Stay], today: date, now: datetime, chance: Random) -> None:
    """Before the panel of today, half of them with every paper."""
    cases, papers = [], []
    needed = [paper.code for paper in PAPERS if paper.is_for(FundingKind.S117)]
    for number, stay in enumerate(stays):
        of_trust = {"organisation_id": stay.organisation_id}
        case: dict[str, Any] = {"id": uuid4(), **of_trust, "stay_id": stay.id, "person_id": stay.person_id}
        at = {"state": "S117-PANEL", "since": today, "panel_on": today, "needs_words": "Support with a tenancy"}
        opened = {"opened_on": today, "opened_at": now, "opened_by": "Asha Reed"}
        cases.append({**case, "kind": FundingKind.S117, **at, **opened})
        in_hand = needed if number % 2 else chance.sample(needed, len(needed) // 2)
        changed = {"is_in_hand": True, "changed_on": today, "changed_by": "Asha Reed"}
        papers += [{"id": uuid4(), **of_trust, "case_id": case["id"], "paper": code, **changed} for code in in_hand]
    session.execute(insert(FundingCase), cases)
    session.execute(insert(FundingPaper), papers)


ROUTES_POSTED: Final = tuple(entry.code for entry in ROUTES if entry.is_by_provider)
LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "support_level": tuple(entry.code for entry in SUPPORT_LEVELS),
    "access": tuple(entry.code for entry in ACCESS),
}
SAFE: Final = tuple(entry.code for entry in SAFE_PLACING)


def _levels(chance: Random, *, unknown: bool) -> dict[str, Any]:
    return {name: chance.choice((*codes, "") if unknown else codes) for name, codes in LEVELS.items()}


def _seekers(
    session: Session, stays: Sequence[Stay], districts: Sequence[Organisation], now: datetime, chance: Random
) -> None:
    cases, safe = [], []
    for number, stay in enumerate(stays):
        of_case = {"organisation_id": stay.organisation_id, "person_id": stay.person_id}
        case: dict[str, Any] = {"id": uuid4(), **of_case, "stay_id": stay.id, "need": HomeNeed.AT_RISK}
        moments = {"opened_at": now - timedelta(days=1, minutes=number), "changed_at": now}
        councils = [str(council.id) for council in chance.sample(districts, chance.randint(0, 2))]
        wanted = {"route": chance.choice((*ROUTES_POSTED, "")), **_levels(chance, unknown=True)}
        told = {"council_ids": councils, "has_pets": chance.choice((True, False, None))}
        cases.append({**case, **moments, **wanted, **told})
        given = {"basis": "Told to the ward", "since_on": now.date(), "released_by": "Dr Osei", "entered_by": "Dr Osei"}
        row = {**of_case, "case_id": case["id"], **given, "entered_at": now}
        safe += [{"id": uuid4(), **row, "code": code} for code in chance.sample(SAFE, chance.randint(0, 2))]
    session.execute(insert(HousingCase), cases)
    if safe:
        session.execute(insert(SafePlacing), safe)


def _places(
    session: Session,
    trust_id: UUID,
    *,
    count: int,
    districts: Sequence[Organisation],
    homes: Sequence[Organisation],
    today: date,
    now: datetime,
    chance: Random,
) -> UUID:
    """The key of the one that most could live in: with much support, wheelchair access and nothing it cannot take."""
    rows: list[dict[str, Any]] = []
    for number in range(count):
        where = {"provider_id": chance.choice(homes).id, "council_id": chance.choice(districts).id}
        kind = {"route": chance.choice(ROUTES_POSTED), **_levels(chance, unknown=False)}
        takes = {"allows_pets": chance.choice((True, False, None)), "is_self_contained": chance.choice((True, None))}
        if not number:
            kind = {"route": "supported", **{name: codes[-1] for name, codes in LEVELS.items()}}
            takes = {"allows_pets": True, "is_self_contained": True}
        cannot = chance.sample(SAFE, chance.randint(0, 2)) if number else []
        free = {"from_on": today + timedelta(days=number % 30), "held_until": None}
        posted = {"posted_by": "Asha Reed", "posted_at": now, "name": f"{7 + number} Harbour Street"}
        key = {"id": uuid4(), "organisation_id": trust_id}
        rows.append({**key, **where, **kind, **takes, "cannot_take": cannot, **free, **posted})
    session.execute(insert(Vacancy), rows)
    first: UUID = rows[0]["id"]
    return first
