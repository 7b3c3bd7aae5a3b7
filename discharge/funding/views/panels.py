"""Panels: which cases are before one, the sheet for it, and the outcomes of all of them on one screen."""

from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.core.transaction import AlreadyDone, Answer, carry_out_once
from discharge.core.web import look, now, requires
from discharge.core.words import counted
from discharge.funding.commands.seeing import note_panel_printed, note_panel_shown
from discharge.funding.commands.steps import take_step
from discharge.funding.forms.panels import FindPanelForm, OutcomeForm, PanelForm, entered_for
from discharge.funding.models import FundingCase
from discharge.funding.pages.panels import PanelPage, PanelsPage, SheetPage
from discharge.funding.queries.panels import PanelCase, panel_days, panel_list
from discharge.funding.rules.codes import PANEL_OUTCOMES
from discharge.funding.views.blueprint import bp

SAVED = ""


@bp.route("/panels", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def panels() -> ResponseReturnValue:
    form = FindPanelForm()
    if form.validate_on_submit():
        return redirect(url_for("funding.panel", day=form.day.day), code=303)
    days = panel_days(db.session, g.actor, now=now())
    return render_template("funding/panels.html", page=PanelsPage.of(days, form, local_date(now())))


@bp.get("/panels/<date:day>")
@requires(Permission.WORK_FUNDING)
def panel(day: date) -> ResponseReturnValue:
    found = look(panel_list, note_panel_shown, day, now=now())
    return render_template("funding/panel.html", page=PanelPage.of(found, PanelForm(data={"on": day})))


@bp.get("/panels/<date:day>/sheet")
@requires(Permission.WORK_FUNDING)
def panel_sheet(day: date) -> ResponseReturnValue:
    found = look(panel_list, note_panel_printed, day, now=now())
    return render_template("funding/panel_sheet.html", page=SheetPage.of(found, printed_by=g.actor.name))


@bp.post("/panels/<date:day>")
@requires(Permission.WORK_FUNDING)
def outcomes(day: date) -> ResponseReturnValue:
    """One command and one result a row: a row that is refused leaves the others as they were saved.

    Where somebody left, or their case was put off, since the list was opened, that row is answered like any other.
    """
    sent = entered_for(request.form)
    found = panel_list(db.session, g.actor, day, also=sent, now=now())
    form = PanelForm()
    forms = {each.case_id.hex: OutcomeForm.sent(each) for each in found.cases}
    results: dict[str, str] = {}
    problems: dict[str, str] = {}
    if form.validate():
        for each in found.cases:
            row = forms[each.case_id.hex]
            if row.was_sent and each.decided is not None:
                if overtaken := row.overtaken_by(each.decided.code, each):
                    problems[each.case_id.hex] = overtaken
            elif row.was_sent:
                problem = _save(each, row, form)
                if problem == SAVED:
                    outcome = PANEL_OUTCOMES.get(row.outcome.data)
                    results[each.case_id.hex] = outcome.description if outcome else ""
                else:
                    problems[each.case_id.hex] = problem
    if not problems and not form.errors:
        if results:
            flash(f"{counted(len(results), 'outcome')} saved")
        else:
            flash("Nothing entered", "important")
        return redirect(url_for("funding.panel", day=day), code=303)
    shown = panel_list(db.session, g.actor, day, also=sent, now=now())
    page = PanelPage.of(shown, form, forms, results=results, problems=problems)
    return render_template("funding/panel.html", page=page)


def _save(each: PanelCase, row: OutcomeForm, form: PanelForm) -> str:
    """SAVED, or why not, in words."""
    if not row.validate():
        return next(str(field.errors[0]) for field in row if field.errors)
    answer = Answer("", "")

    def said(_case: FundingCase) -> Answer:
        return answer

    try:
        command = row.command(each, form)
        carry_out_once(db.session, take_step, command, key=row.key, answer=said, actor=g.actor, now=now())
    except AlreadyDone:
        return SAVED
    except RuleBroken as broken:
        return broken.message
    except Superseded as superseded:
        theirs = "; ".join(superseded.theirs.values())
        return f"Somebody else saved first ({theirs}). Save again to put yours on top."
    except (NotAllowed, NotFound):
        return "You may not change this case now. Open the panel again."
    return SAVED
