"""Pages about escalations and the ladder."""

from discharge.escalation.views import ladder, showing
from discharge.escalation.views.blueprint import bp

__all__ = ["bp", "ladder", "showing"]
