"""Forms about one stay."""

from discharge.stays.views import dates, details, edd, ready
from discharge.stays.views.blueprint import bp

__all__ = ["bp", "dates", "details", "edd", "ready"]
