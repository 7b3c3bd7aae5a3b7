"""The invented organisations around the wards, their teams, offices outside the system, and what was agreed locally."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from discharge.core.clock import local_date, moment_of
from discharge.days.rules.codes import OwnerKind
from discharge.demo.life import Written
from discharge.demo.outline import Outline
from discharge.demo.wards import FENLAND, NORTHMOOR, SYSTEM, trust_of
from discharge.places.models import ContactKind, CouncilFunctions, OrganisationKind, TeamFunction

NEIGHBOUR: Final = "Saltmarsh Coast (invented)"  # the system next door
ICB, OTHER_ICB = "Northmoor and Fenland ICB", "Saltmarsh Coast ICB"
WESTMERE, FENSHIRE, MARSHLAND = "Westmere Council", "Fenshire County Council", "Marshland District Council"
HARBOUR, STONEBRIDGE, TIDEWAY = "Harbour Homes", "Stonebridge Supported Living", "Tideway Housing Association"
NEIGHBOURS: Final = "Fenland Neighbours"

# Kind, name, ODS code, system, what a council answers for.
ORGANISATIONS: Final[tuple[tuple[OrganisationKind, str, str, str, CouncilFunctions | None], ...]] = (
    (OrganisationKind.TRUST, NORTHMOOR, "ZZN01", SYSTEM, None),
    (OrganisationKind.TRUST, FENLAND, "ZZF01", SYSTEM, None),
    (OrganisationKind.ICB, ICB, "ZZI01", SYSTEM, None),
    (OrganisationKind.ICB, OTHER_ICB, "ZZI02", NEIGHBOUR, None),
    (OrganisationKind.COUNCIL, WESTMERE, "", SYSTEM, CouncilFunctions.BOTH),  # unitary
    (OrganisationKind.COUNCIL, FENSHIRE, "", SYSTEM, CouncilFunctions.SOCIAL_CARE),  # two tiers: county
    (OrganisationKind.COUNCIL, MARSHLAND, "", SYSTEM, CouncilFunctions.HOUSING),  # and district
    (OrganisationKind.HOUSING_PROVIDER, HARBOUR, "", SYSTEM, None),
    (OrganisationKind.HOUSING_PROVIDER, STONEBRIDGE, "", SYSTEM, None),
    (OrganisationKind.HOUSING_PROVIDER, TIDEWAY, "", SYSTEM, None),
    (OrganisationKind.VOLUNTARY_SECTOR, NEIGHBOURS, "", SYSTEM, None),
)
TEAMS: Final = (
    (NORTHMOOR, "Discharge and housing liaison", TeamFunction.OTHER, "liaison@northmoor.example"),
    (FENLAND, "Discharge and housing liaison", TeamFunction.OTHER, "liaison@fenland.example"),
    (ICB, "Mental health aftercare panel", TeamFunction.SECTION_117, "aftercare@nficb.example"),
    (ICB, "Continuing Healthcare", TeamFunction.CONTINUING_HEALTHCARE, "chc@nficb.example"),
    (OTHER_ICB, "Aftercare and placements", TeamFunction.SECTION_117, "aftercare@saltmarsh.example"),
    (OTHER_ICB, "Continuing Healthcare", TeamFunction.CONTINUING_HEALTHCARE, "chc@saltmarsh.example"),
    (WESTMERE, "Housing Options", TeamFunction.HOUSING_OPTIONS, "housing.options@westmere.example"),
    (WESTMERE, "Adult Social Care", TeamFunction.ADULT_SOCIAL_CARE, "adults@westmere.example"),
    (WESTMERE, "Aftercare", TeamFunction.SECTION_117, "aftercare@westmere.example"),
    (FENSHIRE, "Adult Social Care", TeamFunction.ADULT_SOCIAL_CARE, "adults@fenshire.example"),
    (FENSHIRE, "Aftercare", TeamFunction.SECTION_117, "aftercare@fenshire.example"),
    (MARSHLAND, "Housing Options", TeamFunction.HOUSING_OPTIONS, "housing.options@marshland.example"),
    (HARBOUR, "Lettings", TeamFunction.LETTINGS, "lettings@harbour.example"),
    (HARBOUR, "Support at home", TeamFunction.SUPPORT, ""),
    (STONEBRIDGE, "Referrals", TeamFunction.LETTINGS, "referrals@stonebridge.example"),
    (TIDEWAY, "Lettings", TeamFunction.LETTINGS, "lettings@tideway.example"),
    (NEIGHBOURS, "Support and advocacy", TeamFunction.SUPPORT, "hello@neighbours.example"),
)
OTHER_COUNCIL, JUSTICE, COURT = "Eastmarch Council, adults", "Ministry of Justice, casework", "Northmoor Crown Court"
CONTACTS: Final = (  # each trust keeps its own; telephone numbers of the range kept for stories
    (OTHER_COUNCIL, ContactKind.COUNCIL, "01632 960 111"),
    (JUSTICE, ContactKind.MINISTRY_OF_JUSTICE, "020 7946 0120"),
    (COURT, ContactKind.COURT, "01632 960 133"),
)
# Trust, theme ("" for any other), owner, working days to answer, due soon so many before, team that answers.
AGREED: Final = (
    (NORTHMOOR, "housing", OwnerKind.HOUSING, 4, 1, ""),
    (NORTHMOOR, "funding", OwnerKind.ICB, 7, 2, "section_117"),
    (FENLAND, "social_care", OwnerKind.COUNCIL, 8, 3, "adult_social_care"),
)
NO_BODY_YET: Final = 0.2  # share of stays about which nobody has settled who is responsible
ICB_BASES: Final = ("Registered with a practice of its area", "Same practice for years", "Last settled address")
COUNCIL_BASES: Final = ("Ordinarily resident before admission", "Lived there when first detained", "Last tenancy there")


def responsible_of(stay: Outline, chance: Random, *, now: datetime) -> tuple[Written, ...]:
    """Which bodies are responsible, by name, once it was settled: for most both, for some only the ICB."""
    settled_at = moment_of(local_date(stay.admitted_at) + timedelta(days=chance.choice((2, 3, 5, 8))), time(11, 55))
    roll, basis, council_basis = chance.random(), chance.choice(ICB_BASES), chance.choice(COUNCIL_BASES)
    council = FENSHIRE if (trust_of(stay.ward) == FENLAND) is (chance.random() < 0.92) else WESTMERE
    if roll < NO_BODY_YET or settled_at >= (stay.left_at or now):
        return ()
    on: date = local_date(settled_at)
    fields: dict[str, Any] = {
        "responsible_icb_id": ICB,
        "responsible_icb_basis": basis,
        "responsible_icb_on": on,
    }
    if roll > NO_BODY_YET + 0.1:
        fields |= {
            "responsible_council_id": council,
            "responsible_council_basis": council_basis,
            "responsible_council_on": on,
        }
    return (Written(settled_at, "Home", fields),)
