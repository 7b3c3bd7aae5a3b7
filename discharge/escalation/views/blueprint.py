"""The one blueprint of this module."""

from flask import Blueprint

bp = Blueprint("escalation", __name__)
