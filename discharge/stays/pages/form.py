"""A form laid out by its fields, each by its kind: templates/layouts/form.html."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from discharge.core.forms import Form
from discharge.stays.pages.plan import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsPage:
    """about: whom or what it is about, in a line. intro: what must be read before. hints: field name to one line.

    headings: what stands above a field.
    """

    title: str
    form: Form
    button: str
    back: str
    about: str = ""
    intro: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    conflict: Conflict | None = None
