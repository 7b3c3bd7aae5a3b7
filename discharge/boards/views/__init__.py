"""Home and boards."""

from discharge.boards.views import (
    actions,
    closing,
    elsewhere,
    end_of_day,
    grid,
    home,
    record,
    rounds,
    sheets,
    stay,
    wall,
    ward,
)
from discharge.boards.views.blueprint import bp

__all__ = [
    "actions",
    "bp",
    "closing",
    "elsewhere",
    "end_of_day",
    "grid",
    "home",
    "record",
    "rounds",
    "sheets",
    "stay",
    "wall",
    "ward",
]
