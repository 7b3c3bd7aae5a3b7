"""Screens of housing."""

from discharge.housing.views import case, duty, offers, vacancies
from discharge.housing.views.blueprint import bp

__all__ = ["bp", "case", "duty", "offers", "vacancies"]
