"""The steps of a case, each after another, and what is kept of them."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.core.errors import RuleBroken, Superseded
from discharge.funding.models import StepKind
from discharge.stays.models import Person, Stay
from tests.factories import TODAY
from tests.integration.funding.conftest import MARCH, TO_NEEDS, Funding
from tests.shapes import Arrange

PANEL = date(2026, 11, 12)


def test_a_case_is_taken_from_the_check_to_the_split(funding: Funding, session: Session) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-PANEL", panel_on=PANEL)
    funding.step("S117-DEFER", PANEL, words="What does the night support cost?")
    funding.step("S117-INTERIM", PANEL, agreed_by="J. Bell for the ICB, without prejudice")
    funding.step("S117-PANEL", PANEL, panel_on=date(2026, 11, 19))
    assert funding.case().interim_on == PANEL
    funding.step(
        "S117-AGREED", date(2026, 11, 19), icb_percent="66.67", council_percent="33.33", split_by="Both chairs"
    )
    case = funding.case()
    assert (case.state, case.icb_share, case.council_share) == ("S117-AGREED", 6667, 3333)
    assert (case.interim_on, case.panel_on, case.closed_on) == (None, None, None)
    assert case.entitlement == "Qualifying detention recorded: section 3 from 4 March 2026"
    assert case.entitlement_by == "Ada Quill"
    steps = funding.steps()
    assert [step.number for step in steps] == list(range(1, 10))
    assert steps[0].kind is StepKind.OPENED
    assert steps[-1].facts["Split"] == "ICB 66.67%, council 33.33%"
    assert steps[-1].panel_on == date(2026, 11, 19)
    lines = session.scalars(select(AuditLine).where(AuditLine.subject_kind == "funding_case")).all()
    assert len(lines) == len(steps)
    assert {line.person_id for line in lines} == {funding.stay.person_id}


def test_march_is_before_the_case(funding: Funding) -> None:
    funding.open()
    with pytest.raises(RuleBroken, match="enter that day or a later one"):
        funding.step("S117-ELIG", MARCH)


def test_bodies_are_recorded_before_they_are_confirmed(funding: Funding, arrange: Arrange, session: Session) -> None:
    arrange(lambda: setattr(session.get_one(Stay, funding.stay.id), "responsible_council_id", None))
    funding.open()
    funding.step("S117-ELIG")
    with pytest.raises(RuleBroken, match="Record the responsible ICB and council"):
        funding.step("S117-RESP")


def test_a_second_person_sees_what_the_first_saved(funding: Funding) -> None:
    case = funding.open()
    seen = case.version
    funding.step("S117-ELIG")
    with pytest.raises(Superseded) as superseded:
        funding.step("S117-NA", words="Wrong person", version=seen)
    assert superseded.value.theirs == {"This case": "Entitled: qualifying detention recorded, since 2 November 2026"}
    assert "does not apply" in superseded.value.yours["This case"]
    assert funding.case().state == "S117-ELIG"


@pytest.mark.parametrize("words", ["Alder is known to us", "born 2 January 1980", "postcode NR1 3JD"])
def test_words_that_a_panel_reads_do_not_say_who_it_is(
    funding: Funding, arrange: Arrange, session: Session, words: str
) -> None:
    def named() -> None:
        found = session.get_one(Person, funding.stay.person_id)
        found.surname, found.birth_date = "Alder", date(1980, 1, 2)

    arrange(named)
    funding.open()
    funding.to("S117-ELIG", "S117-RESP")
    with pytest.raises(RuleBroken, match="Take out"):
        funding.step("S117-NEED", words=words)


def test_a_split_that_does_not_make_a_hundred_changes_nothing(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    with pytest.raises(RuleBroken, match="The percentages make 90%"):
        funding.step("S117-AGREED", icb_percent="45", council_percent="45")
    case = funding.case()
    assert (case.state, case.icb_share) == ("S117-NEED", None)


def test_a_decision_before_its_panel_is_refused(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-PANEL", panel_on=PANEL)
    with pytest.raises(RuleBroken, match="The panel is on 12 November 2026"):
        funding.step("S117-AGREED", date(2026, 11, 11))


def test_a_panel_can_be_moved(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS)
    funding.step("S117-PANEL", panel_on=PANEL)
    funding.step("S117-PANEL", panel_on=TODAY)
    assert funding.case().panel_on == TODAY


def test_refused_money_ends_interim_funding(funding: Funding) -> None:
    funding.open()
    funding.to(*TO_NEEDS, "S117-INTERIM")
    assert funding.case().interim_by == "J. Bell for the ICB"
    funding.step("S117-REFUSED", words="No need that section 117 covers")
    assert funding.case().interim_on is None
