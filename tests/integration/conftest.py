"""Application and database together: a fresh database a test, time standing still at `factories.NOW`."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask_login import FlaskLoginClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from discharge.access.models import Role, User, UserSession
from discharge.app import create_app
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.places.models import Ward
from tests.browse import Browse, signed_in
from tests.databases import Database, a_database
from tests.factories import NOW, World
from tests.shapes import Arrange, BrowseAs


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with a_database(tmp_path_factory.mktemp("database")) as made:
        yield made


class Client(FlaskLoginClient):
    """Each request has a context of its own, as on a server, also where a test holds one open."""

    def __init__(self, app: Flask, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(app, *args, user=user, **kwargs)
        if user is not None:
            begun = UserSession(id=uuid4(), user_id=user.id, began_at=NOW)
            with app.app_context(), write_transaction(db.session) as session:
                session.add(begun)
            with self.session_transaction() as kept:
                kept["session_id"] = str(begun.id)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def shared_app(database: Database) -> Flask:
    app = create_app(
        {
            "SECRET_KEY": "for tests only, never for people",
            "ENVIRONMENT": "test",
            "DATABASE_URL": database.address,
            "PROXIES": 0,
            "HAS_HTTPS": False,
        }
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Client
    return app


@pytest.fixture
def app(shared_app: Flask, database: Database) -> Iterator[Flask]:
    """The application on an empty database."""
    with shared_app.app_context():
        db.engine.dispose()
        database.renew()
    yield shared_app
    with shared_app.app_context():
        db.engine.dispose()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """Time stands still at NOW for every request; `clock.now = ...` moves it."""
    clock = Clock()
    monkeypatch.setattr("discharge.core.web.utc_now", lambda: clock.now)
    return clock


class Clock:
    now: datetime = NOW


@pytest.fixture
def session(app: Flask, clock: Clock) -> Iterator[Session]:
    """The application's session, for arranging and looking; what a test arranges must be committed to be seen."""
    with app.app_context():
        yield db.session


@pytest.fixture
def world(session: Session) -> World:
    """A trust with a site, committed."""
    with write_transaction(session):
        return World(session)


@pytest.fixture
def arrange(session: Session) -> Arrange:
    """Build rows in one committed transaction: `stay = arrange(lambda: world.stay(ward))`."""

    def build(make: Callable[[], Any]) -> Any:
        with write_transaction(session):
            return make()

    return build


@pytest.fixture
def ward(world: World, arrange: Arrange) -> Ward:
    made: Ward = arrange(world.ward)
    return made


@pytest.fixture
def nurse(world: World, ward: Ward, arrange: Arrange) -> User:
    """A member of `ward`."""
    made: User = arrange(lambda: world.user(Role.WARD_MEMBER, ward, name="Priya Nair"))
    return made


@pytest.fixture
def browse_as(app: Flask, clock: Clock) -> BrowseAs:
    return lambda user: signed_in(app, user)


@pytest.fixture
def browse(browse_as: BrowseAs, nurse: User) -> Browse:
    """The ward member's browser."""
    return browse_as(nurse)


@pytest.fixture
def count_queries(session: Session) -> Callable[[Callable[[], object]], int]:
    """How many SQL statements a call sends, begin and commit apart."""

    def count(act: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        engine: Engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len([statement for statement in sent if not statement.startswith("BEGIN")])

    return count
