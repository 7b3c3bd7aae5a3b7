"""The application for a server or for `flask --app wsgi`."""

from config import from_environment
from discharge.app import create_app

app = create_app(from_environment())
