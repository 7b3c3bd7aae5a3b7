"""Accounts and roles, for administrators; a ward for a shift, for ward managers."""

from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access import commands, queries
from discharge.access.forms import CoverForm, GiveRoleForm, NothingForm, PersonForm
from discharge.access.models import User
from discharge.access.pages import FormPage
from discharge.access.pages.people import BankPage, GiveRolePage, PeoplePage, PersonPage
from discharge.access.rules import Permission
from discharge.access.views import links, sessions
from discharge.access.views.blueprint import bp
from discharge.core.db import db
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.transaction import Act
from discharge.core.web import now, requires, run, submit


@bp.get("/people")
@requires(Permission.MANAGE_PEOPLE)
def people() -> ResponseReturnValue:
    named = request.args.get("named", "").strip()
    found = queries.people.people(db.session, g.actor, now=now(), named=named)
    return render_template("access/people.html", page=PeoplePage.of(found, named))


@bp.route("/people/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def add_person() -> ResponseReturnValue:
    form = PersonForm()
    form.offer(queries.people.places_to_give(db.session, g.actor))
    done = submit(commands.add_person, form.command, form, to=_page_of, says=lambda user: f"{user.name} is added")
    if done is not None:
        return done
    return render_template("access/add_person.html", page=FormPage(form=form))


@bp.get("/people/<uuid:user_id>")
@requires(Permission.MANAGE_PEOPLE, Permission.GIVE_WARD_ACCESS)
def person(user_id: UUID) -> ResponseReturnValue:
    account = queries.people.get_account(db.session, g.actor, user_id, now=now())
    administers = g.actor.may_somewhere(Permission.MANAGE_PEOPLE)
    needs_link = account.may_manage and account.user.active and not account.user.password
    page = PersonPage.of(
        account,
        NothingForm(),
        may_give=administers and g.actor.user_id != user_id,
        link=links.link_for(account.user) if needs_link else "",
        back=url_for("access.people" if administers else "access.bank"),
    )
    return render_template("access/person.html", page=page)


@bp.route("/people/<uuid:user_id>/roles/add", methods=["GET", "POST"])
@requires(Permission.MANAGE_PEOPLE)
def give_role(user_id: UUID) -> ResponseReturnValue:
    account = queries.people.get_account(db.session, g.actor, user_id, now=now())
    form = GiveRoleForm()
    form.offer(queries.people.places_to_give(db.session, g.actor))
    done = submit(commands.give_role, lambda: form.command(user_id), form, to=_page_of, says="The role is given")
    if done is not None:
        return done
    page = GiveRolePage(form=form, name=account.user.name, user_id=user_id)
    return render_template("access/give_role.html", page=page)


@bp.post("/people/roles/<uuid:membership_id>/end")
@requires(Permission.MANAGE_PEOPLE, Permission.GIVE_WARD_ACCESS)
def end_role(membership_id: UUID) -> ResponseReturnValue:
    return _press(commands.end_role, membership_id, "The role has ended")


@bp.post("/people/<uuid:user_id>/deactivate")
@requires(Permission.MANAGE_PEOPLE)
def deactivate(user_id: UUID) -> ResponseReturnValue:
    return _press(commands.deactivate, user_id, "The account is not active and is signed out everywhere")


@bp.post("/people/<uuid:user_id>/reactivate")
@requires(Permission.MANAGE_PEOPLE)
def reactivate(user_id: UUID) -> ResponseReturnValue:
    return _press(commands.reactivate, user_id, "The account is active again")


@bp.post("/people/<uuid:user_id>/ask-for-password")
@requires(Permission.MANAGE_PEOPLE)
def ask_for_password(user_id: UUID) -> ResponseReturnValue:
    return _press(commands.ask_for_password, user_id, "The old password is gone. Give them the link below")


@bp.post("/people/<uuid:user_id>/end-sessions")
@requires(Permission.MANAGE_PEOPLE)
def end_sessions(user_id: UUID) -> ResponseReturnValue:
    return _press(commands.end_sessions, user_id, "They are signed out everywhere")


@bp.post("/people/<uuid:user_id>/hand-over")
@requires(Permission.MANAGE_PEOPLE, Permission.GIVE_WARD_ACCESS)
def hand_over(user_id: UUID) -> ResponseReturnValue:
    """Sign this person out and let the other, who sits beside them, choose a password on this screen."""
    account = queries.people.get_account(db.session, g.actor, user_id, now=now())
    if not account.may_manage or account.user.password:
        raise NotAllowed
    link = links.link_for(account.user)
    sessions.end("handed over")
    return redirect(link, code=303)


@bp.route("/ward-access", methods=["GET", "POST"])
@requires(Permission.GIVE_WARD_ACCESS)
def bank() -> ResponseReturnValue:
    form = CoverForm()
    form.offer(queries.people.wards_for_shifts(db.session, g.actor), now())
    done = submit(commands.cover_ward, form.command, form, to=_page_of, says="They have the ward until then")
    if done is not None:
        return done
    page = BankPage.of(form, queries.people.shifts(db.session, g.actor, now=now()))
    return render_template("access/bank.html", page=page)


def _page_of(user: User) -> str:
    return url_for("access.person", user_id=user.id)


def _press(act: Act[UUID, User], key: UUID, says: str) -> ResponseReturnValue:
    form = NothingForm()
    if not form.validate_on_submit():
        raise RuleBroken("", "Go back and press the button again")
    return run(act, key, form, to=_page_of, says=says)
