"""That counts left the application as a file."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from discharge.audit.commands import record_apart
from discharge.core.actor import Actor
from discharge.summaries.queries.returns import TrustReturns


def note_returns_exported(session: Session, trusts: Sequence[TrustReturns], *, actor: Actor, now: datetime) -> None:
    """One line a trust, with the days."""
    for trust in trusts:
        days = sorted({version.frozen.day.isoformat() for version in trust.versions})
        record_apart(session, "returns.exported", trust.organisation_id, actor=actor, now=now, days=days)
