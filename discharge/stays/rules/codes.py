"""The code lists of stays. Sources: docs/sources.md#lists-of-stays"""

from dataclasses import dataclass
from enum import StrEnum

from discharge.core.codelists import Entry, read_list


class Section117(StrEnum):
    """Whether this authority brings a right to aftercare. CHECK: a person must decide."""

    YES = "y"
    NO = "n"
    CHECK = "check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Categorised(Entry):
    """An entry with the group that its source puts it in."""

    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeMethod(Entry):
    """How a stay ended. closes_stay: False for the code that says "not discharged"."""

    short: str
    closes_stay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeDestination(Entry):
    """Where the person went. is_left_out_of_follow_up: not counted in the national 72-hour measure."""

    short: str
    category: str
    is_left_out_of_follow_up: bool
    closes_stay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalAuthority(Entry):
    """What a person is held under, if anything.

    is_hospital_detention: counted so nationally; short holding powers are not. is_restricted: leave, transfer and
    discharge need the Justice Secretary.
    """

    short: str
    category: str
    is_hospital_detention: bool
    is_restricted: bool
    s117: Section117
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyReason(Entry):
    """Why somebody clinically ready is still here. suggested_attributable: a default to offer, "" where none is."""

    short: str
    category: str
    suggested_attributable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfAreaReason(Entry):
    """Why a person was placed away from home. is_inappropriate: no bed where they live."""

    is_inappropriate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceKind(Entry):
    """Why a person was away overnight. letter: what the day strip shows. counts_as_leave: False for AWOL above all."""

    letter: str
    counts_as_leave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMechanism(Entry):
    """How a person was contacted. counts_as_follow_up: in the national 72-hour measure, and so in ours."""

    counts_as_follow_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDateKind(Entry):
    """A date that the team must not miss. short: at most 22 characters."""

    short: str


ADMISSION_METHODS = read_list(__package__, "admission-methods", Categorised)
ADMISSION_SOURCES = read_list(__package__, "admission-sources", Categorised)
DISCHARGE_METHODS = read_list(__package__, "discharge-methods", DischargeMethod)
DISCHARGE_DESTINATIONS = read_list(__package__, "discharge-destinations", DischargeDestination)
MHA_LEGAL_STATUSES = read_list(__package__, "mha-legal-status", LegalAuthority)
OTHER_AUTHORITIES = read_list(__package__, "legal-authorities", LegalAuthority)
LEGAL_AUTHORITIES = MHA_LEGAL_STATUSES + OTHER_AUTHORITIES
READY_REASONS = read_list(__package__, "crfd-delay-reasons", ReadyReason)
ATTRIBUTABLE_TO = read_list(__package__, "crfd-attributable-to", Entry)
ACCOMMODATION_STATUSES = read_list(__package__, "accommodation-status", Categorised)
OUT_OF_AREA_REASONS = read_list(__package__, "out-of-area-reasons", OutOfAreaReason)
ABSENCE_KINDS = read_list(__package__, "absence-kinds", AbsenceKind)
EDD_REASONS = read_list(__package__, "edd-reasons", Entry)
NO_LONGER_READY_REASONS = read_list(__package__, "no-longer-ready-reasons", Entry)
CARER_PERMISSIONS = read_list(__package__, "carer-permissions", Entry)
RECEIVING_TEAMS = read_list(__package__, "receiving-teams", Entry)
KEY_DATE_KINDS = read_list(__package__, "key-date-kinds", KeyDateKind)
PLACEMENT_ENDS = read_list(__package__, "placement-ends", Entry)
CONTACT_MECHANISMS = read_list(__package__, "contact-mechanisms", ContactMechanism)
