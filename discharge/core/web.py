"""What views use: run a command, look at a record, and say which power a route needs."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.routing import BaseConverter, ValidationError

from discharge.core.actor import Actor
from discharge.core.clock import FIRST_DAY, LAST_DAY, utc_now
from discharge.core.db import db
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.forms import Form
from discharge.core.transaction import Act, AlreadyDone, Answer, carry_out_once, write_transaction

P = ParamSpec("P")
R = TypeVar("R")
Given = TypeVar("Given")
Result = TypeVar("Result")
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class DateConverter(BaseConverter):
    """`<date:day>` in a route: an ISO day that a ward may write down. Anything else is a missing page."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValidationError from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError
        return day

    def to_url(self, value: date) -> str:
        return value.isoformat()


def addresses(endpoint: str, key: str, **others: Any) -> Callable[[UUID], str]:
    """The address of an endpoint for each of many rows: `url_for` for every row would cost more than the row.

    key: what the route calls the UUID of a row. others: what else stands in the address, the same for all.
    """
    nobody = UUID(int=0)
    others[key] = nobody
    pattern = url_for(endpoint, **others)
    before, _, after = pattern.partition(str(nobody))
    return lambda row_id: f"{before}{row_id}{after}"


def public(view: View) -> View:
    """This route answers anybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]  # read by app.check_every_endpoint
    return view


def signed_in(view: View) -> View:
    """This route answers every signed-in person: their own account, their own home."""
    view.access = "signed in"  # type: ignore[attr-defined]
    return view


def requires(*powers: StrEnum) -> Callable[[View], View]:
    """This route answers people who have one of these powers somewhere; the command or query asks where."""

    def mark(view: View) -> View:
        view.access = powers  # type: ignore[attr-defined]
        return view

    return mark


def now() -> datetime:
    """The moment this request began, the same for everything it does."""
    if "now" not in g:
        g.now = utc_now()
    moment: datetime = g.now
    return moment


def run(
    act: Act[Given, Result],
    command: Given,
    form: Form,
    *,
    to: str | Callable[[Result], str],
    says: str | Callable[[Result], str] = "",
) -> ResponseReturnValue:
    """Carry out what a form asks, once, and send the person on.

    to: the address to go to, or a function of the command's result. says: the words to show there.
    The same form sent again gets the same answer. Refusals pass through for the view or the error pages.
    """

    def answer(result: Result) -> Answer:
        return Answer(to(result) if callable(to) else to, says(result) if callable(says) else says)

    try:
        given = carry_out_once(db.session, act, command, key=form.key, answer=answer, actor=g.actor, now=now())
    except AlreadyDone as done:
        given = done.answer
    if given.said:
        flash(given.said)
    return redirect(given.location, code=303)


def typed_words() -> tuple[str, ...]:
    """The sentences of a form of ours that was refused as a whole, for its page to give back.

    Never a password. A form that came from elsewhere is turned away before any page of ours would show it.
    """
    words = (value.strip() for name, value in request.form.items(multi=True) if "password" not in name)
    return tuple(value for value in words if " " in value)


def attempt(form: Form, do: Callable[[], R]) -> R | None:
    """What `do` answers once the form was sent and holds; None to show the form, with a broken rule at its field."""
    if form.validate_on_submit():
        try:
            return do()
        except RuleBroken as broken:
            form.add_error(broken)
    return None


def submit(
    act: Act[Given, Result],
    command: Callable[[], Given],
    form: Form,
    *,
    to: str | Callable[[Result], str],
    says: str | Callable[[Result], str] = "",
) -> ResponseReturnValue | None:
    """`run` what a form asks: the answer once it was carried out, None to show the form.

    command: makes the command of a form that holds. Other refusals than a broken rule pass through.
    """
    return attempt(form, lambda: run(act, command(), form, to=to, says=says))


def look(
    query: Callable[Concatenate[Session, Actor, P], R],
    note: Act[R, None],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Read what a person may see, then keep on record that they saw it. No line, no page.

    query: `query(session, actor, *args)`, read and closed first. note: `note(session, seen, *, actor, now)` records the
    viewing, in a short write transaction of its own, before the answer leaves.
    """
    seen = query(db.session, g.actor, *args, **kwargs)
    _keep_viewing(note, seen)
    return seen


def open_form(
    query: Callable[Concatenate[Session, Actor, P], R],
    note: Act[R, None],
    may: Callable[[Actor, R], bool],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Read what a form is about; `look` when it is opened, while one that is sent leaves the line of its command.

    may: whether this person may use the form. Raises NotAllowed before it is shown rather than after it is filled in.
    """
    seen = query(db.session, g.actor, *args, **kwargs)
    if not may(g.actor, seen):
        raise NotAllowed
    if request.method == "GET":
        _keep_viewing(note, seen)
    return seen


def _keep_viewing(note: Act[R, None], seen: R) -> None:
    with write_transaction(db.session) as session:
        note(session, seen, actor=g.actor, now=now())
