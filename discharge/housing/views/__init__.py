"""Screens of housing."""

from discharge.housing.views import case, duty
from discharge.housing.views.blueprint import bp

__all__ = ["bp", "case", "duty"]
