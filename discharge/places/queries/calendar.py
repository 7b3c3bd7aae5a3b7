"""England's bank holidays, from a file that comes with a package: nothing is fetched."""

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files

from discharge.places.rules.calendar import Holidays

DECEMBER = 12


@lru_cache(maxsize=1)
def holidays() -> Holidays:
    """The holidays of England and Wales, read once. Known until the end of the last year that the list covers.

    Only the package's data is read: its code would import an HTTP client to ask for what is here already.
    Source: docs/sources.md#working-days
    """
    text = (files("govuk_bank_holidays") / "bank-holidays.json").read_text(encoding="utf-8")
    days = sorted(date.fromisoformat(event["date"]) for event in json.loads(text)["england-and-wales"]["events"])
    last = days[-1]
    return Holidays(frozenset(days), date(last.year, 12, 31) if last.month == DECEMBER else last)
