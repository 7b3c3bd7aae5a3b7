"""Screens of jobs."""

from discharge.jobs.views import administration
from discharge.jobs.views.blueprint import bp

__all__ = ["administration", "bp"]
