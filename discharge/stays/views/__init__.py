"""Forms about one stay."""

from discharge.stays.views import admitting, dates, details, edd, elsewhere, leaving, legal, moving, ready
from discharge.stays.views.blueprint import bp

__all__ = ["admitting", "bp", "dates", "details", "edd", "elsewhere", "leaving", "legal", "moving", "ready"]
