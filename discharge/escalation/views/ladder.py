"""The ladder of a system, a trust or another organisation: levels, and who answers."""

from collections.abc import Sequence
from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.models import ScopeKind
from discharge.access.queries.people import Place
from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import now, requires, submit
from discharge.escalation.commands.ladder import add_post, end_post, set_level
from discharge.escalation.forms.ladder import EndPostForm, LevelForm, PostForm
from discharge.escalation.pages.ladder import LadderPage
from discharge.escalation.queries import administration as queries
from discharge.escalation.rules.ladder import Terms
from discharge.escalation.views.blueprint import bp
from discharge.places.pages import FormPage

KEPT = "Today or later. What stands on the level keeps the day it was given"


@bp.get("/ladder")
@requires(Permission.SET_LADDER)
def ladder() -> ResponseReturnValue:
    places = queries.ladder_places(db.session, g.actor)
    asked = request.args.get("place", "")
    place = next((each for each in places if str(each.id) == asked), None) or _first(places)
    page = LadderPage.of(
        queries.ladder_set(db.session, g.actor, place.id, now=now()),
        places,
        is_system=place.kind is ScopeKind.SYSTEM,
        place_href=lambda key: url_for("escalation.ladder", place=key),
        level_href=lambda level: url_for("escalation.level", place_id=place.id, level=level),
        add_href=lambda key, level: url_for("escalation.person", place_id=key, level=level),
        end_href=lambda key: url_for("escalation.end_person", post_id=key),
    )
    return render_template("escalation/ladder.html", page=page)


@bp.route("/ladder/<uuid:place_id>/levels/<int:level>", methods=["GET", "POST"])
@requires(Permission.SET_LADDER)
def level(place_id: UUID, level: int) -> ResponseReturnValue:
    found = queries.ladder_set(db.session, g.actor, place_id, now=now())
    terms = next((each.terms for each in found.levels if each.terms.level == level), None)
    if terms is None:
        raise NotFound
    form = LevelForm(data=_begin(terms))
    back = url_for("escalation.ladder", place=place_id)
    done = submit(set_level, lambda: form.command(place_id, level), form, to=back, says="Level saved")
    hints = {
        "answer_days": "0 is the same working day",
        "meets": "For example: weekly delay meeting, Thursdays",
        "from_on": KEPT,
        "source": "For example: system board, 12 March 2026, paper 7",
    }
    page = FormPage(
        title=f"Level {level}: {terms.name}",
        caption=found.place.name,
        back=back,
        button="Save level",
        form=form,
        hints=hints,
    )
    return render_template("places/form.html", page=page) if done is None else done


@bp.route("/ladder/<uuid:place_id>/levels/<int:level>/people", methods=["GET", "POST"])
@requires(Permission.SET_LADDER)
def person(place_id: UUID, level: int) -> ResponseReturnValue:
    place = queries.place_with(db.session, g.actor, place_id)
    if level not in queries.levels_of(db.session, place):
        raise NotFound
    offered = list(queries.candidates(db.session, g.actor, place, now=now()))
    form = PostForm(data={"from_on": local_date(now())})
    form.offer(offered)
    back = _back(place)
    done = submit(add_post, lambda: form.command(place_id, level), form, to=back, says="Saved who answers")
    nobody = "Nobody has a role that answers here: an administrator gives roles under People first."
    page = FormPage(
        title=f"Who answers at level {level}?",
        caption=place.name,
        back=back,
        button="Save",
        form=form,
        intro="" if offered else nobody,
        hints={
            "user_id": "Everybody whose role answers here",
            "until_on": "For a deputy while somebody is away. Leave it empty for good",
        },
    )
    return render_template("places/form.html", page=page) if done is None else done


@bp.route("/ladder/people/<uuid:post_id>", methods=["GET", "POST"])
@requires(Permission.SET_LADDER)
def end_person(post_id: UUID) -> ResponseReturnValue:
    post, name = queries.get_post(db.session, g.actor, post_id)
    place = queries.place_with(db.session, g.actor, post.place_id)
    form = EndPostForm(data={"until_on": local_date(now())})
    if not form.is_submitted():
        form.version.data = str(post.version)
    back = _back(place)
    done = submit(end_post, lambda: form.command(post_id), form, to=back, says=f"Saved the last day of {name}")
    page = FormPage(
        title=f"{name} answers until",
        caption=f"{place.name}, level {post.level}",
        back=back,
        button="Save last day",
        form=form,
        hints={"until_on": "Yesterday, if they answer no more from now on"},
    )
    return render_template("places/form.html", page=page) if done is None else done


def _first(places: Sequence[Place]) -> Place:
    """A trust before a system: there people are named."""
    of_trusts = [each for each in places if each.kind is not ScopeKind.SYSTEM]
    if not places:
        raise NotFound
    return (of_trusts or places)[0]


def _back(place: Place) -> str:
    return url_for("escalation.ladder", place=place.organisation_id or place.id)


def _begin(terms: Terms) -> dict[str, object]:
    return {
        "name": terms.name,
        "role": terms.role,
        "answer_days": str(terms.answer_days),
        "meets": terms.meets,
        "is_always": terms.is_always,
        "from_on": local_date(now()),
    }
