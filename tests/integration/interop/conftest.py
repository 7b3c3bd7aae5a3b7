"""A profile for the ward of the tests, and lists to bring in by it."""

import pytest
from sqlalchemy.orm import Session

from discharge.places.models import Ward
from tests.integration.interop.ward_lists import Lists, make_profile


@pytest.fixture
def lists(session: Session, ward: Ward) -> Lists:
    return Lists(session, make_profile(session, ward))
