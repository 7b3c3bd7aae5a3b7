"""People of ours in others' beds: found, placed, reviewed, back again. And people of other areas in ours."""

from typing import Any
from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.web import attempt, look, now, open_form, requires, submit
from discharge.core.words import counted
from discharge.places.models import Organisation
from discharge.stays.commands import placing
from discharge.stays.commands.from_elsewhere import say_from_elsewhere
from discharge.stays.forms.admitting import FindForm
from discharge.stays.forms.answers import answer_to
from discharge.stays.forms.elsewhere import (
    CancelPlacementForm,
    ChangePlacementForm,
    EndForm,
    FromElsewhereForm,
    PlaceForm,
    PlaceNewForm,
    ReviewForm,
)
from discharge.stays.pages.elsewhere import (
    FindToPlacePage,
    FromElsewherePage,
    PersonToPlace,
    PlacementFormPage,
    PlacementPage,
    PlacePage,
    who_is_placed,
)
from discharge.stays.pages.plan import Conflict
from discharge.stays.policies import may_edit, may_place_elsewhere
from discharge.stays.queries.elsewhere import (
    WholePlacement,
    find_to_place,
    get_placement,
    person_to_place,
    trust_to_place_from,
    visitor,
)
from discharge.stays.views.blueprint import bp
from discharge.stays.views.opening import opened
from discharge.stays.views.sending import send, show

REVIEW_HINT = "Leave empty for the latest day that is agreed"


