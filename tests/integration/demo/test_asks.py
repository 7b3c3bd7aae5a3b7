"""What was escalated in the demonstration: enough of each kind to look at, and people to answer it."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.demo.bodies import WESTMERE
from discharge.demo.load import load
from discharge.demo.story import Wish
from discharge.demo.wards import FENLAND, NORTHMOOR
from discharge.escalation.models import Escalation, EscalationLook, EscalationStep
from discharge.escalation.queries.ladder import holders, terms_at
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO
from discharge.escalation.rules.states import State, StepKind, Subject
from discharge.places.models import Organisation
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY


def silent(*_progress: object) -> None:
    """Nobody looks at a bar here."""


def test_there_are_asks_at_every_stage_and_people_who_answer(session: Session) -> None:
    load(session, Wish(people=80, days=40), now=NOW, progress=silent)
    made = session.scalars(select(Escalation)).all()
    assert len([each for each in made if each.state is not State.TO_WORD]) >= 10
    assert 1 <= len([each for each in made if each.state is State.TO_WORD]) <= 12
    assert {State.WAITING, State.ASKED_BACK, State.DECIDED, State.CLOSED} <= {each.state for each in made}
    assert {SERVICE, DIRECTORS, SRO} <= {each.level for each in made}
    assert Subject.THEME in {each.subject for each in made}
    assert any(each.asked_id for each in made)
    kinds = set(session.scalars(select(EscalationStep.kind)))
    shown = {StepKind.RISEN, StepKind.PROMISE_MISSED, StepKind.RETURNED, StepKind.ACKNOWLEDGED, StepKind.ASSIGNED}
    assert len(shown & kinds) >= 3  # what somebody waited for may have come meanwhile, and closed the ask about it
    assert session.scalar(select(func.count()).select_from(EscalationLook))
    left = select(func.count()).select_from(Escalation).join(Stay, Stay.id == Escalation.stay_id)
    assert session.scalar(left.where(Stay.left_on.is_not(None))) == 0
    trusts = {each.name: each.id for each in session.scalars(select(Organisation))}
    names = [each.name for each in holders(session, trusts[NORTHMOOR], None, HEADS, NOW)]
    assert names == ["Martin Oakes", "Anita Bose"]
    assert [each.name for each in holders(session, trusts[WESTMERE], None, SRO, NOW)] == ["Patricia Holmes"]
    assert holders(session, trusts[FENLAND], None, SERVICE, NOW) == ()
    assert terms_at(session, trusts[NORTHMOOR], HEADS, TODAY).answer_days == 4
    system = session.scalars(select(User.id).where(User.name == "Louise Tarrant")).one()
    assert [each.user_id for each in holders(session, trusts[FENLAND], None, SRO, NOW)] == [system]
