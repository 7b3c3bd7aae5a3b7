"""The application: extensions, blueprints, who reacts to what, error pages."""

import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from discharge.access import views as access
from discharge.access.cli import access_cli
from discharge.audit.cli import audit_cli
from discharge.audit.commands import keep_record, record_apart
from discharge.blockers import reactions as blockers
from discharge.blockers import views as blocker_pages
from discharge.blockers.events import BlockerClosed, BlockerReopened
from discharge.boards import views as boards
from discharge.core.assets import Assets
from discharge.core.db import db, engine_options, prepare
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded, TooMany
from discharge.core.events import Reactions, Wiring
from discharge.core.templates import Templates
from discharge.core.transaction import write_transaction
from discharge.core.undefined import PageUndefined
from discharge.core.web import DateConverter, now, typed_words
from discharge.days import views as days
from discharge.days.events import DayMarked
from discharge.demo.cli import demo_cli
from discharge.escalation import reactions as escalation
from discharge.escalation import views as escalation_pages
from discharge.escalation.cli import escalation_cli
from discharge.funding import reactions as funding_reactions
from discharge.funding import views as funding
from discharge.housing import reactions as housing_reactions
from discharge.housing import views as housing
from discharge.interop import views as interop
from discharge.interop.cli import interop_cli
from discharge.jobs import views as jobs
from discharge.jobs.cli import jobs_cli
from discharge.notices import views as notices
from discharge.notices.cli import notices_cli
from discharge.notices.rules.trying import KEEP_MAIL_DAYS
from discharge.partnership import views as partnership
from discharge.places import views as places
from discharge.places.cli import places_cli
from discharge.stays import views as stays
from discharge.stays.events import (
    BecameReady,
    DeathUndone,
    Died,
    Discharged,
    DischargeUndone,
    NoLongerReady,
    ResponsibleBodiesChanged,
    StayCancelled,
    StayChanged,
)
from discharge.summaries import reactions as summaries
from discharge.summaries.cli import summaries_cli

# Who answers what happened below, in rank order. Printed in docs/architecture.md, and checked by a test.
REACTIONS: Reactions = {
    StayChanged: (summaries.on_stay_changed,),
    BecameReady: (blockers.on_became_ready, housing_reactions.on_became_ready, escalation.on_became_ready),
    NoLongerReady: (
        blockers.on_no_longer_ready,
        housing_reactions.on_no_longer_ready,
        escalation.on_no_longer_ready,
    ),
    Discharged: (
        blockers.on_discharged,
        housing_reactions.on_discharged,
        funding_reactions.on_discharged,
        escalation.on_discharged,
    ),
    DischargeUndone: (
        blockers.on_discharge_undone,
        housing_reactions.on_discharge_undone,
        funding_reactions.on_discharge_undone,
        escalation.on_discharge_undone,
    ),
    Died: (funding_reactions.on_died,),
    DeathUndone: (funding_reactions.on_death_undone,),
    ResponsibleBodiesChanged: (funding_reactions.on_bodies_changed,),
    StayCancelled: (
        blockers.on_stay_cancelled,
        housing_reactions.on_stay_cancelled,
        funding_reactions.on_stay_cancelled,
        escalation.on_stay_cancelled,
    ),
    DayMarked: (blockers.on_day_marked, summaries.on_day_marked),
    BlockerClosed: (escalation.on_blocker_closed,),
    BlockerReopened: (escalation.on_blocker_reopened,),
}

COMMAND_LINES = (
    access_cli,
    audit_cli,
    demo_cli,
    escalation_cli,
    interop_cli,
    jobs_cli,
    notices_cli,
    places_cli,
    summaries_cli,
)

