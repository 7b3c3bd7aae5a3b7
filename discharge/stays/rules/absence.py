"""What makes sense of time away. Absent without leave (AWOL) is never leave. Source: docs/sources.md#lists-of-stays"""

from collections.abc import Sequence
from datetime import UTC, datetime

from discharge.core.errors import RuleBroken
from discharge.stays.rules.codes import ABSENCE_KINDS
from discharge.stays.rules.spans import Span

AWOL = ABSENCE_KINDS["awol"].code
NOTE_LONGEST = 200

_NEVER = datetime.max.replace(tzinfo=UTC)


def check_absence(
    spell: Span[str],
    *,
    due_back_at: datetime | None,
    note: str,
    admitted_at: datetime,
    others: Sequence[Span[str]],
    now: datetime,
) -> None:
    """Whether somebody can have been away like this. spell: `what` is a code of absence-kinds.

    Raises RuleBroken for an unknown kind, a beginning before admission or to come, a return before it or to come, a
    time due back that is not after it, any time due back for somebody who is absent without leave, and a spell that
    shares time with another. Spells may touch.
    """
    if spell.what not in ABSENCE_KINDS:
        raise RuleBroken("kind", "Select why the person is away")
    if spell.from_at > now:
        raise RuleBroken("from_at", "Time away must begin now or in the past")
    if spell.from_at < admitted_at:
        raise RuleBroken("from_at", "Time away must begin after the admission")
    if spell.until_at is not None and spell.until_at < spell.from_at:
        raise RuleBroken("returned_at", "Return must be after the person went away")
    if spell.until_at is not None and spell.until_at > now:
        raise RuleBroken("returned_at", "Return must be now or in the past")
    if due_back_at is not None and spell.what == AWOL:
        raise RuleBroken("due_back_at", "Leave this empty: nobody absent without leave has a time due back")
    if due_back_at is not None and due_back_at <= spell.from_at:
        raise RuleBroken("due_back_at", "Time due back must be after the person went away")
    if len(note) > NOTE_LONGEST:
        raise RuleBroken("note", f"Note must be {NOTE_LONGEST} characters or fewer")
    end = spell.until_at or _NEVER
    if any(spell.from_at < (other.until_at or _NEVER) and other.from_at < end for other in others):
        raise RuleBroken("from_at", "The person was recorded as away then already: correct that absence instead")
