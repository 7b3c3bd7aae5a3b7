"""The page of one stay."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.days.models import DayMark
from discharge.days.rules.mark import Colour
from discharge.places.models import Ward
from discharge.stays.models import AbsencePeriod, ExpectedDischarge, KeyDate, ReadyPeriod, ReadyReason, Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, BrowseAs


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="3", admitted_on=day(-1)))
    return made


def live(session: Session, stay: Stay, days: int) -> None:
    """Histories of a stay that grow with its length."""
    of = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
    for number in range(days):
        colour = Colour.RED if number % 3 else Colour.GREEN
        said = {"reason": "EXT-01", "owner": "council"} if colour is Colour.RED else {}
        who = {"marked_by": "Priya Nair", "marked_by_id": None, "marked_at": NOW}
        mark = {"interventions": [{"words": "Ward round"}], "planned": [], "further_reasons": []}
        session.add(DayMark(**of, day=day(-number), colour=colour, **said, **who, **mark))
    for number in range(days // 5):
        by = {"set_by": "Dr Osei", "set_by_id": None, "set_at": NOW - timedelta(days=number)}
        kind = {"reason_kind": "needs_changed"}
        session.add(ExpectedDischarge(**of, number=number + 1, expected_on=day(number), **kind, **by))
        session.add(KeyDate(**of, kind="care_review", on=day(-number)))
        away = {"from_at": NOW - timedelta(days=number, hours=5), "returned_at": NOW - timedelta(days=number, hours=1)}
        session.add(AbsencePeriod(**of, kind="home_leave", due_back_at=None, is_ministry_consent_recorded=None, **away))
    if days:
        asked = dict.fromkeys(("is_clinical_decision", "is_team_decision", "is_safe", "were_person_views_heard"), True)
        period = ReadyPeriod(
            **of, started_on=day(-1), were_carer_views_heard=None, decided_by="Dr Osei", **asked, entered_at=NOW
        )
        session.add(period)
        session.flush()
        why = {"reason": "98", "attributable_to": "04", "note": "Ann asks", "entered_at": NOW}
        session.add(ReadyReason(organisation_id=stay.organisation_id, period_id=period.id, from_on=day(-1), **why))


def test_a_new_stay_says_what_is_due(browse: Browse, stay: Stay) -> None:
    page = browse.get(f"/stays/{stay.id}")
    assert "Day 2 of stay" in page.text.replace("of stay Day 2", "Day 2 of stay")
    for words in (
        "Set the estimated discharge date",
        "Write the purpose of admission",
        "Not marked",
        "Admitted to Birch",
    ):
        assert words in page.text


def test_what_says_something_about_a_body_waits_for_the_body(browse: Browse, session: Session, stay: Stay) -> None:
    page = browse.get(f"/stays/{stay.id}")
    assert "Responsible ICB Not recorded" in page.text
    assert "Basis for the ICB" not in page.text
    session.get_one(Stay, stay.id).responsible_icb_id = stay.organisation_id
    session.get_one(Stay, stay.id).has_receiving_team_accepted = False
    session.commit()
    page = browse.get(f"/stays/{stay.id}")
    assert "Basis for the ICB Not recorded" in page.text
    assert "Basis for the council" not in page.text
    assert "Receiving team has accepted No" in page.text


def test_what_is_overdue_is_called_late(browse: Browse, world: World, arrange: Arrange, ward: Ward) -> None:
    stay = arrange(lambda: world.stay(ward, admitted_on=day(-4)))
    late = [
        item.get_text(" ", strip=True)
        for item in browse.get(f"/stays/{stay.id}").html.select("li:has(.discharge-clock--late)")
    ]
    assert [words.split(" Late")[0] for words in late] == [
        "Set the estimated discharge date",
        "Write the purpose of admission",
        "Write the discharge criteria",
        "Do the formulation",
    ]


def test_everything_that_happened_is_told(browse: Browse, session: Session, arrange: Arrange, stay: Stay) -> None:
    arrange(lambda: live(session, session.merge(stay), 10))
    page = browse.get(f"/stays/{stay.id}")
    assert "Clinically ready: Reason not known" in page.text
    assert "Home leave began" in page.text
    assert "4 green days, 6 red days (6 " in page.text
    assert "Find out why the person is still here: Ann asks" in page.text


def test_one_opening_is_one_line_of_the_record(browse: Browse, session: Session, stay: Stay) -> None:
    browse.get(f"/stays/{stay.id}")
    lines = session.scalars(select(AuditLine).where(AuditLine.person_id == stay.person_id)).all()
    assert [line.action for line in lines] == ["stay.shown"]


def test_only_those_who_may_change_are_offered_it(
    browse: Browse, browse_as: BrowseAs, world: World, arrange: Arrange, stay: Stay, ward: Ward
) -> None:
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    path = f"/stays/{stay.id}"
    edits = [link["href"] for link in browse.get(path).html.select(f'main a[href^="{path}/"]')]
    assert {f"{path}/edd", f"{path}/ready", f"{path}/people", f"{path}/purpose"} <= set(edits)
    assert f"{path}/planned-date" not in edits  # it is asked for once the person is clinically ready
    offered = {link["href"] for link in browse_as(bank).get(path).html.select(f'main a[href^="{path}/"]')}
    assert {href for href in offered if "/days/" not in str(href)} == {f"{path}/incident"}


def test_who_may_not_see_it(browse_as: BrowseAs, world: World, arrange: Arrange, stay: Stay) -> None:
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    executive = arrange(lambda: world.user(Role.EXECUTIVE, world.trust))
    browse_as(stranger).get(f"/stays/{stay.id}", status=404)
    browse_as(executive).get(f"/stays/{stay.id}", status=403)
    assert browse_as(None).get(f"/stays/{stay.id}").path == "/sign-in"


def test_a_long_stay_costs_as_much_as_a_new_one(
    browse: Browse,
    session: Session,
    world: World,
    arrange: Arrange,
    ward: Ward,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    new, long = arrange(lambda: (world.stay(ward), world.stay(ward, admitted_on=day(-700))))
    arrange(lambda: live(session, session.merge(long), 300))
    browse.get(f"/stays/{new.id}")
    one = count_queries(lambda: browse.get(f"/stays/{new.id}"))
    assert count_queries(lambda: browse.get(f"/stays/{long.id}")) == one
