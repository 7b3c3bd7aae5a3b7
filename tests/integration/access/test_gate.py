"""The gate: no endpoint without a declared access, nothing for somebody signed out."""

import pytest
from flask import Flask

from discharge.access.models import Role
from discharge.access.views.gate import LIBRARY_ENDPOINTS, access_of, check_every_endpoint
from discharge.places.models import Ward
from tests.factories import World
from tests.shapes import Arrange, BrowseAs


def test_every_endpoint_declares_its_access(shared_app: Flask) -> None:
    check_every_endpoint(shared_app)
    assert {endpoint for endpoint in shared_app.view_functions if access_of(shared_app, endpoint) is None} == set()


def test_an_endpoint_without_access_stops_the_application(shared_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shared_app.view_functions, "stays.forgotten", lambda: "")
    with pytest.raises(RuntimeError, match=r"stays\.forgotten"):
        check_every_endpoint(shared_app)


def test_a_stale_entry_of_the_table_stops_the_application(shared_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(shared_app.view_functions, next(iter(LIBRARY_ENDPOINTS)))
    with pytest.raises(RuntimeError, match="stale"):
        check_every_endpoint(shared_app)


def test_a_refusal_says_whom_to_ask(world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs) -> None:
    manager = browse_as(arrange(lambda: world.user(Role.WARD_MANAGER, ward)))
    assert "If you need this for your work, ask an administrator." in manager.get("/administration", status=403).text
    member = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, ward)))
    assert "ask your ward manager." in member.get("/administration", status=403).text


@pytest.mark.parametrize("path", ["/administration", "/stays/00000000-0000-0000-0000-000000000001", "/nothing-here"])
def test_a_refused_page_says_who_is_signed_in(
    world: World, ward: Ward, arrange: Arrange, browse_as: BrowseAs, path: str
) -> None:
    nurse = arrange(lambda: world.user(Role.WARD_MEMBER, ward, name="Priya Nair"))
    page = browse_as(nurse).get(path, status=403 if path == "/administration" else 404)
    assert "Priya Nair" in page.text
    assert page.html.find("button", string="Sign out")
    assert "Sign out" not in browse_as(None).get("/nothing-here", status=404).text
