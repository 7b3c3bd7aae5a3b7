"""Who opened the person behind a reference, and why: for information governance alone, and itself on record."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.models import RecordOpening, Stay
from discharge.stays.rules.opening import OPEN_FOR
from discharge.stays.rules.reference import reference_of_stay
from tests.browse import Browse, Page
from tests.factories import NOW, World
from tests.shapes import Arrange, BrowseAs

REASON = "The panel decides about this flat today"


@pytest.fixture
def governance(world: World, browse_as: BrowseAs, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.INFORMATION_GOVERNANCE, world.trust, name="Dana Reed")))


@pytest.fixture
def officer(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Joan Ellery"))
    return made


@pytest.fixture
def stay(world: World, ward: Ward, arrange: Arrange) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, person=world.person(surname="Khan")))
    return made


def opening(stay: Stay, by: User, at: datetime, reason: str = REASON) -> RecordOpening:
    return RecordOpening(
        organisation_id=stay.organisation_id,
        user_id=by.id,
        stay_id=stay.id,
        person_id=stay.person_id,
        reason=reason,
        at=at,
        until_at=at + OPEN_FOR,
    )


def rows(page: Page) -> list[list[str]]:
    for label in page.html.select("td [aria-hidden]"):
        label.decompose()
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in page.html.select("tbody tr")]


def test_an_opening_stands_here_with_who_why_and_until_when_and_without_a_name(
    governance: Browse, officer: User, browse_as: BrowseAs, stay: Stay, session: Session
) -> None:
    assert "Nobody has opened a record" in governance.get("/record/openings").text
    browse_as(officer).get(f"/sro/stays/{stay.id}/open").submit(reason=REASON)
    page = governance.get("/record")
    assert page.html.find("a", href="/record/openings") is not None
    page = governance.get("/record/openings")
    reference = reference_of_stay(stay.id)
    assert rows(page) == [
        ["23 Nov 2026, 09:30:00", "09:45", "Joan Ellery", "executive", "Northmoor Mental Health", reference, REASON]
    ]
    assert "Khan" not in page.text
    session.rollback()
    line = session.scalars(select(AuditLine).where(AuditLine.action == "record.openings_shown")).one()
    member = session.scalars(
        select(AuditGroupMember.person_id).where(AuditGroupMember.group_digest == line.group_digest)
    ).one()
    assert (line.user_name, member) == ("Dana Reed", stay.person_id)
    link = page.html.find("a", string=reference)
    assert link is not None
    about = governance.get(str(link["href"]))
    assert about.heading.startswith("Born")
    assert [f"Person behind a reference: {words}" in about.text for words in ("opened", "shown")] == [True, True]


def test_newest_first_a_hundred_a_page_also_where_several_are_of_one_moment(
    governance: Browse, officer: User, stay: Stay, session: Session, arrange: Arrange
) -> None:
    def many() -> None:
        session.add_all(opening(stay, officer, NOW - timedelta(hours=n // 3), f"Reason number {n}") for n in range(130))

    arrange(many)
    first = governance.get("/record/openings")
    older = next(str(a["href"]) for a in first.html.find_all("a") if a.get_text(strip=True) == "Older")
    second = governance.get(older)
    whens, reasons = zip(*((row[0], row[-1]) for row in rows(first) + rows(second)), strict=True)
    assert (len(rows(second)), len(set(reasons))) == (30, 130)
    assert [int(words.split()[-1]) // 3 for words in reasons] == sorted(n // 3 for n in range(130))
    assert whens[0] == "23 Nov 2026, 09:30:00"
    assert "Newest" in second.text
    for made_up in ("x", "2026-01-01T00:00:00~y", f"2026-01-01T00:00:00~{stay.id}", "2026-01-01T00:00:00+00:00~1~2"):
        governance.get(f"/record/openings?after={made_up.replace('+', '%2B')}", status=404)


def test_each_trusts_openings_are_its_own_and_a_systems_are_all(
    world: World, browse_as: BrowseAs, governance: Browse, officer: User, stay: Stay, session: Session, arrange: Arrange
) -> None:
    def elsewhere() -> Any:
        trust = world.organisation(OrganisationKind.TRUST, "Southmoor")
        person = world.person(organisation_id=trust.id, surname="Hale")
        other = world.stay(world.ward("Rowan", trust=trust), person=person)
        by = world.user(Role.EXECUTIVE, trust, name="Rhona Blake")
        session.add_all([opening(stay, officer, NOW), opening(other, by, NOW - timedelta(minutes=1))])
        return world.user(Role.INFORMATION_GOVERNANCE, world.system)

    of_system = browse_as(arrange(elsewhere))
    assert [row[2] for row in rows(governance.get("/record/openings"))] == ["Joan Ellery"]
    both = rows(of_system.get("/record/openings"))
    assert [(row[2], row[4]) for row in both] == [
        ("Joan Ellery", "Northmoor Mental Health"),
        ("Rhona Blake", "Southmoor"),
    ]
    session.rollback()
    kept = session.scalars(select(AuditLine).where(AuditLine.action == "record.openings_shown")).all()
    assert len({line.organisation_id for line in kept}) == 2  # one line a trust
