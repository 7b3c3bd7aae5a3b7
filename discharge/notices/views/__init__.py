"""The bell, what somebody turned off, and the mail that waits."""

from flask import Flask

from discharge.notices.views import bell, frame, mail
from discharge.notices.views.blueprint import bp

__all__ = ["bell", "bp", "frame", "init_app", "mail"]


def init_app(app: Flask) -> None:
    """Join the screens and the bell of every page to the application."""
    app.register_blueprint(bp)
    app.context_processor(frame.bell_of_page)
