"""Which column of a list is which field. Sources of the synonyms: docs/sources.md#ward-list-columns"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from discharge.core.errors import RuleBroken
from discharge.interop.rules.sheet import column_letter
from discharge.interop.rules.words import folded


class Field(StrEnum):
    """What a ward list may tell about a person."""

    LOCAL_NUMBER = "local_number"
    NAME = "name"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    BIRTH_DATE = "birth_date"
    WARD = "ward"
    ADMITTED = "admitted"
    NHS_NUMBER = "nhs_number"
    BED = "bed"
    SPELL_NUMBER = "spell_number"
    CONSULTANT = "consultant"
    EDD = "edd"
    LEGAL_STATUS = "legal_status"
    READY_SINCE = "ready_since"
    READY_REASON = "ready_reason"


class Beside(StrEnum):
    """What a list says without a column for it."""

    PLACEMENT = "placement"  # that somebody placed elsewhere is in a bed of ours


LABELS: Mapping[Field | Beside, str] = {
    Beside.PLACEMENT: "Placed elsewhere",
    Field.LOCAL_NUMBER: "Local number",
    Field.NAME: "Name in one column",
    Field.SURNAME: "Surname",
    Field.GIVEN_NAME: "Given name",
    Field.BIRTH_DATE: "Date of birth",
    Field.WARD: "Ward",
    Field.ADMITTED: "Admitted",
    Field.NHS_NUMBER: "NHS number",
    Field.BED: "Bed",
    Field.SPELL_NUMBER: "Spell number",
    Field.CONSULTANT: "Consultant",
    Field.EDD: "Estimated discharge date",
    Field.LEGAL_STATUS: "Legal status",
    Field.READY_SINCE: "Clinically ready since",
    Field.READY_REASON: "Reason for the delay",
}

DATE_FIELDS = (Field.BIRTH_DATE, Field.ADMITTED, Field.EDD, Field.READY_SINCE)

# The likeliest name first: where a list has two of them, the earlier one is proposed.
_SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.LOCAL_NUMBER: (
        "Local number", "Local patient identifier", "Local patient ID", "Hospital number", "Hospital No", "Hosp No",
        "MRN", "Medical record number", "Unit number", "Unit No", "Patient number", "Patient No", "Patient ID",
        "Client ID", "Client number", "RiO number", "RiO ID", "PAS number", "PAS ID", "K number", "CRN",
        "Case note number", "District number",
    ),
    Field.NAME: (
        "Name", "Patient name", "Full name", "Client name", "Patient", "Patient full name", "Surname, given",
        "Surname, forename", "Person name", "Service user", "Service user name",
    ),
    Field.SURNAME: ("Surname", "Last name", "Family name", "Patient surname", "Client surname"),
    Field.GIVEN_NAME: (
        "Given name", "Given", "Given names", "Forename", "Forenames", "First name", "Patient forename",
        "Client forename", "Patient first name",
    ),
    Field.BIRTH_DATE: ("Birth date", "Date of birth", "DOB", "D.O.B.", "Patient DOB", "Born", "Birthdate"),
    Field.WARD: (
        "Ward", "Ward name", "Ward code", "Current ward", "Current ward name", "Ward description", "Location",
        "Current location", "Unit",
    ),
    Field.ADMITTED: (
        "Admitted", "Admission date", "Date of admission", "Admitted on", "Admission date time", "Admit date",
        "Admission", "Adm date", "Date admitted", "DOA", "Spell start date", "Spell start", "Admission start date",
        "Hospital provider spell start date",
    ),
    Field.NHS_NUMBER: ("NHS number", "NHS No", "NHS num", "NHS", "NHS ID", "NHS nbr"),
    Field.BED: ("Bed", "Bed number", "Bed No", "Bed name", "Bed ID", "Bed code", "Room", "Bed space"),
    Field.SPELL_NUMBER: (
        "Spell number", "Spell ID", "Spell No", "Spell", "Hospital provider spell number",
        "Hospital provider spell identifier", "Hospital provider spell No", "Admission ID", "Admission number",
        "Episode ID", "Encounter", "Encounter ID", "Visit number", "Visit ID",
    ),
    Field.CONSULTANT: (
        "Consultant", "Consultant name", "Responsible clinician", "RC", "Lead consultant", "Lead clinician",
        "Named consultant",
    ),
    Field.EDD: (
        "EDD", "Estimated discharge date", "Expected discharge date", "Expected date of discharge",
        "Estimated date of discharge", "Est discharge date", "Predicted discharge date",
    ),
    Field.LEGAL_STATUS: (
        "Legal status", "MHA status", "MHA", "MHA section", "Section", "Mental Health Act status", "Current section",
        "MHA legal status", "Legal status description", "Legal status code", "Status (MHA)",
    ),
    Field.READY_SINCE: (
        "Clinically ready since", "Clinically ready", "Clinically ready date", "CRFD", "CRFD date", "CRFD since",
        "CRFD start", "CRFD start date", "Clinically ready for discharge", "Clinically ready for discharge date",
        "Clinically ready for discharge since", "Ready since", "Ready date",
    ),
    Field.READY_REASON: (
        "Clinically ready reason", "CRFD reason", "CRFD delay reason", "Reason for delay", "Delay reason",
        "Delay reason code", "Clinically ready for discharge delay reason", "Reason not discharged",
        "Ready reason",
    ),
}  # fmt: skip

_RANKED: Mapping[str, tuple[Field, int]] = {
    folded(name): (field, rank) for field, names in _SYNONYMS.items() for rank, name in enumerate(names)
}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which column each field is read from, by the name in the header. Kept in a site's profile."""

    names: Mapping[Field, str]

    @property
    def known_names(self) -> frozenset[str]:
        """The names that it needs, folded: a row that holds them is the header."""
        return frozenset(folded(name) for name in self.names.values())


