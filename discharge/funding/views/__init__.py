"""Screens of funding."""

from discharge.funding.views import cases, changes, lists, panels
from discharge.funding.views.blueprint import bp

__all__ = ["bp", "cases", "changes", "lists", "panels"]
