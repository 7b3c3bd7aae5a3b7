"""What I owe, and what is lost until the next working day."""

from flask import render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards.commands.lists import note_before_monday_shown, note_my_actions_shown
from discharge.boards.pages.actions import ListPage
from discharge.boards.queries import actions as queries
from discharge.boards.views.blueprint import bp
from discharge.core.web import look, now, requires


@bp.get("/my-actions")
@requires(Permission.WORK_BLOCKERS)
def my_actions() -> ResponseReturnValue:
    seen = look(queries.my_actions, note_my_actions_shown, now=now())
    return render_template("boards/people_list.html", page=ListPage.of_mine(seen))


@bp.get("/friday")
@requires(Permission.WORK_BLOCKERS)
def friday() -> ResponseReturnValue:
    seen = look(queries.before_next_working_day, note_before_monday_shown, now=now())
    return render_template("boards/people_list.html", page=ListPage.before(seen))
