"""The code lists of places. Sources: docs/sources.md#lists-of-places"""

from dataclasses import dataclass

from discharge.core.codelists import Entry, read_list


@dataclass(frozen=True, slots=True, kw_only=True)
class BedType(Entry):
    """Mental health admitted patient classification.

    category: the national dashboard's grouping. is_in_follow_up_measure: counts in the national 72-hour measure.
    maps_to: for a code before April 2024, the codes that followed it, parted by spaces; empty where none is known.
    """

    category: str
    is_in_follow_up_measure: bool
    maps_to: str


BED_TYPES = read_list(__package__, "bed-types", BedType)
CARE_INTENSITIES = read_list(__package__, "ward-care-intensity", Entry)
AGE_GROUPS = read_list(__package__, "ward-age-groups", Entry)
SEXES_OF_PATIENTS = read_list(__package__, "ward-sex-of-patients", Entry)
