"""The one blueprint of this module."""

from flask import Blueprint

bp = Blueprint("jobs", __name__)
