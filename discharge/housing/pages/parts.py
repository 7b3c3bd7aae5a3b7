"""What the pages of housing share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from flask import url_for

from discharge.core.forms import Form
from discharge.stays.models import Stay
from discharge.stays.pages.plan import Conflict, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """words "": not recorded."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A form about one person, its fields in their order. hints: field name to one line. headings: above a field.

    warnings: what must be read before. note: a line below the heading.
    """

    title: str
    form: Form
    who: Who
    button: str
    hints: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    note: str = ""
    conflict: Conflict | None = None

    @classmethod
    def about(
        cls,
        stay: Stay,
        form: Form,
        *,
        title: str,
        button: str,
        hints: Mapping[str, str] | None = None,
        headings: Mapping[str, str] | None = None,
        warnings: tuple[str, ...] = (),
        note: str = "",
    ) -> Self:
        return cls(
            title=title,
            form=form,
            who=Who.of(stay, url_for("housing.case", stay_id=stay.id)),
            button=button,
            hints=hints or {},
            headings=headings or {},
            warnings=warnings,
            note=note,
        )
