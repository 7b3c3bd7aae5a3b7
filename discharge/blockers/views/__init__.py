"""Pages about blockers and response times."""

from discharge.blockers.views import changing, protocols, showing
from discharge.blockers.views.blueprint import bp

__all__ = ["bp", "changing", "protocols", "showing"]
