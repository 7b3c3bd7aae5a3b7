"""Addresses of screens that stand in other files. A screen that this product was built without gets no link."""

from flask import current_app, url_for


def link(endpoint: str, **values: object) -> str:
    """The address, or "" when there is no such screen."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]
