"""The page an executive decides from."""

from dataclasses import dataclass
from typing import Any, Self

from flask import url_for

from discharge.boards.pages.sro.system import SystemBlock
from discharge.boards.pages.sro.veil import Veil
from discharge.boards.pages.sro.waiting import Answering, WaitingBlock
from discharge.boards.pages.words import clock, long_day
from discharge.boards.queries.sro import WholePage
from discharge.core.actor import Actor

REFERENCES_OPEN = "People are shown by reference. Opening a record asks why and is logged."
REFERENCES_CLOSED = "People are shown by reference. Who they are is closed to you."


@dataclass(frozen=True, slots=True, kw_only=True)
class SroPage:
    """references: how people are shown. form: of the card in which one is open, for the summary of its errors; None
    when none is.
    """

    when: str
    references: str
    waiting: WaitingBlock
    system: SystemBlock
    returns_href: str
    form: Any = None

    @classmethod
    def of(
        cls, actor: Actor, whole: WholePage, answering: Answering | None = None, *, every_ward: bool = False
    ) -> Self:
        system, veil = whole.system, Veil.of(whole.system)
        return cls(
            when=f"{long_day(system.today)}, {clock(whole.now)}",
            references=REFERENCES_OPEN if system.reach.is_inside else REFERENCES_CLOSED,
            waiting=WaitingBlock.of(actor, whole, veil, answering),
            system=SystemBlock.of(system, veil, every_ward=every_ward),
            returns_href="" if system.reach.owners else url_for("boards.returns"),
            form=answering.change.form if answering else None,
        )
