"""What is kept while a case stays where it is: papers, needs, reviews."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from discharge.core.errors import RuleBroken
from discharge.funding.commands.notes import (
    RecordNeeds,
    RecordReview,
    SetPapers,
    record_needs,
    record_review,
    set_papers,
)
from discharge.funding.queries.cases import case_view, papers_of
from discharge.places.rules.policy import Key
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, S117, TO_NEEDS, Funding
from tests.shapes import Arrange


def test_two_people_tick_papers_and_neither_loses_theirs(funding: Funding, session: Session) -> None:
    case = funding.open()
    usual = {"stay_id": funding.stay.id, "kind": S117, "seen": frozenset[str]()}
    funding.do(set_papers, SetPapers(**usual, in_hand=frozenset({"plan", "costs"})))
    funding.do(set_papers, SetPapers(**usual, in_hand=frozenset({"views", "checklist"})))
    assert papers_of(session, case.id) == {"plan", "costs", "views"}
    session.rollback()
    taken = SetPapers(
        stay_id=funding.stay.id, kind=S117, seen=frozenset({"plan", "costs"}), in_hand=frozenset({"plan"})
    )
    funding.do(set_papers, taken)
    assert papers_of(session, case.id) == {"plan", "views"}


def test_needs_of_two_cases_are_compared(funding: Funding, session: Session) -> None:
    funding.open()
    funding.open(CHC)

    def shares() -> bool:
        view = case_view(session, funding.actor, funding.stay.id, CHC, now=NOW)
        session.rollback()
        return view.shares_needs

    def needs(kind: object, *codes: str) -> None:
        version = funding.case(kind).version  # type: ignore[arg-type]
        command = RecordNeeds(stay_id=funding.stay.id, kind=kind, version=version, needs=codes)  # type: ignore[arg-type]
        funding.do(record_needs, command)

    assert shares()
    needs(S117, "home", "visits")
    needs(CHC, "physical_health")
    assert not shares()
    needs(CHC, "physical_health", "visits")
    assert shares()


def test_reviews_follow_each_other_a_year_apart(
    funding: Funding, world: World, arrange: Arrange, session: Session
) -> None:
    funding.open()
    funding.to(*TO_NEEDS, "S117-AGREED")
    review = {"stay_id": funding.stay.id, "kind": S117, "on": TODAY}
    with pytest.raises(RuleBroken, match="No review is due"):
        funding.do(record_review, RecordReview(**review, version=funding.case().version))
    funding.step("S117-REVIEW", TODAY, review_on=TODAY + timedelta(days=42))
    funding.do(record_review, RecordReview(**review, version=funding.case().version))
    assert funding.case().review_due_on == date(2027, 11, 23)
    arrange(lambda: world.number(Key.REVIEW_MONTHS, 6))
    funding.do(record_review, RecordReview(**review, version=funding.case().version))
    assert funding.case().review_due_on == date(2027, 5, 23)
    with pytest.raises(RuleBroken, match="Enter a day after this review"):
        funding.do(record_review, RecordReview(**review, version=funding.case().version, next_on=TODAY))
