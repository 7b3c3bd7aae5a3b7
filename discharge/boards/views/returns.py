"""The daily and the weekly return: looked at, frozen, counted again, taken away as a file."""

from datetime import date
from uuid import UUID

from flask import Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards.commands.returns import note_returns_exported
from discharge.boards.forms.returns import CountAgainForm, PressForm
from discharge.boards.pages.returns import ReturnsPage, count_again_page, table_of
from discharge.boards.views.blueprint import bp
from discharge.core.clock import FIRST_DAY, LAST_DAY, local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound, RuleBroken
from discharge.core.forms import whole_number
from discharge.core.web import look, now, requires, run, submit
from discharge.interop.adapters.tables import CSV_TYPE, XLSX_TYPE, csv_of, xlsx_of
from discharge.summaries.commands import FreezeReturn, count_again
from discharge.summaries.commands import freeze_return as freeze
from discharge.summaries.models import FrozenReturn
from discharge.summaries.policies import may_freeze
from discharge.summaries.queries.returns import get_return, trusts_with_returns
from discharge.summaries.rules.returns import week_of


@bp.get("/returns")
@requires(Permission.SEE_COUNTS)
def returns() -> ResponseReturnValue:
    """day, view, version stand in the address, so that a return can be sent on as a link."""
    day, first, last = _asked()
    trusts = trusts_with_returns(db.session, g.actor, first=first, last=last, now=now())
    today = local_date(now())
    if _is_week():
        page = ReturnsPage.of_week(PressForm(), trusts, day, today=today)
    else:
        version = whole_number(request.args.get("version", "")) or None
        page = ReturnsPage.of_day(PressForm(), trusts, day, version=version, today=today)
    return render_template("boards/returns.html", page=page)


@bp.get("/returns.<any(csv, xlsx):ending>")
@requires(Permission.SEE_COUNTS)
def export_returns(ending: str) -> ResponseReturnValue:
    _, first, last = _asked()
    trusts = look(trusts_with_returns, note_returns_exported, first=first, last=last, now=now())
    heads, rows = table_of(trusts)
    name = f"return-{first}" if first == last else f"return-{first}-to-{last}"
    content = csv_of(heads, rows) if ending == "csv" else xlsx_of("Return", heads, rows)
    answer = Response(content, content_type=CSV_TYPE if ending == "csv" else XLSX_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@bp.post("/organisations/<uuid:organisation_id>/returns/<date:day>/freeze")
@requires(Permission.FREEZE_RETURNS)
def freeze_return(organisation_id: UUID, day: date) -> ResponseReturnValue:
    form = PressForm()
    if not form.validate_on_submit():
        raise RuleBroken("", "Open the return again and press once more")
    command = FreezeReturn(organisation_id=organisation_id, day=day)
    return run(freeze, command, form, to=url_for("boards.returns", day=day.isoformat()), says=_said)


@bp.route("/returns/<uuid:return_id>/count-again", methods=["GET", "POST"])
@requires(Permission.FREEZE_RETURNS)
def count_return_again(return_id: UUID) -> ResponseReturnValue:
    old = get_return(db.session, g.actor, return_id)
    if not may_freeze(g.actor, old.organisation_id):
        raise NotAllowed
    form = CountAgainForm()
    back = url_for("boards.returns", day=old.day.isoformat())
    done = submit(
        count_again, lambda: form.command(return_id), form, to=back, says="Counted again: a new version holds"
    )
    if done is not None:
        return done
    return render_template("boards/count_again.html", page=count_again_page(form, day=old.day, as_at=old.as_at))


def _said(frozen: FrozenReturn | None) -> str:
    return "Frozen" if frozen else "It was frozen already: nothing is counted twice"


def _is_week() -> bool:
    return request.args.get("view") == "week"


def _asked() -> tuple[date, date, date]:
    """The day of the address, today where it names none; and the first and last day to be read."""
    typed = request.args.get("day", "")
    try:
        day = date.fromisoformat(typed) if typed else local_date(now())
    except ValueError:
        raise NotFound from None
    if not FIRST_DAY.year < day.year < LAST_DAY.year:
        raise NotFound
    return (day, *(week_of(day) if _is_week() else (day, day)))
