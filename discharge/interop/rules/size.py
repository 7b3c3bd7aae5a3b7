"""Whether a list shows as many people as is likely; what is not is asked about before anything is applied."""

from collections import Counter
from collections.abc import Collection, Mapping

from discharge.interop.rules.picture import KnownStay, Plan

NEVER_TOO_MANY = 60
"""People on one ward about whom nobody is asked, however few its beds: those of a new ward may not be entered yet."""


def shrank(previous: int, current: int, *, percent: int) -> bool:
    """Whether a list has lost more than so much of its rows, within the wards of its profile: it may be cut off."""
    return (previous - current) * 100 > previous * percent


def is_overfull(people: int, beds: int, *, percent: int) -> bool:
    """Whether more people would be on a ward than so much of its beds: the list may name the wrong wards."""
    return people > NEVER_TOO_MANY and people * 100 > beds * percent


def filled_wards(known: Collection[KnownStay], plan: Plan) -> Mapping[str, int]:
    """How many people would be on each ward to which a plan brings somebody, by the ward's key."""
    brought = Counter([each.row.ward for each in plan.opens] + [each.to_ward for each in plan.transfers])
    people = Counter(stay.ward for stay in known if stay.left_on is None) + brought
    people.subtract(Counter(each.from_ward for each in plan.transfers))
    return {ward: people[ward] for ward in brought}


def shrunk_words(previous: int, current: int) -> str:
    return f"This list shows {_people(current)}, and there were {previous:,} before. Check that it is whole"


def overfull_words(ward: str, people: int, beds: int) -> str:
    """beds: 0 where none are on record."""
    has = f"{beds:,} beds" if beds else "no beds on record"
    return f"{ward} has {has} and would have {_people(people)}. Check which wards this list names"


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"
