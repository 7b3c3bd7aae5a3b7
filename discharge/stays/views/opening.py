"""How every form about a stay begins: load, allow, and keep on record that it was opened."""

from collections.abc import Callable
from uuid import UUID

from flask import g, request, url_for

from discharge.core.actor import Actor
from discharge.core.db import db
from discharge.core.errors import NotAllowed
from discharge.core.web import look, now
from discharge.stays.commands.seeing import note_form_opened
from discharge.stays.models import Stay
from discharge.stays.pages.plan import Who
from discharge.stays.queries.base import get_stay


def opened(stay_id: UUID, may: Callable[[Actor, Stay], bool]) -> tuple[Stay, Who]:
    """The stay of a form. Raises NotFound, or NotAllowed before the form is shown rather than after it is filled in."""
    stay = get_stay(db.session, g.actor, stay_id, now=now())
    if not may(g.actor, stay):
        raise NotAllowed
    if request.method == "GET":
        stay = look(get_stay, note_form_opened, stay_id, now=now())
    return stay, Who.of(stay, url_for("boards.stay", stay_id=stay_id))
