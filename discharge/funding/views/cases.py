"""One case and its steps."""

from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound
from discharge.core.web import look, now, requires, submit
from discharge.funding import policies
from discharge.funding.commands.opening import open_case
from discharge.funding.commands.seeing import note_case_shown
from discharge.funding.commands.steps import take_step
from discharge.funding.forms.cases import OpenForm, PapersForm
from discharge.funding.forms.steps import StepForm
from discharge.funding.models import FundingCase
from discharge.funding.pages.cases import CasePage, OpeningPage
from discharge.funding.queries.cases import CaseView, case_view
from discharge.funding.rules.codes import STATUSES, Ask
from discharge.funding.rules.entitlement import Answer
from discharge.funding.views.blueprint import bp
from discharge.funding.views.opening import ask, kind_of, opened


@bp.route("/stays/<uuid:stay_id>/funding/<kind>", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def case(stay_id: UUID, kind: str) -> ResponseReturnValue:
    wanted = kind_of(kind)
    if request.method == "POST":
        return _open(case_view(db.session, g.actor, stay_id, wanted, now=now()))
    view = look(case_view, note_case_shown, stay_id, wanted, now=now())
    if view.case is None:
        page = OpeningPage.of(view, OpenForm(data={"on": local_date(now())}), g.actor)
        return render_template("funding/opening.html", page=page)
    form = PapersForm.of(wanted, view.papers)
    return render_template("funding/case.html", page=CasePage.of(view, view.case, form, g.actor))


def _open(view: CaseView) -> ResponseReturnValue:
    if not policies.may_work(g.actor, view.stay):
        raise NotAllowed
    form = OpenForm()
    here = url_for("funding.case", stay_id=view.stay.id, kind=view.kind)
    done = submit(open_case, lambda: form.command(view.stay.id, view.kind), form, to=here, says="Case opened")
    if done is not None:
        return done
    return render_template("funding/opening.html", page=OpeningPage.of(view, form, g.actor))


@bp.route("/stays/<uuid:stay_id>/funding/<kind>/steps/<code>", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def step(stay_id: UUID, kind: str, code: str) -> ResponseReturnValue:
    wanted = kind_of(kind)
    view, found = opened(stay_id, wanted)
    status = STATUSES.get(code)
    if status is None or status.kind is not wanted or Ask.ENDING in status.asked:
        raise NotFound
    if Ask.CONFIRM in status.asked and not policies.may_confirm(g.actor, view.stay):
        raise NotAllowed
    form = StepForm.of(
        code,
        is_settling=found.state.endswith("DISP") and Ask.INTERIM not in status.asked,
        on=view.today,
        needs=list(found.needs),
        panel_on=found.panel_on,
    )
    return ask(
        view,
        found,
        form,
        take_step,
        lambda: form.command(stay_id, wanted, code),
        title=status.description,
        says=f"{status.short}: saved",
        intro=_intro(view, found, code),
    )


def _intro(view: CaseView, case: FundingCase, code: str) -> tuple[str, ...]:
    """What to know before the step is taken."""
    asked = STATUSES[code].asked
    if Ask.CONFIRM in asked:
        says = view.entitlement
        agrees = says.answer is (Answer.YES if code == "S117-ELIG" else Answer.NO)
        return (f"{says.words}.", *(() if agrees else ("Your answer is not what the record here shows: say why.",)))
    if Ask.BODIES in asked:
        return (f"ICB: {view.icb or 'not recorded'}.", f"Council: {view.council or 'not recorded'}.")
    if case.panel_on is not None and code in STATUSES[case.state].may_follow:
        return (f"Panel of {case.panel_on:%A} {case.panel_on.day} {case.panel_on:%B %Y}.",)
    return ()
