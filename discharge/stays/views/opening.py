"""How every form about a stay begins: load, allow, and keep on record that it was opened."""

from collections.abc import Callable
from uuid import UUID

from flask import url_for

from discharge.core.actor import Actor
from discharge.core.web import now, open_form
from discharge.stays.commands.seeing import note_form_opened
from discharge.stays.models import Stay
from discharge.stays.pages.plan import Who
from discharge.stays.queries.base import get_stay


def opened(stay_id: UUID, may: Callable[[Actor, Stay], bool]) -> tuple[Stay, Who]:
    """The stay of a form, and the person above it. Raises NotFound or NotAllowed."""
    stay = open_form(get_stay, note_form_opened, may, stay_id, now=now())
    return stay, Who.of(stay, url_for("boards.stay", stay_id=stay_id))
