"""A panel: who is before it, what is missing, and the outcomes of all on one screen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.funding.commands.notes import SetPapers, set_papers
from discharge.funding.queries.panels import panel_list
from discharge.funding.rules.codes import PAPERS
from discharge.places.models import Ward
from discharge.stays.commands.leaving import LeaveHospital, RecordDeath, leave_hospital, record_death
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.funding.conftest import CHC, NOVEMBER, S117, Funding
from tests.shapes import Arrange, BrowseAs

PANEL = date(2026, 11, 19)


@pytest.fixture
def desk(browse_as: BrowseAs, coordinator: User) -> Browse:
    return browse_as(coordinator)


@pytest.fixture
def three(funding: Funding, world: World, arrange: Arrange, session: Session, ward: Ward, stay: Stay) -> list[Funding]:
    """Three people before one panel: the first with all papers, the second and third with none."""

    def more() -> list[Stay]:
        bodies = {
            "responsible_icb_id": stay.responsible_icb_id,
            "responsible_council_id": stay.responsible_council_id,
        }
        return [world.stay(ward, bed=bed, admitted_on=date(2026, 2, 20), **bodies) for bed in ("4", "5")]

    people = [funding, *(Funding(session, funding.actor, each) for each in arrange(more))]
    for each in people:
        each.open()
        each.step("S117-ELIG", words="Papers of the other hospital seen")
        each.to("S117-RESP", "S117-NEED")
        each.step("S117-PANEL", panel_on=PANEL)
    papers = frozenset(paper.code for paper in PAPERS if paper.is_for(S117))
    funding.do(set_papers, SetPapers(stay_id=funding.stay.id, kind=S117, in_hand=papers, seen=frozenset()))
    return people


def field(each: Funding, name: str, kind: object = S117) -> str:
    return f"{each.case(kind).id.hex}-{name}"  # type: ignore[arg-type]


def test_days_of_panels_are_listed_with_counts(desk: Browse, three: list[Funding]) -> None:
    three[0].step("S117-AGREED", PANEL)
    page = desk.get("/panels")
    row = next(row for row in page.html.select("tbody tr") if "Thursday 19 November 2026" in row.get_text())
    assert [cell.get_text(" ", strip=True) for cell in row.select("td")][1:] == [
        "Waiting for a decision 2",
        "Decided 1",
    ]
    assert desk.get("/panels").submit("Open the list", day=PANEL).path == f"/panels/{PANEL}"


def test_the_list_says_what_is_missing_and_is_kept_on_record(
    desk: Browse, three: list[Funding], session: Session
) -> None:
    page = desk.get(f"/panels/{PANEL}")
    assert "3 waiting for a decision, 1 with all papers" in page.text
    rows = page.html.select(".discharge-panel__row")
    assert "Papers complete" in rows[0].get_text()
    assert "Missing: Entitlement, Plan, Care Act assessment, Clinical summary, Costs, Views" in " ".join(
        rows[1].get_text(" ", strip=True).split()
    )
    assert "Fenland ICB and Westmere Council" in rows[0].get_text()
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "funding.panel_shown")).all()
    assert len(lines) == 1


def test_outcomes_of_the_whole_panel_are_entered_at_once(desk: Browse, three: list[Funding]) -> None:
    first, second, _third = three
    page = desk.get(f"/panels/{PANEL}").submit(
        "Save outcomes",
        split_by="J. Bell and T. Ives",
        **{
            field(first, "outcome"): "agreed",
            field(first, "icb_percent"): "50",
            field(first, "council_percent"): "50",
            field(second, "outcome"): "deferred",
            field(second, "words"): "What does the night support cost?",
        },
    )
    assert "2 outcomes saved" in page.text
    assert [each.case().state for each in three] == ["S117-AGREED", "S117-DEFER", "S117-PANEL"]
    assert "1 waiting for a decision" in page.text
    assert "Funding split agreed" in page.text
    assert "What does the night support cost?" in page.text
    assert first.case().split_by == "J. Bell and T. Ives"
    assert first.case().since == PANEL


def test_a_row_that_is_refused_leaves_the_others_saved(desk: Browse, three: list[Funding]) -> None:
    first, second, _third = three
    page = desk.get(f"/panels/{PANEL}").submit(
        "Save outcomes",
        split_by="J. Bell and T. Ives",
        **{
            field(first, "outcome"): "agreed",
            field(first, "icb_percent"): "50",
            field(first, "council_percent"): "40",
            field(second, "outcome"): "refused",
            field(second, "words"): "Needs not covered",
        },
    )
    assert "1 saved" in page.text
    assert "Saved: Refused, with a reason" in page.text
    assert any("The percentages make 90%" in message for message in page.errors.values())
    assert [each.case().state for each in three] == ["S117-PANEL", "S117-REFUSED", "S117-PANEL"]
    again = page.submit("Save outcomes", **{field(first, "council_percent"): "50"})
    assert "1 outcome saved" in again.text
    assert first.case().state == "S117-AGREED"


def test_the_same_outcomes_sent_twice_are_saved_once(desk: Browse, three: list[Funding]) -> None:
    page = desk.get(f"/panels/{PANEL}")
    said = {field(three[1], "outcome"): "refused", field(three[1], "words"): "Needs not covered"}
    page.submit("Save outcomes", **said)
    page.submit("Save outcomes", **said)
    assert [step.code for step in three[1].steps()].count("S117-REFUSED") == 1


def test_somebody_else_was_first(desk: Browse, three: list[Funding]) -> None:
    page = desk.get(f"/panels/{PANEL}")
    three[0].do(
        set_papers, SetPapers(stay_id=three[0].stay.id, kind=S117, in_hand=frozenset(), seen=frozenset({"plan"}))
    )
    said = {field(three[0], "outcome"): "refused", field(three[0], "words"): "Needs not covered"}
    refused = page.submit("Save outcomes", **said)
    assert any("Somebody else saved first" in message for message in refused.errors.values())
    assert "1 outcome saved" in refused.submit("Save outcomes").text


def test_two_who_decide_otherwise_at_once_are_told(desk: Browse, three: list[Funding]) -> None:
    first = three[0]
    mine = desk.get(f"/panels/{PANEL}")
    theirs = {field(first, "outcome"): "deferred", field(first, "words"): "Which placement?"}
    desk.get(f"/panels/{PANEL}").submit("Save outcomes", split_by="J. Bell", **theirs)
    page = mine.submit(
        "Save outcomes",
        split_by="J. Bell",
        **{field(first, "outcome"): "refused", field(first, "words"): "Needs not covered"},
    )
    assert "Nothing entered" not in page.text
    assert "Somebody has entered this outcome meanwhile. Yours was not saved" in page.text
    assert "Needs not covered" in page.text
    assert first.case().state == "S117-DEFER"


@pytest.mark.parametrize("turn", ["left", "died", "put off"])
def test_what_was_entered_for_a_case_that_left_the_list_meanwhile_is_given_back(
    desk: Browse, three: list[Funding], turn: str
) -> None:
    second = three[1]
    page = desk.get(f"/panels/{PANEL}")
    if turn == "put off":
        second.step("S117-NEED")
        second.step("S117-PANEL", panel_on=PANEL + timedelta(days=7))
    elif turn == "died":
        second.do(record_death, RecordDeath(stay_id=second.stay.id, died_at=NOW))
    else:
        leaving = LeaveHospital(stay_id=second.stay.id, left_at=NOW, method="1", destination="19")
        second.do(leave_hospital, leaving, by=process("Ward list", source="cli"))
    typed = {field(each, "outcome"): "deferred" for each in three}
    answer = page.submit("Save outcomes", **typed, **{field(each, "words"): "Ask for the costs" for each in three})
    assert [each.case().state for each in three][::2] == ["S117-DEFER", "S117-DEFER"]
    assert second.case().state != "S117-DEFER"
    assert list(answer.errors) == [field(second, "outcome")]
    assert answer.html.find("input", {"name": field(second, "words")})["value"] == "Ask for the costs"


def test_before_the_panel_nothing_can_be_entered(desk: Browse, funding: Funding) -> None:
    funding.open()
    funding.to("S117-ELIG", "S117-RESP", "S117-NEED")
    later = TODAY + timedelta(days=3)
    funding.step("S117-PANEL", panel_on=later)
    page = desk.get(f"/panels/{later}")
    assert "Outcomes can be entered from the day of the panel" in page.text
    assert page.html.select_one("select") is None


def test_a_day_before_the_panel_is_refused_row_by_row(desk: Browse, three: list[Funding]) -> None:
    page = desk.get(f"/panels/{PANEL}").submit(
        "Save outcomes",
        on=PANEL - timedelta(days=1),
        **{field(three[0], "outcome"): "refused", field(three[0], "words"): "Needs not covered"},
    )
    assert any("The panel is on 19 November 2026" in message for message in page.errors.values())


def test_a_case_decided_and_sent_again_stays_on_the_list_of_its_first_panel(desk: Browse, three: list[Funding]) -> None:
    three[0].step("S117-DEFER", PANEL, words="What does it cost?")
    three[0].step("S117-PANEL", PANEL, panel_on=TODAY)
    assert "Panel deferred its decision" in desk.get(f"/panels/{PANEL}").text
    assert "1 waiting for a decision" in desk.get(f"/panels/{TODAY}").text


def test_a_panel_may_decide_on_continuing_healthcare(desk: Browse, funding: Funding) -> None:
    funding.open(CHC)
    funding.step("CHC-POS", received_on=NOVEMBER)
    funding.step("CHC-DEC", panel_on=PANEL)
    page = desk.get(f"/panels/{PANEL}")
    assert "ICB pays" not in page.text
    page.submit("Save outcomes", **{field(funding, "outcome", CHC): "agreed"})
    assert funding.case(CHC).state == "CHC-ELIG"


def test_the_sheet_is_for_paper_and_counts_as_printing(desk: Browse, three: list[Funding], session: Session) -> None:
    sheet = desk.get(f"/panels/{PANEL}/sheet")
    assert "3 cases, 1 with all papers" in sheet.text
    assert "destroy by 17 December 2026" in sheet.text
    assert session.scalars(select(AuditLine).where(AuditLine.action == "funding.panel_printed")).all()


def test_people_of_other_wards_are_not_on_a_nurses_list(
    browse: Browse, three: list[Funding], world: World, arrange: Arrange, session: Session
) -> None:
    rowan = arrange(lambda: world.stay(world.ward("Rowan"), admitted_on=NOVEMBER))
    elsewhere = Funding(session, process("a test", source="cli"), rowan)
    elsewhere.open(CHC)
    elsewhere.step("CHC-POS", received_on=NOVEMBER)
    elsewhere.step("CHC-DEC", panel_on=PANEL)
    assert len(browse.get(f"/panels/{PANEL}").html.select(".discharge-panel__row")) == 3


def test_a_list_costs_the_same_for_one_as_for_many(
    three: list[Funding], session: Session, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    def cost() -> int:
        found = count_queries(lambda: panel_list(session, three[0].actor, PANEL, now=NOW))
        session.rollback()
        return found

    many = cost()
    three[0].step("S117-PANEL", panel_on=TODAY)
    three[1].step("S117-PANEL", panel_on=TODAY)
    assert cost() == many == 1


def test_an_empty_panel_says_how_a_case_gets_on_it(desk: Browse) -> None:
    assert "No case is before this panel" in desk.get(f"/panels/{TODAY}").text
    assert "No case waits for a panel to come" in desk.get("/panels").text
