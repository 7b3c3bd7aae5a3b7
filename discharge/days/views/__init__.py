"""Pages about one person's day."""

from discharge.days.views import day
from discharge.days.views.blueprint import bp

__all__ = ["bp", "day"]
