"""What a board round reads: the ward as its board shows it, and all about the one person shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.boards.queries.board import BoardRow, WardBoard, ward_board
from discharge.core.actor import Actor
from discharge.core.errors import RuleBroken
from discharge.days.models import Round
from discharge.days.queries.history import LastMark, RecentReasons, fresh_step_after, last_marks, recent_reasons
from discharge.days.queries.one_day import DayOfStay, get_day
from discharge.days.queries.rounds import open_round
from discharge.escalation.policies import may_raise_at
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.progress import Ledger, ledgers

NEXT = "nothing was kept for them. Go back to the round and on to the next person"
HAS_LEFT, HAS_MOVED = f"This person has left since: {NEXT}", f"This person is on another ward: {NEXT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRound:
    """The ward's board, the round that is open on it today, and the person marked last with their day as it is now."""

    board: WardBoard
    held: Round | None
    last: BoardRow | None
    last_day: DayOfStay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCard:
    """One person in the round. before: their last green or red day. edd_number: of the latest version, 0 for none."""

    round: WardRound
    row: BoardRow
    stay: Stay
    day: DayOfStay
    edd_number: int
    before: LastMark | None
    needs_fresh_step: bool
    may_raise: bool
    reasons: RecentReasons


def ward_round(
    session: Session, actor: Actor, ward_id: UUID, *, last_id: UUID | None = None, now: datetime
) -> WardRound:
    """Raises NotFound for a ward that is not this actor's to see. Somebody not on the ward is no last person."""
    board = ward_board(session, actor, ward_id, now=now)
    last = next((row for row in board.rows if row.stay_id == last_id), None)
    return WardRound(
        board=board,
        held=open_round(session, actor, ward_id, now=now),
        last=last,
        last_day=get_day(session, actor, last.stay_id, board.today, now=now) if last else None,
    )


def round_card(
    session: Session, actor: Actor, ward_id: UUID, stay_id: UUID, *, last_id: UUID | None = None, now: datetime
) -> RoundCard:
    """Raises NotFound for somebody who is not this actor's to see, RuleBroken for who was here and is not any more."""
    found = ward_round(session, actor, ward_id, last_id=last_id, now=now)
    row = next((row for row in found.board.rows if row.stay_id == stay_id), None)
    if row is None:
        is_here = get_stay(session, actor, stay_id, now=now).last_ward_id == ward_id
        raise RuleBroken("", HAS_LEFT if is_here else HAS_MOVED)
    today = found.board.today
    before = last_marks(session, actor, [stay_id], before=today, now=now).get(stay_id)
    after = fresh_step_after(session, found.board.organisation_id, ward_id, today)
    return RoundCard(
        round=found,
        row=row,
        stay=get_stay(session, actor, stay_id, now=now),
        day=get_day(session, actor, stay_id, today, now=now),
        edd_number=ledgers(session, actor, [stay_id], now=now).get(stay_id, Ledger()).number,
        before=before,
        needs_fresh_step=before is not None and before.needs_fresh_step(after),
        may_raise=may_raise_at(actor, ward_id),
        reasons=recent_reasons(session, actor, ward_id, before=today, now=now),
    )
