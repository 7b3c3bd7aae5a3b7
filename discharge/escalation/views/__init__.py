"""Pages about escalations and the ladder."""

from discharge.escalation.views import ladder, raising, receipts, showing
from discharge.escalation.views.blueprint import bp

__all__ = ["bp", "ladder", "raising", "receipts", "showing"]
