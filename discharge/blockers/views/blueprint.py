"""The one blueprint of this module."""

from flask import Blueprint

bp = Blueprint("blockers", __name__)
