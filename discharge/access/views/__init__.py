"""Sign-in, accounts, and the gate every request passes."""

from flask import Flask

from discharge.access.views import chrome, drafts, gate, keys, links, people, sessions, sign_in, walls, where
from discharge.access.views.blueprint import bp

__all__ = [
    "bp",
    "chrome",
    "drafts",
    "gate",
    "init_app",
    "keys",
    "links",
    "people",
    "sessions",
    "sign_in",
    "walls",
    "where",
]


def init_app(app: Flask) -> None:
    """Join sign-in, the frame of pages and this module's screens to the application."""
    sign_in.join_library(app)
    app.register_blueprint(bp)
    app.context_processor(chrome.frame)
    app.after_request(drafts.forget_when_done)
