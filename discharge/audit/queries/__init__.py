"""Reading the record: what was done about one person, and whether the chains hold."""

from discharge.audit.queries.chains import Fault, Verdict, verify
from discharge.audit.queries.people import Entry, Mark, Page, lines_about

__all__ = ["Entry", "Fault", "Mark", "Page", "Verdict", "lines_about", "verify"]
