"""How screens about a case begin, and how their forms are sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.core.db import db
from discharge.core.errors import NotFound, Superseded
from discharge.core.transaction import Act
from discharge.core.web import now, open_form, submit
from discharge.funding import policies
from discharge.funding.commands.seeing import note_case_shown
from discharge.funding.forms.parts import CaseForm
from discharge.funding.models import FundingCase
from discharge.funding.pages.forms import CaseFormPage
from discharge.funding.queries.cases import CaseView, begun_case, case_view, open_case
from discharge.funding.rules.codes import FundingKind
from discharge.stays.pages.plan import Conflict


def kind_of(text: str) -> FundingKind:
    """Raises NotFound for an address of no kind."""
    try:
        return FundingKind(text)
    except ValueError:
        raise NotFound from None


def opened(stay_id: UUID, kind: FundingKind) -> tuple[CaseView, FundingCase]:
    """The case of a form. Raises NotFound or NotAllowed."""
    view = open_form(
        begun_case,
        note_case_shown,
        lambda actor, seen: policies.may_work(actor, seen.stay),
        stay_id,
        kind,
        now=now(),
    )
    return view, open_case(view)


def ask(
    view: CaseView,
    case: FundingCase,
    form: CaseForm,
    act: Act[Any, FundingCase],
    command: Callable[[], Any],
    *,
    title: str,
    says: str,
    save: str = "Save",
    intro: tuple[str, ...] = (),
) -> ResponseReturnValue:
    """The page of a form about a case, or the way back to the case once it was carried out."""
    form.begin(case.version)
    conflict = None
    back = url_for("funding.case", stay_id=view.stay.id, kind=view.kind)
    try:
        done = submit(act, command, form, to=back, says=says)
    except Superseded as superseded:
        done, conflict = None, Conflict.of(superseded)
        form.version.data = str(case_version(view))
    if done is not None:
        return done
    page = CaseFormPage.of(view, form, back=back, title=title, save=save, intro=intro, conflict=conflict)
    return render_template("funding/form.html", page=page), 409 if conflict else 200


def case_version(view: CaseView) -> int:
    """The version now: sending the form again on top of what somebody else saved is a decision."""
    return open_case(case_view(db.session, g.actor, view.stay.id, view.kind, now=now())).version
