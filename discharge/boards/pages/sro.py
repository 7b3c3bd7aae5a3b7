"""The page an executive decides from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from discharge.boards.pages.sro_system import SystemBlock
from discharge.boards.pages.sro_veil import Veil
from discharge.boards.pages.words import clock, long_day
from discharge.summaries.queries.system import SystemToday


@dataclass(frozen=True, slots=True, kw_only=True)
class SroPage:
    when: str
    system: SystemBlock

    @classmethod
    def of(cls, system: SystemToday, *, now: datetime) -> Self:
        veil = Veil.of(system)
        return cls(when=f"{long_day(system.today)}, {clock(now)}", system=SystemBlock.of(system, veil))
