"""How long somebody waits after wrong passwords. docs/adr/0004-growing-delay.md says why these numbers."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

NOTHING: Final = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """free: tries without a wait. first: the wait after the next; each one more doubles it, up to `longest`.

    forgotten: after so long without a try the count starts anew.
    """

    kind: str
    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta

    def key_of(self, name: str) -> str:
        """How the table knows an account or an address: not by its name."""
        return f"{self.kind}:{hashlib.sha256(name.strip().lower().encode()).hexdigest()}"

    def counted(self, failures: int, *, last_at: datetime, now: datetime) -> int:
        """Wrong tries so far that still count."""
        return 0 if now - last_at >= self.forgotten else failures

    def wait_after(self, failures: int) -> timedelta:
        """How long the next try waits after so many wrong ones."""
        if failures < self.free:
            return NOTHING
        doublings = min(failures - self.free, 20)
        return min(self.first * int(2**doublings), self.longest)


ACCOUNT: Final = Pace(
    kind="account",
    free=3,
    first=timedelta(seconds=5),
    longest=timedelta(minutes=15),
    forgotten=timedelta(hours=24),
)
ADDRESS: Final = Pace(
    kind="address",
    free=20,  # a whole hospital may share one address
    first=timedelta(seconds=5),
    longest=timedelta(minutes=2),
    forgotten=timedelta(hours=1),
)