def propose_mapping(header: Sequence[str]) -> ColumnMapping:
    """The mapping that the names of the columns suggest, for a person to look over.

    Case, spaces and punctuation are ignored. Where two columns would do for one field, the likelier name wins, then the
    one further left. Surname and given name together win over a name in one column.
    """
    best: dict[Field, tuple[int, str]] = {}
    for name in header:
        if (found := _RANKED.get(folded(name))) is not None:
            field, rank = found
            if field not in best or rank < best[field][0]:
                best[field] = (rank, name)
    if Field.SURNAME in best and Field.GIVEN_NAME in best:
        best.pop(Field.NAME, None)
    elif Field.NAME in best:
        best.pop(Field.SURNAME, None)
        best.pop(Field.GIVEN_NAME, None)
    return ColumnMapping({field: best[field][1] for field in Field if field in best})


def missing_fields(mapping: ColumnMapping) -> tuple[str, ...]:
    """What a list cannot do without and this mapping lacks, as words. Empty when the list can be read."""
    named = mapping.names.keys()
    missing = [
        LABELS[field]
        for field in (Field.LOCAL_NUMBER, Field.BIRTH_DATE, Field.WARD, Field.ADMITTED)
        if field not in named
    ]
    if Field.NAME not in named and not {Field.SURNAME, Field.GIVEN_NAME} <= named:
        missing.insert(1 if Field.LOCAL_NUMBER not in named else 0, "Name (one column, or surname and given name)")
    return tuple(missing)


def unused_columns(header: Sequence[str], mapping: ColumnMapping) -> tuple[str, ...]:
    """The columns of the list that are not read, as written, in the order of the file."""
    return tuple(name for name in header if name and folded(name) not in mapping.known_names)


def header_score(cells: Iterable[str], known_names: Collection[str] = ()) -> int:
    """How many different fields the names in a row stand for: what tells a header from a title or from a person."""
    fields: set[str] = set()
    for cell in cells:
        name = folded(cell)
        if name in known_names:
            fields.add(name)
        elif name in _RANKED:
            fields.add(_RANKED[name][0])
    return len(fields)


def find_columns(header: Sequence[str], mapping: ColumnMapping) -> Mapping[Field, int]:
    """Where each mapped field stands in this header, counted from 0.

    A field whose column the list has lost raises RuleBroken("file", ...) when no list can do without it, and is left
    out otherwise. So does a needed name that two columns share, since nobody could say which of them is meant.
    """
    places: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        places.setdefault(folded(name), []).append(index)
    found: dict[Field, int] = {}
    for field, name in mapping.names.items():
        where = places.get(folded(name), [])
        if len(where) > 1:
            columns = " and ".join(column_letter(index) for index in where)
            raise RuleBroken("file", f"Columns {columns} are both called “{name}”. Rename one of them")
        if where:
            found[field] = where[0]
    here = ColumnMapping({field: mapping.names[field] for field in found})
    if missing := missing_fields(here):
        raise RuleBroken("file", f"The list has no column for: {', '.join(missing)}. Add it, or map the columns again")
    return found
