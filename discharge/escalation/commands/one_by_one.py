"""Many small transactions one after another, of which one that fails stops no other."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Failed:
    """key: the stay, escalation or entry of the ladder. fault: its kind, never its words, which may hold a name."""

    key: UUID
    fault: str


@dataclass(slots=True)
class OneByOne:
    """is_over: asked before each; True leaves the rest. failed: for the next time. is_cut: something was left."""

    is_over: Callable[[], bool] = lambda: False
    failed: list[Failed] = field(default_factory=list)
    is_cut: bool = False

    def each(self, things: Iterable[Each]) -> Iterator[Each]:
        for thing in things:
            if self.is_over():
                self.is_cut = True
                return
            yield thing

    @contextmanager
    def trying(self, key: UUID) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 (whatever it is: it was rolled back, is told, and the others go on)
            self.failed.append(Failed(key, type(error).__name__))
