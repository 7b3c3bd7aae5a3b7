"""Administration of places."""

from discharge.places.views import numbers, organisations, teams, wards
from discharge.places.views.blueprint import bp

__all__ = ["bp", "numbers", "organisations", "teams", "wards"]
