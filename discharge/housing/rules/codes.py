"""The code lists of housing. Sources: docs/sources.md#lists-of-housing"""

from dataclasses import dataclass

from discharge.core.codelists import Entry, read_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Short(Entry):
    """short: for a row of a list."""

    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingRoute(Short):
    """The kind of home that is looked for.

    mhsds_delay_reason: the national code for somebody clinically ready who waits for it (rule 36), "" where none fits.
    red_reason: the reason of a red day that waits for it. is_by_council: a council provides it. is_by_provider: it can
    be a vacancy that somebody posts.
    """

    mhsds_delay_reason: str
    red_reason: str
    is_by_council: bool
    is_by_provider: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState(Entry):
    """allows: the referral may be sent."""

    allows: bool


ROUTES = read_list(__package__, "housing-routes", HousingRoute)
SUPPORT_LEVELS = read_list(__package__, "support-levels", Short)  # in the order of more support
ACCESS = read_list(__package__, "home-access", Short)  # in the order of more access
TENANCY_HOLDERS = read_list(__package__, "tenancy-holders", Entry)
SAFE_PLACING = read_list(__package__, "safe-placing", Short)
HOME_RISKS = read_list(__package__, "home-risks", Entry)
DUTY_REASONS = read_list(__package__, "duty-reasons", Entry)
DUTY_ROUTES = read_list(__package__, "duty-routes", Entry)
DUTY_OUTCOMES = read_list(__package__, "duty-outcomes", Short)
CONSENT_STATES = read_list(__package__, "consent-states", ConsentState)
LEVEL_OF_SUPPORT = {entry.code: level for level, entry in enumerate(SUPPORT_LEVELS)}
LEVEL_OF_ACCESS = {entry.code: level for level, entry in enumerate(ACCESS)}
SELF_CONTAINED = SAFE_PLACING["self_contained"].code
