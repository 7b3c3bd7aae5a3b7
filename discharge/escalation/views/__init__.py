"""Pages about escalations and the ladder."""

from discharge.escalation.views import showing
from discharge.escalation.views.blueprint import bp

__all__ = ["bp", "showing"]
