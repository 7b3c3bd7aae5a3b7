"""The cards of the SRO page and what stands below them, as words."""

from sqlalchemy.orm import Session

from discharge.blockers.rules.owner import Owner
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.models import Escalation
from tests.browse import Page

OURS = Owner(OwnerKind.TRUST)


def cards(page: Page) -> list[str]:
    return [" ".join(card.get_text(" ").split()) for card in page.html.select("article.discharge-ask")]


def section(page: Page, heading: str) -> str:
    """The words after a heading, up to the next."""
    found = next(each for each in page.html.select("h2") if heading in each.get_text())
    words = []
    for each in found.find_next_siblings():
        if each.name == "h2":
            break
        words.append(each.get_text(" "))
    return " ".join(" ".join(words).split())


def as_it_stands(session: Session, escalation: Escalation) -> Escalation:
    session.expunge_all()
    session.rollback()
    return session.get_one(Escalation, escalation.id)
