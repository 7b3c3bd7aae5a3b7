"""What closes a stay. Source: docs/sources.md#closing-a-stay"""

from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import DISCHARGE_DESTINATIONS, DISCHARGE_METHODS

DIED_METHOD = "4"
DIED_DESTINATION = "79"
ANOTHER_COUNTRYS = frozenset({"48", "89"})  # high security in Scotland; forced repatriation


def is_death(method: str) -> bool:
    """Whether this method of discharge says that the person died."""
    return method == DIED_METHOD


def leaves_for_another_country(destination: str) -> bool:
    """Whether another country takes over the care, so that nobody in England decides who pays for it."""
    return destination in ANOTHER_COUNTRYS


def check_leaving(method: str, destination: str) -> None:
    """Whether method and destination can close a stay together.

    Raises RuleBroken for a code that is not in its list or says "not discharged" (method 8, destination 98), for a
    method that mental health never uses (5), and when only one of the two says that the person died.
    """
    how, where = DISCHARGE_METHODS.get(method), DISCHARGE_DESTINATIONS.get(destination)
    if how is None or not how.closes_stay or method == "5":
        raise RuleBroken("method", "Select how the stay ended")
    if where is None or not where.closes_stay:
        raise RuleBroken("destination", "Select where the person went")
    if is_death(method) and destination != DIED_DESTINATION:
        raise RuleBroken("destination", "Select 'Patient died' as the destination too, or another method")
    if destination == DIED_DESTINATION and not is_death(method):
        raise RuleBroken("method", "Select 'Patient died' as the method too, or another destination")
