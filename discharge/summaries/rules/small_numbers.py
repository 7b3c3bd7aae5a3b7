"""What a reader outside the trust may not read, nor work out. Source: docs/sources.md#small-numbers"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

LEAST: Final = 5  # people who must match
_TWO: Final = 2  # a single gap in a column is the total less the rest

Cell = TypeVar("Cell", bound=Hashable)
Part = TypeVar("Part", bound=Hashable)


def hidden(cells: Mapping[Cell, int], least: int = LEAST) -> frozenset[Cell]:
    """Cells of one column that may not be shown beside its total.

    Unit: people. A cell from 1 to less than `least` is hidden; an empty one is not, for nobody stands behind it. Then
    the smallest of the others, until at least two are hidden and together they count `least`: so that the total less
    what is shown tells nothing about one of them. Where even all of them together count fewer, `is_total_hidden`.
    """
    chosen = {cell for cell, people in cells.items() if 0 < people < least}
    if not chosen:
        return frozenset()
    others = sorted((people, str(cell), cell) for cell, people in cells.items() if people >= least)
    for _, _, cell in others:
        if len(chosen) >= _TWO and sum(cells[each] for each in chosen) >= least:
            break
        chosen.add(cell)
    return frozenset(chosen)


def is_total_hidden(cells: Mapping[Cell, int], least: int = LEAST) -> bool:
    """Whether not even the sum of a column may be shown."""
    return 0 < sum(cells.values()) < least


def hidden_within(
    wholes: Mapping[Part, Mapping[Cell, int]], least: int = LEAST
) -> tuple[frozenset[Part], frozenset[Cell]]:
    """The same where each cell belongs to a part that has a total of its own: wards of trusts.

    Returns the parts and the cells to hide. All cells of a hidden part are hidden: their sum would be the part.
    """
    parts = hidden({part: sum(cells.values()) for part, cells in wholes.items()}, least)
    gone: set[Cell] = set()
    for part, cells in wholes.items():
        gone |= set(cells) if part in parts else hidden(cells, least)
    return parts, frozenset(gone)


@dataclass(frozen=True, slots=True)
class Match:
    """People who cannot be told apart: the same ward, cause and owner. kind: the trust and the type of its beds."""

    ward: Hashable
    cause: Hashable
    owner: Hashable
    kind: Hashable

    @property
    def what(self) -> str:
        return f"{self.ward} {self.cause} {self.owner}"


def veiled(groups: Mapping[Match, int], least: int = LEAST) -> frozenset[Match]:
    """Groups of people of whom the type of bed is shown instead of the ward, and a band instead of days.

    Unit: people. Those of fewer than `least`; and, of the same type of beds in the same trust, the next smallest, until
    the veiled there are at least `least` people of at least two wards: otherwise the numbers by ward would tell which.
    """
    by_kind: defaultdict[Hashable, list[Match]] = defaultdict(list)
    for group in groups:
        by_kind[group.kind].append(group)
    found: set[Match] = set()
    for several in by_kind.values():
        found |= _veiled_of_a_kind({group: groups[group] for group in several}, least)
    return frozenset(found)


def _veiled_of_a_kind(groups: Mapping[Match, int], least: int) -> set[Match]:
    chosen = {group for group, people in groups.items() if people < least}
    if not chosen:
        return chosen
    for group in sorted(set(groups) - chosen, key=lambda each: (groups[each], each.what)):
        if len({each.ward for each in chosen}) >= _TWO and sum(groups[each] for each in chosen) >= least:
            break
        chosen.add(group)
    return chosen


def may_be_told_apart(kinds: Iterable[Iterable[int]], least: int = LEAST) -> bool:
    """Whether a list may say of each of its people which kind of ward they are on, beside a table by ward.

    kinds: of every kind the people on the list of each ward that the table hides. The list less the wards that are
    shown gives their sum: it must be of at least two wards and `least` people, as every sum of what is hidden.
    """
    hidden_wards = [list(people) for people in kinds]
    return all(not people or (len(people) >= _TWO and sum(people) >= least) for people in hidden_wards)


_BANDS: Final = ((7, "under 1 week"), (28, "1 to 4 weeks"), (91, "4 to 13 weeks"))


def band(days: int) -> str:
    """A number of days as widely as it may be told. Raises ValueError for less than none."""
    if days < 0:
        raise ValueError("days are counted forwards")
    return next((words for limit, words in _BANDS if days < limit), "13 weeks or more")


def names_of_kinds(wards: Iterable[tuple[Hashable, Hashable]]) -> frozenset[Hashable]:
    """Of (ward, kind) pairs, the kinds that at least two wards share: only these may stand for a ward."""
    found: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for ward, kind in wards:
        found[kind].add(ward)
    return frozenset(kind for kind, several in found.items() if len(several) >= _TWO)
