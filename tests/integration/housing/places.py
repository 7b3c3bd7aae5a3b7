"""A place as its form wants it, and what the tests of offers and of places read off their pages."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker
from discharge.stays.models import Stay
from tests.browse import Browse, Page

PLACE = {
    "name": "Flat 2, Elm Court 🏠",
    "route": "supported",
    "support_level": "daytime",
    "access": "ground",
    "is_self_contained": "yes",
}


def at(stay: Stay, rest: str = "") -> str:
    return f"/stays/{stay.id}/housing{rest}"


def link(page: Page, ending: str) -> str:
    return next(str(a["href"]) for a in page.html.find_all("a") if str(a.get("href")).endswith(ending))


def standing(session: Session, stay: Stay) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.scalars(select(Blocker).where(Blocker.stay_id == stay.id, Blocker.closed_at.is_(None)))
    return [(row.reason, row.next_step) for row in rows]


def offered(browse: Browse, stay: Stay, **typed: Any) -> Page:
    given = {"route": "private", "provider_words": "A landlord in Elmton", "place": "Flat 9", **typed}
    return browse.get(at(stay, "/offers/new")).submit("Save the offer", **given)
