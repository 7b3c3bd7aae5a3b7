"""What looking at the SRO page leaves behind."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.escalation.commands import Decide, decide
from discharge.escalation.models import EscalationLook
from discharge.escalation.rules.ladder import SERVICE
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import TODAY, World
from tests.integration.escalation.cards import OURS
from tests.integration.escalation.conftest import People, Raise
from tests.shapes import Arrange, BrowseAs, Do


def test_opening_a_form_is_a_receipt_and_opening_the_page_is_on_record(
    sro: Browse, people: People, at_top: Raise, session: Session, stay: Stay
) -> None:
    escalation = at_top(owner=OURS)
    sro.get("/sro")
    session.rollback()
    assert session.scalars(select(EscalationLook)).all() == []
    assert "sro.waiting_shown" in session.scalars(select(AuditLine.action)).all()
    sro.get(f"/sro/{escalation.id}/decide")
    session.rollback()
    assert [look.user_id for look in session.scalars(select(EscalationLook))] == [people.sro.id]


def lines(session: Session, action: str) -> list[AuditLine]:
    session.rollback()
    return list(session.scalars(select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.number)))


def people_of(session: Session, line: AuditLine) -> set[UUID]:
    members = select(AuditGroupMember.person_id).where(AuditGroupMember.group_digest == line.group_digest)
    return set(session.scalars(members))


def test_every_view_of_the_cards_leaves_its_line_whatever_brought_it(
    sro: Browse, at_top: Raise, session: Session, world: World, ward: Ward, stay: Stay, arrange: Arrange
) -> None:
    escalation = at_top(owner=OURS)
    other = arrange(lambda: world.stay(ward))
    at_top(owner=OURS, stay_id=other.id)
    form = sro.get(f"/sro/{escalation.id}/decide")
    (opened,) = lines(session, "sro.waiting_shown")
    assert people_of(session, opened) == {stay.person_id, other.person_id}
    refused = form.submit("Save decision", form="article form", words="Fund it")
    assert refused.errors
    assert len(lines(session, "sro.waiting_shown")) == 2
    by = {"by_on-day": "30", "by_on-month": "11", "by_on-year": "2026"}
    refused.submit("Save decision", form="article form", done_by="Finance", **by)
    last = lines(session, "sro.waiting_shown")[2:]
    assert [people_of(session, line) for line in last] == [{stay.person_id, other.person_id}]  # one waits, one promised


def test_a_form_on_a_page_of_its_own_is_no_view_of_the_cards(
    browse_as: BrowseAs, people: People, raised: Raise, session: Session
) -> None:
    escalation = raised(level=SERVICE, owner=OURS)
    assert browse_as(people.sro).get(f"/sro/{escalation.id}/decide").heading.endswith("Decide")
    assert lines(session, "sro.waiting_shown") == []
    assert len(lines(session, "escalation.shown")) == 1


def test_the_week_is_on_record_under_everybody_whom_it_is_about(
    sro: Browse, people: People, at_top: Raise, do: Do, session: Session, stay: Stay
) -> None:
    sro.get("/sro/week")
    assert lines(session, "sro.week_shown") == []
    escalation = at_top(owner=OURS)
    said = Decide(escalation_id=escalation.id, version=escalation.version, words="Yes", done_by="Finance", by_on=TODAY)
    do(decide, said, by=people.sro)
    sro.get("/sro/week")
    (line,) = lines(session, "sro.week_shown")
    assert people_of(session, line) == {stay.person_id}