@bp.route("/organisations/<uuid:organisation_id>/placements/find", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def place_find(organisation_id: UUID) -> ResponseReturnValue:
    trust = trust_to_place_from(db.session, g.actor, organisation_id)
    form = FindForm()
    seen = attempt(
        form, lambda: look(find_to_place, placing.note_search_to_place, organisation_id, form.number.data or "")
    )
    if seen is not None and not seen.found:
        return _show_new(trust, _begin_new(seen.number), nobody_has=seen.number)
    page = FindToPlacePage.of(form, trust, seen, local_date(now()))
    return render_template("stays/place_find.html", page=page)


@bp.route("/organisations/<uuid:organisation_id>/placements/new/<uuid:person_id>", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def place_person(organisation_id: UUID, person_id: UUID) -> ResponseReturnValue:
    seen = look(person_to_place, placing.note_search_to_place, organisation_id, person_id)
    (known,) = seen.found
    form = PlaceForm(started_on=local_date(now()))
    done = submit(
        placing.place_elsewhere,
        lambda: form.command(organisation_id, person_id),
        form,
        to=_to_placement,
        says="Placed elsewhere",
    )
    if done is not None:
        return done
    page = PlacePage(
        form=form,
        trust=seen.organisation.name,
        back=url_for("stays.place_find", organisation_id=organisation_id),
        action=url_for("stays.place_person", organisation_id=organisation_id, person_id=person_id),
        review_hint=REVIEW_HINT,
        person=PersonToPlace.of(known, organisation_id, local_date(now())),
    )
    return render_template("stays/place.html", page=page)


@bp.route("/organisations/<uuid:organisation_id>/placements/new", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def place_new(organisation_id: UUID) -> ResponseReturnValue:
    trust = trust_to_place_from(db.session, g.actor, organisation_id)
    form = PlaceNewForm(started_on=local_date(now()))
    done = submit(
        placing.place_elsewhere,
        lambda: form.command(organisation_id, form.person()),
        form,
        to=_to_placement,
        says="Placed elsewhere",
    )
    if done is not None:
        return done
    return _show_new(trust, form)


@bp.get("/placements/<uuid:placement_id>")
@requires(Permission.PLACE_ELSEWHERE)
def placement(placement_id: UUID) -> ResponseReturnValue:
    whole = look(get_placement, placing.note_placement_shown, placement_id, day=local_date(now()))
    return render_template("stays/placement.html", page=PlacementPage.of(whole, local_date(now())))


@bp.route("/placements/<uuid:placement_id>/change", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def placement_change(placement_id: UUID) -> ResponseReturnValue:
    whole = _opened(placement_id)
    form = ChangePlacementForm(data=_where(whole))
    sent = send(placing.change_placement, lambda: form.command(placement_id), form, to=_to_placement, says="Saved")
    return _answer(sent, "stays/placement_change.html", whole, form)


@bp.route("/placements/<uuid:placement_id>/review", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def placement_review(placement_id: UUID) -> ResponseReturnValue:
    whole = _opened(placement_id)
    row = whole.placement
    form = ReviewForm(version=str(row.version), reviewed_on=local_date(now()), return_target_on=row.return_target_on)
    sent = send(
        placing.review_placement,
        lambda: form.command(placement_id),
        form,
        to=_to_placement,
        says="Review saved",
    )
    months = whole.review_months
    hint = f"{REVIEW_HINT}: {counted(months, 'month')} after this one"
    return _answer(sent, "stays/placement_review.html", whole, form, hint=hint)


@bp.route("/placements/<uuid:placement_id>/end", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def placement_end(placement_id: UUID) -> ResponseReturnValue:
    whole = _opened(placement_id)
    form = EndForm(version=str(whole.placement.version), ended_on=local_date(now()))
    sent = send(placing.end_placement, lambda: form.command(placement_id), form, to=_to_placement, says="Ended")
    return _answer(sent, "stays/placement_end.html", whole, form)


@bp.route("/placements/<uuid:placement_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PLACE_ELSEWHERE)
def placement_cancel(placement_id: UUID) -> ResponseReturnValue:
    whole = _opened(placement_id)
    form = CancelPlacementForm()
    sent = send(
        placing.cancel_placement,
        lambda: form.command(placement_id),
        form,
        to=url_for("boards.placed_elsewhere"),
        says="The placement is cancelled",
    )
    return _answer(sent, "stays/placement_cancel.html", whole, form)


@bp.route("/stays/<uuid:stay_id>/from-elsewhere", methods=["GET", "POST"])
@requires(Permission.EDIT_STAYS)
def from_elsewhere(stay_id: UUID) -> ResponseReturnValue:
    _, who = opened(stay_id, may_edit)
    seen = visitor(db.session, g.actor, stay_id, now=now())
    said = seen.said
    values: dict[str, Any] = {"version": "0"}
    if said is not None:
        values = {name: getattr(said, name) for name in ("home_area", "taken_back_by", "target_on")}
        values |= {"is_elsewhere": answer_to(said.is_elsewhere), "version": str(said.version)}
    form = FromElsewhereForm(data=values)
    done, conflict = send(say_from_elsewhere, lambda: form.command(stay_id), form, to=who.back, says="Saved")
    if done is not None:
        return done
    if conflict:
        form.version.data = values["version"]
    page = FromElsewherePage(form=form, who=who, why=seen.why, conflict=conflict)
    return show("stays/from_elsewhere.html", page, conflict)


def _opened(placement_id: UUID) -> WholePlacement:
    return open_form(
        get_placement,
        placing.note_placement_shown,
        lambda actor, seen: may_place_elsewhere(actor, seen.placement.organisation_id),
        placement_id,
        day=local_date(now()),
    )


def _to_placement(row: Any) -> str:
    return url_for("stays.placement", placement_id=row.id)


def _where(whole: WholePlacement) -> dict[str, Any]:
    row = whole.placement
    values = {name: getattr(row, name) for name in ("provider", "unit", "reason", "started_on", "return_target_on")}
    return values | {"miles": "" if row.miles is None else str(row.miles), "version": str(row.version)}


def _answer(
    sent: tuple[ResponseReturnValue | None, Conflict | None],
    template: str,
    whole: WholePlacement,
    form: Any,
    *,
    hint: str = "",
) -> ResponseReturnValue:
    """What was carried out; else the form, after a conflict on top of what the other person saved."""
    done, conflict = sent
    if done is not None:
        return done
    if conflict:
        form.version.data = str(whole.placement.version)
    page = PlacementFormPage(form=form, who=who_is_placed(whole.placement), conflict=conflict, hint=hint)
    return show(template, page, conflict)


def _begin_new(number: str) -> PlaceNewForm:
    """A new form with the number that was looked for where it fits; an NHS number has ten digits."""
    digits = "".join(letter for letter in number if letter.isdigit())
    field = "nhs_number" if len(digits) == 10 and not any(letter.isalpha() for letter in number) else "local_number"
    return PlaceNewForm(formdata=None, data={"started_on": local_date(now()), field: number})


def _show_new(trust: Organisation, form: PlaceNewForm, nobody_has: str = "") -> ResponseReturnValue:
    page = PlacePage(
        form=form,
        trust=trust.name,
        back=url_for("stays.place_find", organisation_id=trust.id),
        action=url_for("stays.place_new", organisation_id=trust.id),
        review_hint=REVIEW_HINT,
        nobody_has=nobody_has,
    )
    return render_template("stays/place.html", page=page)
