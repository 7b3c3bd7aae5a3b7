"""When two owners are the same."""

from uuid import UUID

from discharge.blockers.rules.owner import Owner
from discharge.days.rules.codes import OwnerKind

ONE, TWO, TEAM = UUID(int=1), UUID(int=2), UUID(int=3)


def test_an_owner_is_its_kind_office_and_team() -> None:
    owners = [
        Owner(OwnerKind.HOUSING),
        Owner(OwnerKind.COUNCIL),
        Owner(OwnerKind.HOUSING, ONE),
        Owner(OwnerKind.HOUSING, TWO),
        Owner(OwnerKind.HOUSING, ONE, team_id=TEAM),
        Owner(OwnerKind.HOUSING, contact_id=ONE),
        Owner(OwnerKind.ICB, ONE, joint_id=TWO),
    ]
    assert len({owner.key for owner in owners}) == len(owners)
    assert all(len(owner.key) <= 200 for owner in owners)


def test_two_together_are_the_same_in_either_order() -> None:
    assert Owner(OwnerKind.ICB, ONE, joint_id=TWO).key == Owner(OwnerKind.COUNCIL, TWO, joint_id=ONE).key


def test_an_owner_is_known_by_an_office_or_by_its_kind_alone() -> None:
    assert not Owner(OwnerKind.HOUSING).is_known
    assert Owner(OwnerKind.HOUSING, ONE).is_known
    assert Owner(OwnerKind.COURTS, contact_id=ONE).is_known
    assert Owner(OwnerKind.FAMILY).is_known


def test_courts_alone_have_no_clock() -> None:
    assert [kind for kind in OwnerKind if not Owner(kind).has_clock] == [OwnerKind.COURTS]
