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
    RAISE_ESCALATIONS = "raise_escalations"  # ask a level above to act
    WORD_ESCALATIONS = "word_escalations"  # say in one sentence what a trigger asks, or why it asks nothing
    ANSWER_ESCALATIONS = "answer_escalations"  # decide, ask back, return: for the level where one stands
    ASSIGN_ESCALATIONS = "assign_escalations"  # give to somebody, move a due date, for a system
    SET_LADDER = "set_ladder"  # levels, and who stands on them
    TELL_INCIDENTS = "tell_incidents"  # a near miss or a serious incident
    HANDLE_INCIDENTS = "handle_incidents"  # look into them, and decide whether the safeguarding board is told
    OPEN_RECORDS = "open_records"  # a person behind a reference, for a reason; never across a system
    MANAGE_PLACES = places.Power.MANAGE_PLACES.value
    MANAGE_PEOPLE = "manage_people"
    READ_RECORD = audit.Power.READ_RECORD.value  # who looked at what


_BANK = frozenset({Permission.SEE_STAYS, Permission.MARK_DAYS, Permission.TELL_INCIDENTS})
_MEMBER = _BANK | {
    Permission.SET_CLINICAL_FACTS,
    Permission.EDIT_STAYS,
    Permission.SEE_COUNTS,
    Permission.WORK_BLOCKERS,
    Permission.WORK_HOUSING,
    Permission.WORK_FUNDING,
    Permission.RAISE_ESCALATIONS,
}
_MANAGER = _MEMBER | {
    Permission.ANSWER_ESCALATIONS,
    Permission.HANDLE_INCIDENTS,
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
    Permission.WORD_ESCALATIONS,
    Permission.HANDLE_INCIDENTS,
}
_SENIOR = frozenset({Permission.SEE_COUNTS, Permission.ANSWER_ESCALATIONS})

MAY: Final[Mapping[str, frozenset[Permission]]] = {
    "bank_worker": _BANK,
    "ward_member": _MEMBER,
    "ward_manager": _MANAGER,
    "coordinator": _COORDINATOR,
    "service_manager": _SENIOR
    | {
        Permission.SEE_STAYS,
        Permission.RAISE_ESCALATIONS,
        Permission.TELL_INCIDENTS,
        Permission.HANDLE_INCIDENTS,
    },
    "executive": _SENIOR | {Permission.OPEN_RECORDS},
    "system_coordinator": _SENIOR | {Permission.ASSIGN_ESCALATIONS},
    "administrator": frozenset(
        {Permission.MANAGE_PLACES, Permission.MANAGE_PEOPLE, Permission.SET_PROTOCOLS, Permission.SET_LADDER}
    ),
    "information_governance": frozenset({Permission.READ_RECORD}),
}

# Each trust answers for the names of its own people: whoever works for a system has none without an agreement.
_NEVER_ACROSS_A_SYSTEM: Final = frozenset({Permission.OPEN_RECORDS})


def held_by(role: str, *, is_of_system: bool) -> frozenset[Permission]:
    """What this role may do at its place."""
    return MAY[role] - _NEVER_ACROSS_A_SYSTEM if is_of_system else MAY[role]


ROLE_WORDS: Final[Mapping[str, str]] = {
    "bank_worker": "bank worker",
    "ward_member": "ward member",
    "ward_manager": "ward manager",
    "coordinator": "discharge coordinator",
    "service_manager": "service manager",
    "executive": "executive",
    "system_coordinator": "coordinator for the system",
    "administrator": "administrator",
    "information_governance": "information governance",
}

_ON_A_WARD: Final = frozenset({"bank_worker", "ward_member"})


def whom_to_ask(roles: Collection[str]) -> str:
    """Who could let somebody with these roles do more: nobody gives a role to themselves."""
    if "administrator" in roles:
        return "another administrator"
    return "your ward manager" if roles and _ON_A_WARD.issuperset(roles) else "an administrator"
