"""Values of a list as they are kept, compared and shown."""

from datetime import date

from discharge.interop.rules.columns import DATE_FIELDS, Field
from discharge.interop.rules.picture import Value
from discharge.stays.rules.codes import LEGAL_AUTHORITIES, READY_REASONS
from discharge.stays.rules.numbers import show_nhs_number


def write_value(value: Value) -> str | None:
    """As it is kept: days in ISO form, nothing for nothing."""
    return value.isoformat() if isinstance(value, date) else value or None


def read_value(field: Field, kept: str | None) -> Value:
    """What `write_value` wrote."""
    return date.fromisoformat(kept) if kept is not None and field in DATE_FIELDS else kept


def show_value(field: Field, value: Value) -> str:
    """In words; "" for nothing. A ward is shown by whoever knows its name."""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if not value:
        return ""
    if field is Field.NHS_NUMBER:
        return show_nhs_number(value)
    if field is Field.LEGAL_STATUS and (authority := LEGAL_AUTHORITIES.get(value)):
        return f"{authority.short} ({value})"
    if field is Field.READY_REASON and (reason := READY_REASONS.get(value)):
        return f"{value} {reason.short}"
    return value
