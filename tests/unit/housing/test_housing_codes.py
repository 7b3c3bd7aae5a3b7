"""The lists of housing fit the lists they point to."""

from discharge.days.rules.codes import RED_REASONS
from discharge.housing.rules.codes import (
    CONSENT_STATES,
    LEVEL_OF_ACCESS,
    LEVEL_OF_SUPPORT,
    ROUTES,
    SAFE_PLACING,
)
from discharge.stays.rules.codes import READY_REASONS


def test_each_kind_of_home_maps_to_the_national_code_of_its_red_reason() -> None:
    """Rule 36 by way of the reasons of red days, which map to the same codes."""
    for route in ROUTES:
        reason = RED_REASONS[route.red_reason]
        assert route.mhsds_delay_reason == reason.mhsds_delay_reason, route.code
        assert not route.mhsds_delay_reason or route.mhsds_delay_reason in READY_REASONS


def test_rule_36() -> None:
    wanted = {"supported": "18", "social": "15", "private": "14", "own": "16", "temporary": "19", "not_eligible": "17"}
    assert {code: ROUTES[code].mhsds_delay_reason for code in wanted} == wanted
    assert ROUTES["bespoke"].mhsds_delay_reason == "32"


def test_more_support_and_more_access_rank_higher() -> None:
    assert LEVEL_OF_SUPPORT["none"] < LEVEL_OF_SUPPORT["visiting"] < LEVEL_OF_SUPPORT["waking"]
    assert LEVEL_OF_ACCESS["stairs"] < LEVEL_OF_ACCESS["ground"] < LEVEL_OF_ACCESS["wheelchair"]


def test_only_a_given_consent_or_a_best_interests_decision_lets_a_referral_go() -> None:
    assert {state.code for state in CONSENT_STATES if state.allows} == {"given", "best_interests"}


def test_nothing_to_place_safely_names_a_diagnosis() -> None:
    words = " ".join(entry.description.lower() for entry in SAFE_PLACING)
    assert not [word for word in ("diagnos", "schizo", "psychos", "disorder", "medic", "risk score") if word in words]
