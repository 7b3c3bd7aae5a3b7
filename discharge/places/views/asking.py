"""Carrying out what a form about a place asks, and showing it until it can be done."""

from collections.abc import Callable
from typing import TypeVar

from flask import render_template
from flask.typing import ResponseReturnValue

from discharge.core.transaction import Act
from discharge.core.web import submit
from discharge.places.pages import FormPage

Given = TypeVar("Given")
Result = TypeVar("Result")


def ask(
    page: FormPage,
    act: Act[Given, Result],
    command: Callable[[], Given],
    *,
    says: str | Callable[[Result], str],
    to: str | Callable[[Result], str] = "",
) -> ResponseReturnValue:
    """The answer when the page's form was sent and carried out, else the page; a broken rule stands at its field.

    command: makes the command of a form that holds. to: where to go afterwards, "" for the page's way back.
    """
    done = submit(act, command, page.form, to=to or page.back, says=says)
    return render_template("places/form.html", page=page) if done is None else done
