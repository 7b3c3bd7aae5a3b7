"""What a ward writes about the people and plans around a stay, in four groups that are edited apart."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final, Self
from uuid import UUID

from discharge.core.codelists import CodeList, Entry
from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import (
    ACCOMMODATION_STATUSES,
    CARER_PERMISSIONS,
    OUT_OF_AREA_REASONS,
    RECEIVING_TEAMS,
)

SHORT_LONGEST = 200
TEXT_LONGEST = 500

YES_NO_PARTLY: Final = {"yes": "Yes", "no": "No", "partly": "In part"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """One group of fields. Empty is "" for words and codes, None for the rest."""

    @classmethod
    def of(cls, *rows: object) -> Self:
        """The group as these rows hold it, each field from the first row that has it."""
        values = {f.name: next(getattr(row, f.name) for row in rows if hasattr(row, f.name)) for f in fields(cls)}
        return cls(**values)

    def values(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Details):
    """Who cares for the person here, and who takes over."""

    consultant: str = ""
    key_worker: str = ""
    community_team: str = ""
    receiving_team_kind: str = ""
    receiving_team: str = ""
    has_receiving_team_accepted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle(Details):
    """The person's own view, who speaks for them, and what they need to be heard."""

    knows_date: str = ""
    agrees_date: str = ""
    carer: str = ""
    carer_permission: str = ""
    advocate: str = ""
    interpreter: str = ""
    has_learning_disability: bool = False
    is_autistic: bool = False
    is_address_protected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose(Details):
    """What the stay is for and what must be true before it ends."""

    purpose: str = ""
    discharge_criteria: str = ""
    formulation_done_on: date | None = None
    next_discharge_step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home(Details):
    """Where the person lived, whether that home is at risk, and which bodies are responsible."""

    accommodation_status: str = ""
    is_home_at_risk: bool | None = None
    out_of_area_reason: str = ""
    responsible_icb_id: UUID | None = None
    responsible_icb_basis: str = ""
    responsible_icb_on: date | None = None
    responsible_council_id: UUID | None = None
    responsible_council_basis: str = ""
    responsible_council_on: date | None = None


LABELS: Final = {
    "consultant": "Consultant",
    "key_worker": "Key worker",
    "community_team": "Community team",
    "receiving_team_kind": "Kind of receiving team",
    "receiving_team": "Receiving team",
    "has_receiving_team_accepted": "Receiving team has accepted",
    "knows_date": "Person knows the date",
    "agrees_date": "Person agrees",
    "carer": "Carer",
    "carer_permission": "Carer may be involved",
    "advocate": "Advocate",
    "interpreter": "Interpreter",
    "has_learning_disability": "Learning disability",
    "is_autistic": "Autistic",
    "is_address_protected": "Address protected",
    "purpose": "Purpose of admission",
    "discharge_criteria": "Discharge criteria",
    "formulation_done_on": "Formulation done",
    "next_discharge_step": "Next discharge step",
    "accommodation_status": "Accommodation at admission",
    "is_home_at_risk": "Home at risk",
    "out_of_area_reason": "Out of area",
    "responsible_icb_id": "Responsible ICB",
    "responsible_icb_basis": "Basis for the ICB",
    "responsible_icb_on": "ICB decided on",
    "responsible_council_id": "Responsible council",
    "responsible_council_basis": "Basis for the council",
    "responsible_council_on": "Council decided on",
}

_LISTS: Final[dict[str, CodeList[Any]]] = {
    "receiving_team_kind": RECEIVING_TEAMS,
    "carer_permission": CARER_PERMISSIONS,
    "accommodation_status": ACCOMMODATION_STATUSES,
    "out_of_area_reason": OUT_OF_AREA_REASONS,
}
_LONG: Final = frozenset({"purpose", "discharge_criteria"})


def words_for(field: str, value: object, *, bodies: dict[UUID, str] | None = None) -> str:
    """A value as it is shown, "" where nothing is recorded. bodies: names of organisations."""
    match value:
        case None | "":
            return ""
        case bool():
            return "Yes" if value else "No"
        case date():
            return f"{value.day} {value:%B %Y}"
        case UUID():
            return (bodies or {}).get(value, "")
    if field in {"knows_date", "agrees_date"}:
        return YES_NO_PARTLY.get(str(value), "")
    entry: Entry | None = _LISTS[field].get(str(value)) if field in _LISTS else None
    return entry.description if entry else str(value)


def check_details(changes: dict[str, Any], *, admitted_on: date, today: date) -> None:
    """Whether these fields may be written. Raises RuleBroken naming the first that may not.

    A code is in its list or empty; words have a limit; no decision or formulation lies in the future, and no
    formulation before the admission.
    """
    for field, value in changes.items():
        label = LABELS[field]
        if isinstance(value, str):
            longest = TEXT_LONGEST if field in _LONG else SHORT_LONGEST
            if len(value) > longest:
                raise RuleBroken(field, f"{label} must be {longest} characters or fewer")
        if field in _LISTS and value and value not in _LISTS[field]:
            raise RuleBroken(field, f"{label} must be one of the list")
        if field in {"knows_date", "agrees_date"} and value and value not in YES_NO_PARTLY:
            raise RuleBroken(field, f"{label}: select yes, no or in part")
        if isinstance(value, date) and value > today:
            raise RuleBroken(field, f"{label}: enter today or a day in the past")
    done_on = changes.get("formulation_done_on")
    if done_on is not None and done_on < admitted_on:
        raise RuleBroken("formulation_done_on", "Formulation done: enter a day from the admission date on")


def check_bodies(home: Home) -> None:
    """Raises RuleBroken for a basis or a date of decision with no body to go with it."""
    for body in ("icb", "council"):
        decided = getattr(home, f"responsible_{body}_basis") or getattr(home, f"responsible_{body}_on")
        if decided and getattr(home, f"responsible_{body}_id") is None:
            name = "ICB" if body == "icb" else "council"
            raise RuleBroken(f"responsible_{body}_id", f"Select the responsible {name}, or empty its basis and date")
