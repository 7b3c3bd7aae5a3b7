"""Home and boards."""

from discharge.boards.views import closing, end_of_day, grid, home, record, rounds, sheets, stay, wall, ward
from discharge.boards.views.blueprint import bp

__all__ = ["bp", "closing", "end_of_day", "grid", "home", "record", "rounds", "sheets", "stay", "wall", "ward"]
