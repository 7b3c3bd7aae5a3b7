"""Reading places: which there are, what holds in them on a day, and the calendar."""

from discharge.places.queries.administration import (
    Administration,
    Numbers,
    WardHistory,
    administration,
    numbers_of,
    ward_history,
)
from discharge.places.queries.calendar import holidays
from discharge.places.queries.dated import capacities_on, capacity_on, dated_rounds, rounds_on
from discharge.places.queries.lists import get_organisation, get_site, get_ward, organisations, sites, systems, wards
from discharge.places.queries.numbers import (
    InForce,
    Origin,
    decided,
    numbers_in_force,
    numbers_of_trusts,
    policies,
    policy,
)
from discharge.places.queries.teams import contacts, get_contact, get_team, housing_authorities, teams

__all__ = [
    "Administration",
    "InForce",
    "Numbers",
    "Origin",
    "WardHistory",
    "administration",
    "capacities_on",
    "capacity_on",
    "contacts",
    "dated_rounds",
    "decided",
    "get_contact",
    "get_organisation",
    "get_site",
    "get_team",
    "get_ward",
    "holidays",
    "housing_authorities",
    "numbers_in_force",
    "numbers_of",
    "numbers_of_trusts",
    "organisations",
    "policies",
    "policy",
    "rounds_on",
    "sites",
    "systems",
    "teams",
    "ward_history",
    "wards",
]
