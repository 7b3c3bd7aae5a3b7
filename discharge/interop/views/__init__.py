"""Ward lists on pages."""

from discharge.interop.views import lists, mapping, rows, settling
from discharge.interop.views.blueprint import bp

__all__ = ["bp", "lists", "mapping", "rows", "settling"]
