"""The one blueprint of this module; each file of views adds its routes to it."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
