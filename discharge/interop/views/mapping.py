"""Saying once what the columns of a site's list are, and which ward is which."""

from uuid import UUID

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.db import db
from discharge.core.web import look, requires, submit
from discharge.interop.commands.applying import read_stored
from discharge.interop.commands.previewing import note_list_shown, sheet_of
from discharge.interop.commands.profiles import name_wards, save_profile
from discharge.interop.forms import ColumnsForm, WardNamesForm
from discharge.interop.pages.lists import ColumnsPage, WardNamesPage
from discharge.interop.queries import lists
from discharge.interop.rules.columns import propose_mapping
from discharge.interop.views.blueprint import bp


@bp.route("/ward-lists/<uuid:list_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT_LISTS)
def columns(list_id: UUID) -> ResponseReturnValue:
    found, sheet = look(sheet_of, note_list_shown, list_id)
    profile, site = found.profile, found.site
    wards = [(str(ward.id), ward.name) for ward in lists.wards_to_cover(db.session, g.actor, site)]
    form = ColumnsForm()
    form.offer(sheet.header, wards)
    if not form.is_submitted():
        proposed = {field.value: name for field, name in propose_mapping(sheet.header).names.items()}
        form.propose(proposed if profile is None else {**proposed, **profile.columns})
        form.name.data = profile.name if profile else "Hourly list"
        form.ward_ids.data = profile.ward_ids if profile else [key for key, _ in wards]
        form.time_column.data = profile.time_column if profile else ""
    profile_id = profile.id if profile else None
    done = submit(
        save_profile,
        lambda: form.command(site.id, list_id, profile_id, found.stored.sheet_name),
        form,
        to=url_for("interop.look", list_id=list_id),
        says="Columns saved",
    )
    if done is not None:
        return done
    return render_template("interop/columns.html", page=ColumnsPage.of(form, found, sheet)), 400 if form.errors else 200


@bp.route("/ward-lists/<uuid:list_id>/wards", methods=["GET", "POST"])
@requires(Permission.IMPORT_LISTS)
def wards(list_id: UUID) -> ResponseReturnValue:
    found = lists.get_list(db.session, g.actor, list_id)
    here = url_for("interop.look", list_id=list_id, asked="yes")
    if found.profile is None:
        return redirect(url_for("interop.columns", list_id=list_id))
    names = read_stored(db.session, g.actor, list_id).intake.unknown_wards
    if not names:
        return redirect(here)
    covered = [
        (str(ward.id), ward.name)
        for ward in lists.wards_to_cover(db.session, g.actor, found.site)
        if ward.id in found.profile.covered
    ]
    form = WardNamesForm()
    form.offer(names, covered)
    profile_id = found.profile.id
    done = submit(name_wards, lambda: form.command(profile_id, names), form, to=here, says="Wards saved")
    if done is not None:
        return done
    page = WardNamesPage(form=form, filename=found.stored.filename)
    return render_template("interop/wards.html", page=page), 400 if form.errors else 200
