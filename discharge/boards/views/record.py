"""Who looked at a person's record, or changed it. Looking here is kept on record as well."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.audit.queries import Mark
from discharge.boards import commands, queries
from discharge.boards.commands.lists import note_openings_shown
from discharge.boards.forms.record import FindPersonForm
from discharge.boards.pages.openings import OpeningsPage
from discharge.boards.pages.record import FindPage, RecordPage
from discharge.boards.queries.openings import OpeningMark
from discharge.boards.queries.openings import openings as openings_of
from discharge.boards.views.blueprint import bp
from discharge.core.clock import FIRST_DAY, LAST_DAY
from discharge.core.errors import NotFound, RuleBroken
from discharge.core.forms import whole_number
from discharge.core.web import look, requires

M = TypeVar("M")


@bp.route("/record", methods=["GET", "POST"])
@requires(Permission.READ_RECORD)
def who_looked() -> ResponseReturnValue:
    """The number is posted, so that it stands in no address and in no server's log."""
    form = FindPersonForm()
    if not form.validate_on_submit():
        return render_template("boards/record_find.html", page=FindPage.of(form))
    found = look(queries.record.people_numbered, commands.note_people_searched, form.number.data or "")
    if len(found.people) == 1:
        return redirect(url_for("boards.who_looked_at", person_id=found.people[0].id), code=303)
    if not found.people:
        form.add_error(RuleBroken("number", "Nobody has this number here. Check it and enter it again"))
    return render_template("boards/record_find.html", page=FindPage.of(form, found.people))


@bp.get("/record/<uuid:person_id>")
@requires(Permission.READ_RECORD)
def who_looked_at(person_id: UUID) -> ResponseReturnValue:
    seen = look(queries.record.person_record, commands.note_record_read, person_id, after=_after(_mark))
    return render_template("boards/record.html", page=RecordPage.of(seen))


@bp.get("/record/openings")
@requires(Permission.READ_RECORD)
def openings() -> ResponseReturnValue:
    """By reference alone: who somebody is stands on the page about them, which leaves a line of its own."""
    seen = look(openings_of, note_openings_shown, after=_after(_opening_mark))
    return render_template("boards/openings.html", page=OpeningsPage.of(seen))


def _after(mark: Callable[[list[str]], M]) -> M | None:
    """Where a page begins, from its address. Raises NotFound for an address that no page of ours has."""
    words = request.args.get("after", "")
    try:
        return mark(words.split("~")) if words else None
    except ValueError:
        raise NotFound from None


def _mark(parts: list[str]) -> Mark:
    at, organisation_id, number = parts
    return Mark(at=_moment(at), organisation_id=UUID(organisation_id), number=whole_number(number))


def _opening_mark(parts: list[str]) -> OpeningMark:
    at, opening_id = parts
    return OpeningMark(at=_moment(at), id=UUID(opening_id))


def _moment(words: str) -> datetime:
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is None or not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise ValueError(words)
    return moment
