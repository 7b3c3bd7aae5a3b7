"""Values that hold from a day on: local numbers, capacity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value and the first day on which it holds, until a later one takes its place."""

    from_on: date
    value: T


def value_on(day: date, dated_values: Iterable[Dated[T]], default: T) -> T:
    """The value that holds on this day: the latest to have begun, in any order given; the default before the first.

    Of two that begin on the same day the one given later holds, so that a correction follows what it corrects.
    """
    begun = [dated for dated in dated_values if dated.from_on <= day]
    if not begun:
        return default
    latest = max(dated.from_on for dated in begun)
    return [dated.value for dated in begun if dated.from_on == latest][-1]
