"""The table: what was found beside what was wanted."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """Lines of the table, and whether every target was met."""

    missed: list[str] = field(default_factory=list)

    def line(self, what: str, found: str, target: str = "", *, is_met: bool = True) -> None:
        print(f"{what:<58} {found:>34}  {target:<18} {'' if is_met else 'MISSED'}".rstrip(), flush=True)
        if not is_met:
            self.missed.append(what)

    def pair(self, what: str, ours: Sequence[float], floor: Sequence[float], target: float) -> None:
        self.line(f"{what}, product", spread(ours))
        self.line(f"{what}, floor", spread(floor))
        times = statistics.median(ours) / statistics.median(floor)
        self.line(f"{what}, product / floor", f"{times:.2f} times", f"<= {target}", is_met=times <= target)


def spread(taken: Sequence[float]) -> str:
    tenths = statistics.quantiles(taken, n=10)
    return f"{statistics.median(taken):.2f} ms ({tenths[0]:.2f}-{tenths[-1]:.2f})"


def ok(got: Any, status: int) -> Any:
    if got.status != status:
        raise RuntimeError(f"answered {got.status}, not {status}: {got.text[:600]}")
    return got
