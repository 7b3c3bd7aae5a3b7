"""The one blueprint of this module."""

from flask import Blueprint

bp = Blueprint("days", __name__, url_prefix="/stays/<uuid:stay_id>/days/<date:date>")
