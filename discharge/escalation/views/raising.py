"""Asking a level above, and giving words to what triggers raised."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed, RuleBroken, Superseded
from discharge.core.transaction import Act
from discharge.core.web import look, now, open_form, requires, submit
from discharge.escalation import commands, policies
from discharge.escalation.commands.seeing import note_asking_begun, note_wording_shown
from discharge.escalation.commands.together import Together, let_go_together, word_together
from discharge.escalation.forms.raising import (
    AskAgainForm,
    LetGoTogetherForm,
    RaiseForm,
    ShownForm,
    ThemeForm,
    TogetherForm,
)
from discharge.escalation.models import Escalation
from discharge.escalation.pages.gone import GonePage
from discharge.escalation.pages.raising import (
    RaisePage,
    WordingPage,
    added_words,
    asked_words,
    group_page,
    let_go_words,
    proposals,
    together_words,
)
from discharge.escalation.queries.raising import ToRaise, to_raise, to_raise_for_trust, to_raise_for_ward
from discharge.escalation.queries.receipts import raised_about_themes
from discharge.escalation.queries.wording import group_to_word, to_word
from discharge.escalation.views.blueprint import bp
from discharge.stays.pages.plan import Conflict

Given = TypeVar("Given")
Result = TypeVar("Result")

CLOSED_MEANWHILE = RuleBroken("", "What this was to be added to was closed meanwhile: look at the rest, and ask anew")


@bp.route("/stays/<uuid:stay_id>/escalate", methods=["GET", "POST"])
@requires(Permission.RAISE_ESCALATIONS)
def ask_for_stay(stay_id: UUID) -> ResponseReturnValue:
    blocker_id = request.args.get("blocker", type=UUID)
    found = open_form(
        to_raise,
        note_asking_begun,
        lambda actor, found: found.stay is not None and policies.may_raise(actor, found.stay),
        stay_id,
        blocker_id,
        now=now(),
    )
    return _ask(found, back=url_for("boards.stay", stay_id=stay_id))


@bp.route("/wards/<uuid:ward_id>/escalate", methods=["GET", "POST"])
@requires(Permission.RAISE_ESCALATIONS)
def ask_for_ward(ward_id: UUID) -> ResponseReturnValue:
    found = to_raise_for_ward(db.session, g.actor, ward_id, now=now())
    return _ask(found, back=url_for("escalation.raised", ward_id=ward_id))


@bp.route("/trusts/<uuid:trust_id>/escalate", methods=["GET", "POST"])
@requires(Permission.RAISE_ESCALATIONS)
def ask_about_theme(trust_id: UUID) -> ResponseReturnValue:
    found = to_raise_for_trust(db.session, g.actor, trust_id, now=now())
    words_some = g.actor.may_somewhere(Permission.WORD_ESCALATIONS)
    return _ask(found, ThemeForm, back=url_for("escalation.wording" if words_some else "boards.home"), to=_page_of)


@bp.get("/escalations/to-word")
@requires(Permission.WORD_ESCALATIONS)
def wording() -> ResponseReturnValue:
    desk = look(to_word, note_wording_shown, now=now())
    themes = raised_about_themes(db.session, g.actor, now=now())
    return render_template("escalation/wording.html", page=WordingPage.of(g.actor, desk, themes))


@bp.route("/escalations/to-word/<group>", methods=["GET", "POST"])
@requires(Permission.WORD_ESCALATIONS)
def word_for_all(group: str) -> ResponseReturnValue:
    form = TogetherForm()
    return _for_all(
        group,
        form,
        word_together,
        form.asked,
        may=policies.may_word_together,
        to=_theme_of,
        says=together_words,
        title="Ask once for all of them",
        button="Ask",
        intro="One ask about what they all wait for. It names nobody.",
    )


@bp.route("/escalations/to-word/<group>/let-go", methods=["GET", "POST"])
@requires(Permission.WORD_ESCALATIONS)
def let_go_of_all(group: str) -> ResponseReturnValue:
    form = LetGoTogetherForm()
    return _for_all(
        group,
        form,
        let_go_together,
        form.asked,
        may=None,
        to=url_for("escalation.wording"),
        says=let_go_words,
        title="Let all of them go",
        button="Let them go",
        intro="One reason for all of them. None is raised again until what raised it has passed and returned.",
    )


def _for_all(
    group: str,
    form: ShownForm,
    act: Act[Given, Result],
    command: Callable[[date], Given],
    *,
    may: Callable[[Actor, UUID], bool] | None,
    to: str | Callable[[Result], str],
    says: Callable[[Result], str],
    title: str,
    button: str,
    intro: str,
) -> ResponseReturnValue:
    """What is said once for everybody of a group. command: of the form, given the day.

    may: who may open it, given the trust; None for everybody who sees the group.
    """
    try:
        done = submit(act, lambda: command(local_date(now())), form, to=to, says=says)
    except Superseded as superseded:
        return _gone(superseded)
    if done is not None:
        return done
    found = group_to_word(db.session, g.actor, group, now=now())
    if may is not None and not may(g.actor, found.trust_id):
        raise NotAllowed
    form.about(found.members)
    page = group_page(found, form, title=title, button=button, intro=intro)
    return render_template("layouts/form.html", page=page)


def _gone(superseded: Superseded) -> ResponseReturnValue:
    """Nothing of the group waits any more: what was typed is shown, and the list as it is now is one step away."""
    gone = GonePage.of_group(Conflict.of(superseded), url_for("escalation.wording"))
    return render_template("escalation/gone.html", page=gone), 409


def _ask(
    found: ToRaise, kind: type[RaiseForm] = RaiseForm, *, back: str, to: str | Callable[[Escalation], str] = ""
) -> ResponseReturnValue:
    """to: where to go once it is asked, back where it came from unless said otherwise."""
    is_more = "version" in request.form
    if found.asked is not None and (request.method == "GET" or is_more):
        return _ask_again(found, found.asked, back=back)
    blocker = found.blocker
    form = kind.begin(found.choices, found.levels, blocker.owner if blocker else None, **proposals(found))
    if is_more:
        form.add_error(CLOSED_MEANWHILE)
        form.version.data = ""
        return render_template("escalation/raise.html", page=RaisePage.of(found, form, back=back))
    done = submit(
        commands.raise_escalation,
        lambda: form.asked(found),
        form,
        to=to or back,
        says=_asked_words,
    )
    return done or render_template("escalation/raise.html", page=RaisePage.of(found, form, back=back))


def _ask_again(found: ToRaise, asked: Escalation, *, back: str) -> ResponseReturnValue:
    """Only what is kept is asked for."""
    form = AskAgainForm(data={"version": str(asked.version)})
    done = submit(commands.ask_again, lambda: form.asked(found.today, asked.id), form, to=back, says=added_words)
    return done or render_template("escalation/raise.html", page=RaisePage.of(found, form, back=back))


def _asked_words(escalation: Escalation) -> str:
    return asked_words(escalation, now())


def _theme_of(asked: Together) -> str:
    return _page_of(asked.theme)


def _page_of(escalation: Escalation) -> str:
    return url_for("escalation.show", escalation_id=escalation.id)
