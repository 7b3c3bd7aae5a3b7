"""Holding a round."""

from datetime import timedelta
from typing import Any

import pytest

from discharge.access.models import Role
from discharge.core.errors import NotFound, RuleBroken
from discharge.days import commands
from discharge.days.queries.rounds import open_round, rounds_of
from discharge.places.models import Ward
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange


def test_a_round_has_a_lead_people_and_a_length(days: Any, ward: Ward) -> None:
    start = commands.StartRound(ward_id=ward.id, lead="Dr Osei", present=("Priya Nair", "OT"))
    held = days.do(commands.start_round, start)
    assert open_round(days.session, days.actor, ward.id, now=NOW).id == held.id
    days.do(commands.end_round, commands.EndRound(round_id=held.id), now=NOW + timedelta(minutes=24))
    ended = rounds_of(days.session, days.actor, ward.id, TODAY)[0]
    assert (ended.lead, ended.present, ended.ended_at - ended.started_at) == (
        "Dr Osei",
        ["Priya Nair", "OT"],
        timedelta(minutes=24),
    )


def test_a_second_start_joins_the_round_that_is_open(days: Any, ward: Ward) -> None:
    first = days.do(commands.start_round, commands.StartRound(ward_id=ward.id, lead="Dr Osei"))
    second = days.do(commands.start_round, commands.StartRound(ward_id=ward.id, lead="Dr Patel"))
    assert (second.id, second.lead) == (first.id, "Dr Patel")


def test_a_round_needs_a_lead(days: Any, ward: Ward) -> None:
    with pytest.raises(RuleBroken):
        days.do(commands.start_round, commands.StartRound(ward_id=ward.id, lead=""))


def test_another_ward_holds_no_round_here(days: Any, ward: Ward, world: World, arrange: Arrange) -> None:
    stranger = days.as_user(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    with pytest.raises(NotFound):
        stranger.do(commands.start_round, commands.StartRound(ward_id=ward.id, lead="Dr Osei"))
    held = days.do(commands.start_round, commands.StartRound(ward_id=ward.id, lead="Dr Osei"))
    with pytest.raises(NotFound):
        stranger.do(commands.end_round, commands.EndRound(round_id=held.id))
