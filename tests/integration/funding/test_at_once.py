"""Two people at the same moment: one step, one case, and nobody's words are lost."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.blockers.models import Blocker
from discharge.core.db import db
from discharge.core.errors import Refusal, Superseded
from discharge.core.transaction import carry_out
from discharge.funding.commands.notes import SetPapers, set_papers
from discharge.funding.commands.opening import OpenCase, open_case
from discharge.funding.commands.steps import TakeStep, take_step
from discharge.funding.models import FundingCase, FundingStep
from discharge.funding.queries.cases import papers_of
from tests.factories import NOW
from tests.integration.funding.conftest import CHC, NOVEMBER, S117, Funding


def at_once(app: Flask, funding: Funding, act: Any, commands: Sequence[Any]) -> list[Refusal | None]:
    """Each command on a connection of its own, beginning together; each one's refusal, or None."""
    funding.session.rollback()
    begin = Barrier(len(commands))

    def work(command: Any) -> Refusal | None:
        with app.app_context():
            begin.wait()
            try:
                carry_out(db.session, act, command, actor=funding.actor, now=NOW)
            except Refusal as refused:
                return refused
            return None

    with ThreadPoolExecutor(len(commands)) as pool:
        return list(pool.map(work, commands))


def count(session: Session, model: Any) -> int:
    found = session.scalar(select(func.count()).select_from(model))
    session.rollback()
    return found or 0


def test_one_case_is_opened_by_four(app: Flask, funding: Funding, session: Session) -> None:
    command = OpenCase(stay_id=funding.stay.id, kind=S117, on=NOVEMBER)
    assert at_once(app, funding, open_case, [command] * 4) == [None] * 4
    assert (count(session, FundingCase), count(session, FundingStep), count(session, Blocker)) == (1, 1, 1)


def test_of_two_steps_one_is_taken_and_the_other_is_shown_both(app: Flask, funding: Funding, session: Session) -> None:
    seen = funding.open(CHC).version
    steps = [
        TakeStep(stay_id=funding.stay.id, kind=CHC, code="CHC-POS", on=NOVEMBER, version=seen),
        TakeStep(stay_id=funding.stay.id, kind=CHC, code="CHC-NEG", on=NOVEMBER, version=seen, words="No need found"),
    ]
    answers = at_once(app, funding, take_step, steps)
    refused = [answer for answer in answers if answer is not None]
    assert [type(answer) for answer in refused] == [Superseded]
    taken = steps[answers.index(None)]
    assert funding.case(CHC).state == taken.code
    assert [step.number for step in funding.steps(CHC)] == [1, 2]


def test_papers_ticked_by_several_are_all_kept(app: Flask, funding: Funding, session: Session) -> None:
    case = funding.open()
    usual = {"stay_id": funding.stay.id, "kind": S117, "seen": frozenset[str]()}
    papers = ("plan", "costs", "views", "clinical")
    commands = [SetPapers(**usual, in_hand=frozenset({paper})) for paper in papers]
    assert at_once(app, funding, set_papers, commands) == [None] * 4
    assert papers_of(session, case.id) == set(papers)
    session.rollback()
    assert [step.number for step in funding.steps()] == [1, 2, 3, 4, 5]
