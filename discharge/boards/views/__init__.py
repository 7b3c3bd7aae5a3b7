"""Home and boards."""

from discharge.boards.views import (
    actions,
    attention,
    chosen,
    closing,
    elsewhere,
    end_of_day,
    grid,
    home,
    meeting,
    record,
    returns,
    rounds,
    sheets,
    stay,
    wall,
    ward,
    worklist,
)
from discharge.boards.views.blueprint import bp

__all__ = [
    "actions",
    "attention",
    "bp",
    "chosen",
    "closing",
    "elsewhere",
    "end_of_day",
    "grid",
    "home",
    "meeting",
    "record",
    "returns",
    "rounds",
    "sheets",
    "stay",
    "wall",
    "ward",
    "worklist",
]
