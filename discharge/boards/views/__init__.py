"""Home and boards."""

from discharge.boards.views import home, ward
from discharge.boards.views.blueprint import bp

__all__ = ["bp", "home", "ward"]