TEMPLATES = Path(__file__).parent.parent / "templates"
MEGABYTE = 1024 * 1024
BUSY_RETRY_SECONDS = 10
UNREAD = "What was sent could not be read. Go back and send it again."
NOTHING_FROM_OUTSIDE = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def create_app(settings: Mapping[str, Any]) -> Flask:
    """Build the application from the settings of `config.from_environment`.

    Raises RuntimeError when an endpoint declares no access, or the table of library endpoints is stale.
    """
    app = Flask(__name__, template_folder=str(TEMPLATES))
    app.config.update(
        SECRET_KEY=settings["SECRET_KEY"],
        ENVIRONMENT=settings["ENVIRONMENT"],
        SQLALCHEMY_ENGINES={"default": engine_options(settings["DATABASE_URL"])},
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings["HAS_HTTPS"],
        SESSION_COOKIE_NAME="__Host-discharge" if settings["HAS_HTTPS"] else "discharge",
        MAX_CONTENT_LENGTH=12 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        MAX_FORM_PARTS=5_000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, which ends by itself
        SMTP_URL=settings.get("SMTP_URL", ""),
        MAIL_FROM=settings.get("MAIL_FROM", ""),
        PUBLIC_URL=settings.get("PUBLIC_URL", ""),
        KEEP_MAIL_DAYS=settings.get("KEEP_MAIL_DAYS", KEEP_MAIL_DAYS),
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # assets carry their content's hash in their address
    )
    app.url_map.converters["date"] = DateConverter
    _set_up_pages(app)
    _set_up_database(app)
    CSRFProtect(app)
    access.init_app(app)
    app.register_blueprint(blocker_pages.bp)
    app.register_blueprint(boards.bp)
    app.register_blueprint(days.bp)
    app.register_blueprint(escalation_pages.bp)
    app.register_blueprint(funding.bp)
    app.register_blueprint(housing.bp)
    app.register_blueprint(interop.bp)
    notices.init_app(app)
    app.register_blueprint(jobs.bp)
    app.register_blueprint(partnership.bp)
    app.register_blueprint(places.bp)
    app.register_blueprint(stays.bp)
    for group in COMMAND_LINES:
        app.cli.add_command(group)
    app.before_request(access.gate.admit)
    app.after_request(_guard)
    for refusal, answer in ERROR_PAGES.items():
        app.register_error_handler(refusal, answer)
    if settings["PROXIES"]:
        hops = settings["PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    access.gate.check_every_endpoint(app)
    return app


def _set_up_pages(app: Flask) -> None:
    app.jinja_environment = Templates
    app.jinja_options = {"autoescape": True, "undefined": PageUndefined, "trim_blocks": True, "lstrip_blocks": True}
    ours = FileSystemLoader(str(TEMPLATES))
    app.jinja_loader = ChoiceLoader([ours, PackageLoader("nhsuk_frontend_jinja")])
    app.jinja_env.globals["asset"] = Assets()
    app.before_request(_make_nonce)


def _make_nonce() -> None:
    g.csp_nonce = secrets.token_urlsafe(16)


def _set_up_database(app: Flask) -> None:
    db.init_app(app)
    # No session here is asynchronous, and starting an event loop to close none costs a tenth of a request.
    app.teardown_appcontext_funcs = [close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)]
    with app.app_context():
        prepare(db.engine)
        db.sessionmaker.configure(info={"wiring": Wiring(reactions=REACTIONS, keep_record=keep_record)})


def _guard(response: Response) -> Response:
    """Nothing from outside, no frames, no copies kept of private pages."""
    response.headers["Content-Security-Policy"] = NOTHING_FROM_OUTSIDE.format(nonce=g.get("csp_nonce", ""))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def _page(status: int, **facts: object) -> tuple[str, int]:
    return render_template(f"errors/{status}.html", **facts), status


def _not_found(_error: Exception) -> ResponseReturnValue:
    return _page(404, typed=typed_words())


def _not_allowed(_error: NotAllowed) -> ResponseReturnValue:
    with write_transaction(db.session) as session:  # what was refused has been rolled back
        record_apart(session, "refused", actor=g.actor, now=now(), path=request.path, method=request.method)
    return _page(403, typed=typed_words())


def _superseded(error: Superseded) -> ResponseReturnValue:
    return _page(409, before=error.before, theirs=error.theirs, yours=error.yours)


def _rule_broken(error: RuleBroken) -> ResponseReturnValue:
    return _page(400, message=error.message, typed=typed_words())


def _form_too_old(_error: CSRFError) -> ResponseReturnValue:
    return _page(400, message="This form is too old or came from another place. Go back, reload and send it again.")


def _too_many(error: TooMany) -> ResponseReturnValue:
    return (*_page(429, wait_seconds=error.wait_seconds), {"Retry-After": str(error.wait_seconds)})


def _database_away(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("the database did not answer: %s", type(error).__name__)
    return (*_page(503, typed=typed_words()), {"Retry-After": str(BUSY_RETRY_SECONDS)})


def _cannot_be_stored(error: DataError) -> ResponseReturnValue:
    """A letter or number that the database cannot hold, such as NUL on PostgreSQL: nothing of it was kept."""
    db.session.rollback()  # the page asks for unread notices, which no failed transaction would answer
    current_app.logger.error("the database cannot hold what was sent: %s", type(error.orig).__name__)
    return _page(400, message=UNREAD, typed=typed_words())


def _as_http_says(error: HTTPException) -> ResponseReturnValue:
    known = {400: 400, 403: 403, 404: 404, 405: 404, 413: 400, 429: 429}
    status = known.get(error.code or 500)
    if status is None:
        return error.get_response()
    too_large = "What you sent is larger than 12 MB. Send a smaller file."
    message = too_large if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else UNREAD
    return _page(status, message=message, wait_seconds=60)[0], error.code or status


def _fault(_error: Exception) -> ResponseReturnValue:
    return _page(500)


# The one place where a refusal or a fault becomes a page.
ERROR_PAGES: Mapping[type[Exception] | int, Callable[[Any], ResponseReturnValue]] = {
    NotFound: _not_found,
    NotAllowed: _not_allowed,
    Superseded: _superseded,
    RuleBroken: _rule_broken,
    CSRFError: _form_too_old,
    TooMany: _too_many,
    DataError: _cannot_be_stored,
    OperationalError: _database_away,
    InterfaceError: _database_away,
    HTTPException: _as_http_says,
    500: _fault,
}
