"""Screens of housing."""

from discharge.housing.views import case
from discharge.housing.views.blueprint import bp

__all__ = ["bp", "case"]
