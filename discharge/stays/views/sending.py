"""Carrying out what a form about a stay asks, and what is shown when it could not be."""

from collections.abc import Callable
from typing import TypeVar

from flask import render_template
from flask.typing import ResponseReturnValue

from discharge.core.errors import Superseded
from discharge.core.forms import Form
from discharge.core.transaction import Act
from discharge.core.web import submit
from discharge.stays.forms.parts import SeenForm
from discharge.stays.pages.plan import Conflict

Given = TypeVar("Given")
Result = TypeVar("Result")


def send(
    act: Act[Given, Result],
    command: Callable[[], Given],
    form: Form,
    *,
    to: str | Callable[[Result], str],
    says: str | Callable[[Result], str],
) -> tuple[ResponseReturnValue | None, Conflict | None]:
    """`submit`, and what two people wrote at once.

    After a conflict the form keeps what was typed and carries what the other person saved, so that sending it again is
    a decision.
    """
    try:
        return submit(act, command, form, to=to, says=says), None
    except Superseded as superseded:
        if isinstance(form, SeenForm):
            form.carry(superseded.theirs)
        return None, Conflict.of(superseded)


def show(template: str, page: object, conflict: Conflict | None) -> ResponseReturnValue:
    """The page of a form; 409 when somebody else saved first."""
    return render_template(template, page=page), 409 if conflict else 200
