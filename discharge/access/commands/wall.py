"""What a screen on a wall leaves behind."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from discharge.access.models import WallDevice
from discharge.core.clock import local_date


def note_shown_today(session: Session, device_id: UUID, *, now: datetime) -> bool:
    """Keep that the screen has shown its ward today. True for the first time, also of two at once."""
    today = local_date(now).isoformat()
    noted = session.execute(
        update(WallDevice)
        .where(WallDevice.id == device_id, WallDevice.last_shown_on != today)
        .values(last_shown_on=today)
        .returning(WallDevice.id)
        .execution_options(synchronize_session=False)
    )
    return noted.scalar_one_or_none() is not None
