"""Who may open what: every endpoint for every role. A new endpoint needs one line in MATRIX.

"Opens" here means that the gate lets the role in; which records it then sees is each screen's own test.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from discharge.access.models import Role, User
from discharge.core.db import db
from discharge.places.models import Ward
from tests.factories import World
from tests.shapes import Arrange

BANK, MEMBER, MANAGER = Role.BANK_WORKER, Role.WARD_MEMBER, Role.WARD_MANAGER
COORDINATOR, EXECUTIVE = Role.COORDINATOR, Role.EXECUTIVE
SERVICE, SYSTEM = Role.SERVICE_MANAGER, Role.SYSTEM_COORDINATOR
ADMINISTRATOR, GOVERNANCE = Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE

EVERYBODY: Final = "everybody"  # also signed out
SIGNED_IN: Final = frozenset(Role)
EDITS: Final = frozenset({MEMBER, MANAGER, COORDINATOR})
MARKS: Final = EDITS | {BANK}
SEES: Final = MARKS | {SERVICE}
IMPORTS: Final = frozenset({MANAGER, COORDINATOR})
COUNTS: Final = EDITS | {SERVICE, EXECUTIVE, SYSTEM}
ANSWERS: Final = frozenset({MANAGER, SERVICE, EXECUTIVE, SYSTEM})
OPENS: Final = frozenset({EXECUTIVE})
ESCALATES: Final = EDITS | {SERVICE, EXECUTIVE, SYSTEM}
COORDINATES: Final = frozenset({COORDINATOR})
MANAGES: Final = frozenset({MANAGER})
CONFIRMS: Final = frozenset({MANAGER, COORDINATOR})
SETS_PROTOCOLS: Final = frozenset({COORDINATOR, ADMINISTRATOR})
ADMINISTERS: Final = frozenset({ADMINISTRATOR})
GOVERNS: Final = frozenset({GOVERNANCE})
RAISES: Final = EDITS | {SERVICE}
HANDLES: Final = frozenset({MANAGER, COORDINATOR, SERVICE})

MATRIX: Final[Mapping[str, frozenset[Role] | str]] = {
    "access.add_person": ADMINISTERS,
    "access.ask_for_password": ADMINISTERS,
    "access.bank": MANAGES,
    "access.choose_password": EVERYBODY,
    "access.deactivate": ADMINISTERS,
    "access.discard_draft": SIGNED_IN,
    "access.end_own_sessions": SIGNED_IN,
    "access.end_role": ADMINISTERS | MANAGES,
    "access.end_session": SIGNED_IN,
    "access.end_sessions": ADMINISTERS,
    "access.give_role": ADMINISTERS,
    "access.hand_over": ADMINISTERS | MANAGES,
    "access.keys": SIGNED_IN,
    "access.password": SIGNED_IN,
    "access.people": ADMINISTERS,
    "access.person": ADMINISTERS | MANAGES,
    "access.reactivate": ADMINISTERS,
    "access.revoke_device": MANAGES,
    "access.save_draft": SIGNED_IN,
    "access.time_left": SIGNED_IN,
    "access.wall_devices": MANAGES,
    "access.where": SIGNED_IN,
    "blockers.change": EDITS,
    "blockers.new": EDITS,
    "blockers.protocol": SETS_PROTOCOLS,
    "blockers.protocols": SETS_PROTOCOLS,
    "blockers.review": EDITS,
    "blockers.show": SEES,
    "boards.attention": EDITS,
    "boards.blank_sheet": SEES,
    "boards.close_ward": ADMINISTERS,
    "boards.count_return_again": COORDINATES,
    "boards.end_of_day": MARKS,
    "boards.export_returns": COUNTS,
    "boards.freeze_return": COORDINATES,
    "boards.friday": EDITS,
    "boards.grid": EDITS,
    "boards.home": SIGNED_IN,
    "boards.meeting": COORDINATES,
    "boards.meeting_attendance": COORDINATES,
    "boards.meeting_card": COORDINATES,
    "boards.meeting_end": COORDINATES,
    "boards.meeting_file": COORDINATES,
    "boards.meeting_said": COORDINATES,
    "boards.meeting_sheet": COORDINATES,
    "boards.meeting_strike": COORDINATES,
    "boards.meetings": COORDINATES,
    "boards.my_actions": EDITS,
    "boards.open_record": OPENS,
    "boards.opened_record": OPENS,
    "boards.openings": GOVERNS,
    "boards.placed_elsewhere": COORDINATES,
    "boards.returns": COUNTS,
    "boards.round_card": MARKS,
    "boards.round_edd": EDITS,
    "boards.round_end": MARKS,
    "boards.round_mark": MARKS,
    "boards.round_sheet": SEES,
    "boards.round_start": MARKS,
    "boards.round_undo": MARKS,
    "boards.save_grid": EDITS,
    "boards.sro": ANSWERS,
    "boards.sro_answer": ANSWERS,
    "boards.sro_rows": ANSWERS,
    "boards.sro_week": ANSWERS,
    "boards.stay": SEES,
    "boards.wall": EVERYBODY,
    "boards.ward": SEES,
    "boards.worklist": EDITS,
    "boards.worklist_chosen": EDITS,
    "boards.worklist_do": EDITS,
    "boards.worklist_file": EDITS,
    "boards.worklist_remove_view": EDITS,
    "boards.worklist_save_view": EDITS,
    "boards.who_looked": GOVERNS,
    "boards.who_looked_at": GOVERNS,
    "days.mark": MARKS,
    "days.plan": MARKS,
    "days.undo": MARKS,
    "escalation.change": ESCALATES,
    "escalation.end_person": ADMINISTERS,
    "escalation.ladder": ADMINISTERS,
    "escalation.level": ADMINISTERS,
    "escalation.person": ADMINISTERS,
    "escalation.show": ESCALATES | {BANK},
    "escalation.ask_about_theme": RAISES,
    "escalation.ask_for_stay": RAISES,
    "escalation.ask_for_ward": RAISES,
    "escalation.raised": SEES,
    "escalation.raised_month": SEES,
    "escalation.word_for_all": COORDINATES,
    "escalation.let_go_of_all": COORDINATES,
    "escalation.wording": COORDINATES,
    "funding.after": EDITS,
    "funding.case": EDITS,
    "funding.confirm_again": CONFIRMS,
    "funding.dispute": EDITS,
    "funding.ending": EDITS,
    "funding.needs": EDITS,
    "funding.outcomes": EDITS,
    "funding.panel": EDITS,
    "funding.panel_sheet": EDITS,
    "funding.panels": EDITS,
    "funding.papers": EDITS,
    "funding.pause": EDITS,
    "funding.received": EDITS,
    "funding.resume": EDITS,
    "funding.review": EDITS,
    "funding.step": EDITS,
    "funding.waits": EDITS,
    "housing.answered": EDITS,
    "housing.case": SEES,
    "housing.change_vacancy": frozenset({COORDINATOR}),
    "housing.check": EDITS,
    "housing.close": EDITS,
    "housing.consents": EDITS,
    "housing.edit": EDITS,
    "housing.end_release": EDITS,
    "housing.offer": EDITS,
    "housing.offer_answer": EDITS,
    "housing.offer_dates": EDITS,
    "housing.offer_place": EDITS,
    "housing.places": EDITS,
    "housing.post_vacancy": frozenset({COORDINATOR}),
    "housing.received": EDITS,
    "housing.refer": EDITS,
    "housing.refer_children": EDITS,
    "housing.release": EDITS,
    "housing.reopen": EDITS,
    "housing.sheet": EDITS,
    "housing.vacancies": EDITS,
    "housing.vacancy": EDITS,
    "housing.withdraw_vacancy": frozenset({COORDINATOR}),
    "interop.apply": IMPORTS,
    "interop.columns": IMPORTS,
    "interop.differences": SEES,
    "interop.discard": IMPORTS,
    "interop.look": IMPORTS,
    "interop.missing": SEES,
    "interop.people_with_differences": SEES,
    "interop.row": IMPORTS,
    "interop.rows": IMPORTS,
    "interop.settle": EDITS,
    "interop.upload": IMPORTS,
    "interop.wards": IMPORTS,
    "notices.bell": SIGNED_IN,
    "notices.choices": SIGNED_IN,
    "notices.mail": ADMINISTERS,
    "notices.mark_all_read": SIGNED_IN,
    "notices.mark_read": SIGNED_IN,
    "notices.open_notice": SIGNED_IN,
    "notices.try_again": ADMINISTERS,
    "partnership.close": HANDLES,
    "partnership.decide": HANDLES,
    "partnership.incident": SEES,
    "partnership.incidents": SEES,
    "partnership.tell": SEES,
    "partnership.tell_of_stay": SEES,
    "jobs.administration": ADMINISTERS,
    "places.add_contact": ADMINISTERS,
    "places.add_organisation": ADMINISTERS,
    "places.add_site": ADMINISTERS,
    "places.add_team": ADMINISTERS,
    "places.add_ward": ADMINISTERS,
    "places.admin": ADMINISTERS,
    "places.change_contact": ADMINISTERS,
    "places.change_team": ADMINISTERS,
    "places.change_ward": ADMINISTERS,
    "places.council_functions": ADMINISTERS,
    "places.number": ADMINISTERS,
    "places.numbers": ADMINISTERS,
    "places.rename_organisation": ADMINISTERS,
    "places.rename_site": ADMINISTERS,
    "places.reopen_ward": ADMINISTERS,
    "places.set_beds": ADMINISTERS,
    "places.set_rounds": ADMINISTERS,
    "places.ward": ADMINISTERS,
    "places.ward_number": ADMINISTERS,
    "places.ward_numbers": ADMINISTERS,
    "security.login": EVERYBODY,
    "security.logout": EVERYBODY,
    "security.static": EVERYBODY,
    "static": EVERYBODY,
    "stays.absence": EDITS,
    "stays.absence_cancel": EDITS,
    "stays.absence_change": EDITS,
    "stays.absence_correct": EDITS,
    "stays.admit": EDITS,
    "stays.admit_new": EDITS,
    "stays.admit_person": EDITS,
    "stays.ask_edd": EDITS,
    "stays.cancel": EDITS,
    "stays.carer": EDITS,
    "stays.death": EDITS,
    "stays.death_undo": EDITS,
    "stays.edd": EDITS,
    "stays.follow_up": EDITS,
    "stays.follow_up_arrange": EDITS,
    "stays.follow_up_close": EDITS,
    "stays.from_elsewhere": EDITS,
    "stays.key_date": EDITS,
    "stays.key_date_outcome": EDITS,
    "stays.leave": EDITS,
    "stays.legal": EDITS,
    "stays.legal_end": EDITS,
    "stays.legal_strike_out": EDITS,
    "stays.money": EDITS,
    "stays.no_longer_ready": EDITS,
    "stays.people": EDITS,
    "stays.place_find": COORDINATES,
    "stays.place_new": COORDINATES,
    "stays.place_person": COORDINATES,
    "stays.placement": COORDINATES,
    "stays.placement_cancel": COORDINATES,
    "stays.placement_change": COORDINATES,
    "stays.placement_end": COORDINATES,
    "stays.placement_review": COORDINATES,
    "stays.planned_date": EDITS,
    "stays.purpose": EDITS,
    "stays.ready": EDITS,
    "stays.ready_dates": EDITS,
    "stays.ready_reason": EDITS,
    "stays.reopen": EDITS,
    "stays.transfer": EDITS,
}

VALUES: Final[Mapping[str, Any]] = {
    "day": date(2026, 11, 23),
    "ending": "csv",
    "token": "nonsense",
    "filename": "none.css",
}


@pytest.fixture
def everyone(world: World, ward: Ward, arrange: Arrange) -> dict[Role, User]:
    places = {BANK: ward, MEMBER: ward, MANAGER: ward, ADMINISTRATOR: world.system}
    made: dict[Role, User] = arrange(
        lambda: {role: world.user(role, places.get(role, world.trust), password="never used") for role in Role}
    )
    return made


def test_every_endpoint_is_in_the_table(shared_app: Flask) -> None:
    assert sorted(MATRIX) == sorted(shared_app.view_functions)


def test_every_endpoint_for_every_role(app: Flask, everyone: dict[Role, User], ward: Ward) -> None:
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in MATRIX:
            continue  # the test above names it
        for role, user in (*everyone.items(), (None, None)):
            found = _answer(app, rule, user, ward)
            expected = _expected(MATRIX[rule.endpoint], role)
            if found != expected:
                wrong.append(f"{rule.endpoint} for {role or 'nobody'}: {found}, not {expected}")
    assert wrong == []


def _expected(allowed: frozenset[Role] | str, role: Role | None) -> str:
    if allowed == EVERYBODY or role in allowed:
        return "opens"
    return "asks to sign in" if role is None else "refused"


def _answer(app: Flask, rule: Rule, user: User | None, ward: Ward) -> str:
    values = {name: _value(rule, name, ward) for name in rule.arguments}
    with app.test_request_context():
        path = url_for(rule.endpoint, **values)
    with app.app_context():  # loaded anew: signing out everywhere gave it a new uniquifier
        client = app.test_client(user=db.session.get_one(User, user.id)) if user else app.test_client()
    answer = client.get(path) if "GET" in (rule.methods or ()) else client.post(path)
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?next="):
        return "asks to sign in"
    if answer.status_code == 403:
        return "refused"
    return "opens" if answer.status_code < 500 else f"fails with {answer.status}"


def _value(rule: Rule, name: str, ward: Ward) -> Any:
    known: dict[str, UUID] = {"ward_id": ward.id, "organisation_id": ward.organisation_id}
    if name in known:
        return known[name]
    if name in VALUES:
        return VALUES[name]
    if f"int:{name}" in rule.rule:
        return 1
    is_key = f"uuid:{name}" in rule.rule
    return uuid4() if is_key else date(2026, 11, 23) if f"date:{name}" in rule.rule else "none"
