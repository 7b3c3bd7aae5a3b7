"""What a case waits for, in the order in which it matters."""

from uuid import UUID

import pytest

from discharge.housing.rules.awaited import Awaited, OpenOffer, OpenReferral, awaited

COUNCIL, PROVIDER = UUID(int=1), UUID(int=2)


def offer(**columns: bool | str) -> OpenOffer:
    values = {"route": "supported", "is_assessed": False, "is_accepted": False, "is_signed": False}
    return OpenOffer(provider_id=PROVIDER, **{**values, "has_move_date": False, **columns})  # type: ignore[arg-type]  # columns of a dataclass


def found(route: str = "", referral: UUID | None = None, *offers: OpenOffer) -> Awaited | None:
    sent = OpenReferral(council_id=referral, is_to_children=False) if referral else None
    return awaited(route=route, council_ids=[COUNCIL], referral=sent, offers=offers)


@pytest.mark.parametrize(
    ("case", "reason", "whose"),
    [
        (found("supported"), "EXT-22", None),
        (found("social"), "EXT-24", COUNCIL),
        (found("temporary"), "EXT-26", COUNCIL),
        (found("private"), "EXT-25", None),
        (found("own"), "EXT-30", None),
        (found("supported", COUNCIL), "EXT-27", COUNCIL),
        (found("supported", COUNCIL, offer()), "EXT-23", PROVIDER),
        (found("private", COUNCIL, offer(route="private")), "EXT-25", PROVIDER),
        (found("supported", None, offer(), offer(is_accepted=True)), "EXT-22", PROVIDER),
    ],
)
def test_what_is_awaited_and_from_whom(case: Awaited | None, reason: str, whose: UUID | None) -> None:
    assert case is not None
    assert (case.reason, case.organisation_id) == (reason, whose)


def test_a_referral_to_childrens_services_is_owed_by_that_council() -> None:
    sent = OpenReferral(council_id=COUNCIL, is_to_children=True)
    case = awaited(route="", council_ids=[], referral=sent, offers=[])
    assert case == Awaited(
        reason="EXT-17", organisation_id=COUNCIL, next_step="Answer the referral to children's services"
    )


def test_nothing_is_awaited_before_a_home_is_looked_for_and_once_a_move_date_stands() -> None:
    assert found() is None
    assert found("supported", COUNCIL, offer(is_accepted=True, is_signed=True, has_move_date=True)) is None


def test_after_accepting_the_signature_comes_first() -> None:
    steps = [found("supported", None, offer(is_accepted=True, is_signed=signed)) for signed in (False, True)]
    assert [step.next_step for step in steps if step] == [
        "Get the tenancy or licence signed",
        "Agree a date to move",
    ]
