"""What became of a list, in numbers and in words."""

from collections.abc import Iterator, Mapping

from discharge.interop.rules.picture import Plan

COUNTS: Mapping[str, str] = {
    "opened": "New people",
    "moved": "Moves to another ward",
    "changed": "Fields changed",
    "differences": "Differences with what staff typed",
    "missing": "Not on the list",
    "kept_back": "Rows kept back",
    "unchanged": "People without a change",
}


def counts_of(plan: Plan, *, placed: int, kept_back: int) -> Mapping[str, int]:
    """What a plan would do. kept_back: rows that cannot be placed; those held for a doubt are added.

    placed: new people who are placed elsewhere, each of which is a difference to settle.
    """
    return {
        "opened": len(plan.opens),
        "moved": len(plan.transfers),
        "changed": len(plan.updates),
        "differences": len(plan.differences) + placed,
        "missing": len(plan.not_on_list),
        "kept_back": kept_back + len(plan.held),
        "unchanged": len(plan.unchanged),
    }


def lines(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Each kind in words with its number, in the order in which people ask."""
    for kind, words in COUNTS.items():
        yield words, counts.get(kind, 0)
