"""What is awaited, home and funding on the page of one stay."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from discharge.access.models import Role
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.states import ClosedBy, State
from discharge.blockers.rules.states import StepKind as BlockerStepKind
from discharge.funding.models import FundingStep
from discharge.funding.models import StepKind as FundingStepKind
from discharge.housing.models import CaseState
from discharge.housing.rules.steps import StepKind
from discharge.places.models import Ward
from discharge.stays.models import LegalPeriod, Stay
from tests.awaited import funding, housing, owed
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, BrowseAs

A_DAY = timedelta(days=1)


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="1"))
    return made


def part(page: Page, heading: str) -> str:
    section = page.html.select_one(f"section[aria-labelledby={heading}]")
    assert section is not None
    return " ".join(section.get_text(" ").split())


def links(page: Page, heading: str) -> dict[str, str]:
    found = page.html.select(f"section[aria-labelledby={heading}] a[href]")
    return {" ".join(link.get_text(" ").split()): str(link["href"]) for link in found}


def test_what_is_awaited_says_from_whom_what_next_and_by_when(
    browse: Browse, world: World, arrange: Arrange, stay: Stay
) -> None:
    first = arrange(lambda: owed(world, stay, due_on=TODAY - A_DAY, named_person="J. Pike", next_step="Assess her"))
    arrange(lambda: owed(world, stay, reason="EXT-11"))
    page = browse.get(f"/stays/{stay.id}")
    assert "Supported housing Late since 22 Nov Housing · J. Pike Next: Assess her" in part(page, "awaited")
    assert "Social worker due 27 Nov Council · nobody named No next step" in part(page, "awaited")
    assert links(page, "awaited")["Supported housing"] == f"/blockers/{first.id}"
    assert links(page, "awaited")["Say what is awaited"] == f"/stays/{stay.id}/blockers/new"
    for href in links(page, "awaited").values():
        browse.get(href)


def test_what_is_closed_is_folded(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    ended = {"closed_at": NOW, "closed_on": TODAY, "closed_by": ClosedBy.FINISHED, "outcome": "Place found"}
    arrange(lambda: owed(world, stay, state=State.DONE, **ended))
    page = browse.get(f"/stays/{stay.id}")
    assert "Nothing is awaited from anybody." in part(page, "awaited")
    folded = page.html.select_one("details.nhsuk-details")
    assert folded is not None
    assert " ".join(folded.get_text(" ").split()) == (
        "Not awaited any more: 1 Supported housing Done 23 Nov: Place found"
    )
    assert not folded.has_attr("open")


def test_without_cases_they_can_be_begun(browse: Browse, stay: Stay) -> None:
    page = browse.get(f"/stays/{stay.id}")
    assert links(page, "home-case") == {"Start a housing case : Housing": f"/stays/{stay.id}/housing/needs"}
    assert links(page, "funding") == {
        "Start a case : Section 117 aftercare": f"/stays/{stay.id}/funding/s117",
        "Start a case : NHS Continuing Healthcare": f"/stays/{stay.id}/funding/chc",
    }
    for href in (*links(page, "home-case").values(), *links(page, "funding").values()):
        browse.get(href)


def test_home_says_what_nobody_asked(browse: Browse, world: World, ward: Ward, arrange: Arrange) -> None:
    soon = arrange(lambda: world.stay(ward, edd=TODAY + 20 * A_DAY))
    assert "Nobody has checked for homelessness. EDD is 13 December 2026" in part(
        browse.get(f"/stays/{soon.id}"), "home-case"
    )


def test_cases_say_where_they_stand(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    def cases() -> None:
        housing(world, stay, StepKind.REFERRED, StepKind.CONSENT, checked_on=TODAY)
        funding(world, stay, "CHC-POS")
        funding(world, stay, "OTH-NA", closed_on=TODAY)

    arrange(cases)
    page = browse.get(f"/stays/{stay.id}")
    assert part(page, "home-case").startswith("Home Referred to the council")
    assert links(page, "home-case") == {"Open the housing case : Housing": f"/stays/{stay.id}/housing"}
    assert "With ICB Checklist positive, sent to ICB (28-day clock running), since 23 Nov." in part(page, "funding")
    assert "Other funding Not needed No longer asked for, since 23 Nov." in part(page, "funding")


def test_a_closed_housing_case_says_how_it_ended(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    arrange(lambda: housing(world, stay, StepKind.CLOSED, state=CaseState.CLOSED, outcome="Went home"))
    assert part(browse.get(f"/stays/{stay.id}"), "home-case").startswith("Home Closed Went home")


def test_section_117_says_why(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    held = {"person_id": stay.person_id, "kind": "detention", "code": "03", "entered_at": NOW}
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
    arrange(lambda: world.session.add(LegalPeriod(**of_stay, **held, started_on=TODAY - 5 * A_DAY)))
    assert "Qualifying detention recorded: section 3 from 18 November 2026." in part(
        browse.get(f"/stays/{stay.id}"), "funding"
    )


def test_what_became_of_them_is_in_what_happened(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    def turns() -> None:
        blocker: Blocker = owed(world, stay)
        step = {"blocker_id": blocker.id, "on": TODAY, "at": NOW, "by": "J. Pike", "owner_kind": blocker.owner_kind}
        of_trust = {"organisation_id": stay.organisation_id, "owner_key": blocker.owner_key}
        for number, kind in enumerate((BlockerStepKind.RAISED, BlockerStepKind.NOTED, BlockerStepKind.ANSWERED), 1):
            world.session.add(BlockerStep(**of_trust, **step, number=number, kind=kind, words="Can view on Friday"))
        housing(world, stay, StepKind.OFFERED)
        case = funding(world, stay, "S117-CHK")
        opened = {"number": 1, "kind": FundingStepKind.OPENED, "code": "S117-CHK", "on": TODAY - A_DAY, "at": NOW}
        world.session.add(FundingStep(organisation_id=stay.organisation_id, case_id=case.id, by="Priya Nair", **opened))

    arrange(turns)
    story = part(browse.get(f"/stays/{stay.id}"), "story")
    assert "09:30 Supported housing: answered: Can view on Friday J. Pike" in story
    assert "note: Can view" not in story
    assert "09:30 Housing, offer Priya Nair" in story
    assert "Sun 22 Nov s117, case opened. Section 117 entitlement being checked Priya Nair" in story


def test_a_bank_worker_sees_it_and_is_offered_nothing_that_does_not_open(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange, stay: Stay
) -> None:
    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    arrange(lambda: owed(world, stay))
    arrange(lambda: housing(world, stay))
    page = bank.get(f"/stays/{stay.id}")
    assert "Supported housing" in part(page, "awaited")
    assert "Say what is awaited" not in page.text
    assert not links(page, "funding")
    for heading in ("awaited", "home-case"):
        for href in links(page, heading).values():
            bank.get(href)


def test_the_page_costs_the_same_however_much_is_awaited(
    browse: Browse, world: World, ward: Ward, arrange: Arrange, count_queries: Callable[..., int]
) -> None:
    def waiting(count: int) -> Stay:
        stay = world.stay(ward)
        for reason in ("EXT-01", "EXT-11", "EXT-22", "EXT-03")[:count]:
            owed(world, stay, reason=reason)
        if count:
            housing(world, stay, *(StepKind.REFERRED,) * count)
            funding(world, stay, "S117-CHK")
        return stay

    none, many = arrange(lambda: waiting(0)), arrange(lambda: waiting(4))
    browse.get(f"/stays/{none.id}")
    few = count_queries(lambda: browse.get(f"/stays/{none.id}"))
    assert count_queries(lambda: browse.get(f"/stays/{many.id}")) == few


def test_what_is_paused_says_so_and_since_when(browse: Browse, world: World, arrange: Arrange, stay: Stay) -> None:
    def paused() -> None:
        blocker: Blocker = owed(world, stay, state=State.PAUSED, due_on=TODAY - A_DAY)
        step = {"blocker_id": blocker.id, "at": NOW, "by": "J. Pike", "owner_kind": blocker.owner_kind}
        of_trust = {"organisation_id": stay.organisation_id, "owner_key": blocker.owner_key, "words": ""}
        turns = ((BlockerStepKind.PAUSED, 9), (BlockerStepKind.RESUMED, 7), (BlockerStepKind.PAUSED, 4))
        for number, (kind, back) in enumerate(turns, 1):
            world.session.add(BlockerStep(**of_trust, **step, number=number, kind=kind, on=TODAY - back * A_DAY))

    arrange(paused)
    told = part(browse.get(f"/stays/{stay.id}"), "awaited")
    assert "Supported housing Paused since 19 Nov: not clinically ready. Housing · nobody named" in told
    assert "Late" not in told
