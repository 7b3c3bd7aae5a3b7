"""Reading the ladder and escalations."""

from discharge.escalation.queries.ladder import Holder, holders, ladder_at, posts_over, terms_at
from discharge.escalation.queries.one import Sheet, escalation_sheet, escalation_to_change

__all__ = [
    "Holder",
    "Sheet",
    "escalation_sheet",
    "escalation_to_change",
    "holders",
    "ladder_at",
    "posts_over",
    "terms_at",
]
