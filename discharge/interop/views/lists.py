"""Bringing a list in: sent, looked at, applied."""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.core.web import attempt, now, requires, run
from discharge.core.web import look as look_at
from discharge.interop.adapters import read_ward_list
from discharge.interop.commands.applying import AlreadyApplied, ApplyList, PreviewChanged, apply_list, read_stored
from discharge.interop.commands.previewing import is_waiting, note_preview, preview
from discharge.interop.commands.storing import StoreList, store_list
from discharge.interop.forms import ApplyForm, UploadForm
from discharge.interop.pages.lists import AppliedPage, LookPage, UnreadablePage, UploadPage, WardWay
from discharge.interop.queries import differences, lists
from discharge.interop.queries.lists import ListWithProfile
from discharge.interop.rules.words import folded
from discharge.interop.views.blueprint import bp


@bp.route("/ward-lists", methods=["GET", "POST"])
@requires(Permission.IMPORT_LISTS)
def upload() -> ResponseReturnValue:
    form = UploadForm()
    profiles = lists.profiles(db.session, g.actor)
    sites = lists.sites(db.session, g.actor)
    kinds = [(f"profile:{profile.id}", f"{site.name}: {profile.name}") for profile, site in profiles]
    kinds += [(f"site:{site.id}", f"{site.name}: a new kind of list, whose columns are named once") for site in sites]
    form.offer(kinds)
    sites_of = {str(profile.id): profile.site_id for profile, _ in profiles}
    known = {folded(name) for profile, _ in profiles for name in profile.columns.values()}
    done = attempt(form, lambda: _store(form, form.command(sites_of), known))
    if done is not None:
        return done
    rows_waiting = lists.count_waiting(db.session, g.actor)
    missing = len(differences.not_on_list(db.session, g.actor, now=now()))
    page = UploadPage.of(form, lists.recent_lists(db.session, g.actor), rows_waiting, missing)
    return render_template("interop/upload.html", page=page), 400 if form.errors else 200


def _store(form: UploadForm, command: StoreList, known_names: set[str]) -> ResponseReturnValue:
    """Keep the file, and go on to what it would change. Raises RuleBroken for one that cannot be read, also kept."""
    try:
        read_ward_list(BytesIO(command.content), known_names=known_names, sheet_name=command.sheet_name)
    except RuleBroken as broken:
        refused = replace(command, refused=broken.message)
        carry_out(db.session, store_list, refused, actor=g.actor, now=now())
        raise
    return run(store_list, command, form, to=lambda stored: url_for("interop.look", list_id=stored.id))


@bp.get("/ward-lists/<uuid:list_id>")
@requires(Permission.IMPORT_LISTS)
def look(list_id: UUID) -> ResponseReturnValue:
    found = lists.get_list(db.session, g.actor, list_id)
    if not is_waiting(found):
        return render_template("interop/applied.html", page=AppliedPage.of(found, _ways_on(found)))
    if found.profile is None:
        return redirect(url_for("interop.columns", list_id=list_id))
    return _show(found, ApplyForm())


def _ways_on(found: ListWithProfile) -> list[WardWay]:
    """To the wards that this list covers: who may bring in a list for a ward may also see and edit its people."""
    covered = found.profile.covered if found.profile else frozenset()
    return [
        WardWay(
            name=ward.name,
            board=url_for("boards.ward", ward_id=ward.id),
            grid=url_for("boards.grid", ward_id=ward.id),
        )
        for ward in lists.wards_to_cover(db.session, g.actor, found.site)
        if ward.id in covered
    ]


@bp.post("/ward-lists/<uuid:list_id>/apply")
@requires(Permission.IMPORT_LISTS)
def apply(list_id: UUID) -> ResponseReturnValue:
    form = ApplyForm()
    found = lists.get_list(db.session, g.actor, list_id)
    here = url_for("interop.look", list_id=list_id)
    done = attempt(form, lambda: _apply(form, list_id, here))
    return _show(found, form) if done is None else done


def _apply(form: ApplyForm, list_id: UUID, here: str) -> ResponseReturnValue:
    """Raises RuleBroken. What changed since it was looked at is looked at again."""
    read = read_stored(db.session, g.actor, list_id)
    command = ApplyList(read=read, digest=form.digest.data or "", accept_size=form.accept_size.data)
    try:
        return run(apply_list, command, form, to=here, says="The list has been applied")
    except (AlreadyApplied, PreviewChanged) as changed:
        flash(changed.message, "important")
        return redirect(here, code=303)


def _show(found: ListWithProfile, form: ApplyForm) -> ResponseReturnValue:
    try:
        seen = look_at(preview, note_preview, found.stored.id, now=now())
    except RuleBroken as broken:
        columns = url_for("interop.columns", list_id=found.stored.id)
        page = UnreadablePage(filename=found.stored.filename, message=broken.message, columns_link=columns)
        return render_template("interop/unreadable.html", page=page), 400
    names = seen.read.intake.unknown_wards
    was_asked = request.method == "POST" or "asked" in request.args
    if names and not was_asked and found.profile is not None and not found.profile.ward_names:
        return redirect(url_for("interop.wards", list_id=found.stored.id))
    form.digest.data = seen.planned.plan.digest()
    return render_template("interop/look.html", page=LookPage.of(form, seen)), 400 if form.errors else 200
