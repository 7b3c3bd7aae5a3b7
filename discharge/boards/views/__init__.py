"""Home and boards."""

from discharge.boards.views import closing, home, record, rounds, stay, ward
from discharge.boards.views.blueprint import bp

__all__ = ["bp", "closing", "home", "record", "rounds", "stay", "ward"]
