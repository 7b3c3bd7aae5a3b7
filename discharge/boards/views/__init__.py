"""Home and boards."""

from discharge.boards.views import closing, home, stay, ward
from discharge.boards.views.blueprint import bp

__all__ = ["bp", "closing", "home", "stay", "ward"]
