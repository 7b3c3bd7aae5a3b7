"""Leave, transfer and discharge under a restricted section ask one question more."""

from datetime import datetime

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.errors import RuleBroken
from discharge.stays.models import Stay
from discharge.stays.queries.moves import is_restricted


def consent_asked(session: Session, stay: Stay, answer: bool | None, at: datetime, *, actor: Actor) -> bool | None:  # noqa: FBT001
    """The answer to "Justice Secretary consent recorded?" as it is kept: None when nobody is restricted.

    Raises RuleBroken when a person did not answer. A list or feed cannot be asked. "No" is kept, not refused: whether
    somebody may go is for those who hold the papers.
    """
    if not is_restricted(session, stay.person_id, local_date(at)):
        return None
    if answer is None and not actor.everywhere:
        raise RuleBroken("consent", "Select whether the Justice Secretary's consent is recorded")
    return answer
