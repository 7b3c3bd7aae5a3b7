"""The reference of a stay."""

from uuid import UUID

from discharge.stays.rules.reference import reference_of_stay


def test_a_reference_is_the_beginning_of_the_random_key() -> None:
    assert reference_of_stay(UUID("3f2a9c01-7a52-4f0e-8d35-2b8f6f1f9d10")) == "S-3F2A-9C01"
