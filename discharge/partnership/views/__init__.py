"""Screens of partnership."""

from discharge.partnership.views import incidents
from discharge.partnership.views.blueprint import bp

__all__ = ["bp", "incidents"]
