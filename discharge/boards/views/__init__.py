"""Home and boards."""

from discharge.boards.views import closing, grid, home, record, rounds, sheets, stay, wall, ward
from discharge.boards.views.blueprint import bp

__all__ = ["bp", "closing", "grid", "home", "record", "rounds", "sheets", "stay", "wall", "ward"]
