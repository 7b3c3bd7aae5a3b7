"""Which red reasons have a key. Source: docs/sources.md#reason-chips"""

from collections import Counter
from collections.abc import Sequence

from discharge.days.rules.codes import RED_REASONS

CHIPS = 6
PROMPTED_FIRST = 3  # so that prompts never push the person's own last reasons off the keys
DEFAULT_REASONS = ("INT-01", "INT-02", "INT-05", "EXT-22", "EXT-11", "EXT-01")


def rank_reasons(
    person_recent: Sequence[str],
    ward_recent: Sequence[str],
    prompted: Sequence[str],
    defaults: Sequence[str] = DEFAULT_REASONS,
) -> tuple[str, ...]:
    """At most six reasons, none twice, the one for key 1 first.

    Up to three prompted ones in their order; the person's own, newest first; the ward's, most used first; any more that
    are prompted; the defaults in their order. person_recent and ward_recent are the reasons of recent red days, newest
    first, repeats and all; of equally used ones the newer leads. Codes not in the list or no longer offered fall out.
    The same input always gives the same keys.
    """
    used = Counter(ward_recent)  # keeps the order of first sight, and sorted() is stable
    by_use = sorted(used, key=lambda code: -used[code])
    ranked = [*prompted[:PROMPTED_FIRST], *person_recent, *by_use, *prompted[PROMPTED_FIRST:], *defaults]
    offered = (code for code in dict.fromkeys(ranked) if (r := RED_REASONS.get(code)) is not None and r.is_current)
    return tuple(offered)[:CHIPS]
