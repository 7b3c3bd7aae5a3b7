"""The people behind a number on home."""

from flask import render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.boards.commands.lists import note_attention_shown
from discharge.boards.pages.attention import AttentionPage
from discharge.boards.queries import attention as queries
from discharge.boards.views.blueprint import bp
from discharge.core.errors import NotFound
from discharge.core.web import look as look_at
from discharge.core.web import now, requires


@bp.get("/attention/<look>")
@requires(Permission.WORK_BLOCKERS)
def attention(look: str) -> ResponseReturnValue:
    wanted = next((each for each in queries.Look if each == look), None)
    if wanted is None:
        raise NotFound
    seen = look_at(queries.attention, note_attention_shown, wanted, now=now())
    return render_template("boards/attention.html", page=AttentionPage.of(seen))
