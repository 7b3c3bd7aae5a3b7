"""What each role may do. The one place where a permission is given."""

import enum
from collections.abc import Collection, Mapping
from typing import Final

from discharge.audit import rules as audit
from discharge.places.rules import powers as places


class Permission(enum.StrEnum):
    SEE_STAYS = "see_stays"
    SEE_COUNTS = "see_counts"  # numbers without names
    MARK_DAYS = "mark_days"
    SET_CLINICAL_FACTS = "set_clinical_facts"  # readiness, legal status, discharge, death
    EDIT_STAYS = "edit_stays"  # admit, move, EDD, people and dates
    IMPORT_LISTS = "import_lists"
    GIVE_WARD_ACCESS = "give_ward_access"  # a bank worker for a shift
    PAIR_WALL = "pair_wall"
    WORK_BLOCKERS = "work_blockers"  # raise, hand on, finish what stops somebody leaving
    SET_PROTOCOLS = "set_protocols"  # local response times
    WORK_HOUSING = "work_housing"
    POST_VACANCIES = "post_vacancies"
    WORK_FUNDING = "work_funding"
    CONFIRM_FUNDING = "confirm_funding"  # entitlement to section 117, which a person confirms
    RUN_MEETING = "run_meeting"  # the weekly meeting
    PLACE_ELSEWHERE = "place_elsewhere"  # people of ours in others' beds
    FREEZE_RETURNS = "freeze_returns"  # the daily counts, and counting a day again
    MANAGE_PLACES = places.Power.MANAGE_PLACES.value
    MANAGE_PEOPLE = "manage_people"
    READ_RECORD = audit.Power.READ_RECORD.value  # who looked at what


_BANK = frozenset({Permission.SEE_STAYS, Permission.MARK_DAYS})
_MEMBER = _BANK | {
    Permission.SET_CLINICAL_FACTS,
    Permission.EDIT_STAYS,
    Permission.SEE_COUNTS,
    Permission.WORK_BLOCKERS,
    Permission.WORK_HOUSING,
    Permission.WORK_FUNDING,
}
_MANAGER = _MEMBER | {
    Permission.IMPORT_LISTS,
    Permission.GIVE_WARD_ACCESS,
    Permission.PAIR_WALL,
    Permission.CONFIRM_FUNDING,
}
_COORDINATOR = _MEMBER | {
    Permission.IMPORT_LISTS,
    Permission.SET_PROTOCOLS,
    Permission.POST_VACANCIES,
    Permission.CONFIRM_FUNDING,
    Permission.RUN_MEETING,
    Permission.PLACE_ELSEWHERE,
    Permission.FREEZE_RETURNS,
}

MAY: Final[Mapping[str, frozenset[Permission]]] = {
    "bank_worker": _BANK,
    "ward_member": _MEMBER,
    "ward_manager": _MANAGER,
    "coordinator": _COORDINATOR,
    "executive": frozenset({Permission.SEE_COUNTS}),
    "administrator": frozenset({Permission.MANAGE_PLACES, Permission.MANAGE_PEOPLE, Permission.SET_PROTOCOLS}),
    "information_governance": frozenset({Permission.READ_RECORD}),
}

ROLE_WORDS: Final[Mapping[str, str]] = {
    "bank_worker": "bank worker",
    "ward_member": "ward member",
    "ward_manager": "ward manager",
    "coordinator": "discharge coordinator",
    "executive": "executive",
    "administrator": "administrator",
    "information_governance": "information governance",
}

_ON_A_WARD: Final = frozenset({"bank_worker", "ward_member"})


def whom_to_ask(roles: Collection[str]) -> str:
    """Who could let somebody with these roles do more: nobody gives a role to themselves."""
    if "administrator" in roles:
        return "another administrator"
    return "your ward manager" if roles and _ON_A_WARD.issuperset(roles) else "an administrator"
