"""What happens to a case while it stays where it is."""

from uuid import UUID

from flask import g, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.errors import NotAllowed, RuleBroken
from discharge.core.web import requires, run
from discharge.funding import policies
from discharge.funding.commands.clocks import pause_clock, resume_clock, set_received
from discharge.funding.commands.confirming import confirm_again as confirm_again_command
from discharge.funding.commands.notes import move_dispute, record_ending, record_needs, record_review, set_papers
from discharge.funding.forms.cases import (
    ConfirmAgainForm,
    DisputeForm,
    EndingForm,
    NeedsForm,
    PapersForm,
    PauseForm,
    ReceivedForm,
    ResumeForm,
    ReviewForm,
)
from discharge.funding.rules.codes import DISPUTE_SUBJECTS, FundingKind
from discharge.funding.views.blueprint import bp
from discharge.funding.views.opening import ask, kind_of, opened
from discharge.stays.rules.shown import shown_day

CHC, S117 = FundingKind.CHC, FundingKind.S117


@bp.route("/stays/<uuid:stay_id>/funding/chc/received", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def received(stay_id: UUID) -> ResponseReturnValue:
    view, case = opened(stay_id, CHC)
    form = ReceivedForm(data={"received_on": case.received_on})
    title = "When did the ICB receive the checklist?"
    return ask(view, case, form, set_received, lambda: form.command(stay_id, CHC), title=title, says="Receipt saved")


@bp.route("/stays/<uuid:stay_id>/funding/chc/pause", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def pause(stay_id: UUID) -> ResponseReturnValue:
    view, case = opened(stay_id, CHC)
    form = PauseForm(data={"from_on": view.today})
    title = "The clock stands still"
    return ask(view, case, form, pause_clock, lambda: form.command(stay_id, CHC), title=title, says="Clock paused")


@bp.route("/stays/<uuid:stay_id>/funding/chc/resume", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def resume(stay_id: UUID) -> ResponseReturnValue:
    view, case = opened(stay_id, CHC)
    form = ResumeForm(data={"until_on": view.today})
    title = "The clock runs again"
    return ask(view, case, form, resume_clock, lambda: form.command(stay_id, CHC), title=title, says="Clock running")


@bp.route("/stays/<uuid:stay_id>/funding/<kind>/needs", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def needs(stay_id: UUID, kind: str) -> ResponseReturnValue:
    wanted = kind_of(kind)
    view, case = opened(stay_id, wanted)
    form = NeedsForm(data={"needs": list(case.needs), "words": case.needs_words})
    title = "What is the money for?"
    return ask(view, case, form, record_needs, lambda: form.command(stay_id, wanted), title=title, says="Needs saved")


@bp.post("/stays/<uuid:stay_id>/funding/<kind>/papers")
@requires(Permission.WORK_FUNDING)
def papers(stay_id: UUID, kind: str) -> ResponseReturnValue:
    wanted = kind_of(kind)
    opened(stay_id, wanted)
    form = PapersForm()
    if not form.validate_on_submit():
        raise RuleBroken("", "Send this form again")
    here = url_for("funding.case", stay_id=stay_id, kind=wanted)
    return run(set_papers, form.command(stay_id, wanted), form, to=here, says="Papers saved")


@bp.route("/stays/<uuid:stay_id>/funding/<kind>/dispute", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def dispute(stay_id: UUID, kind: str) -> ResponseReturnValue:
    wanted = kind_of(kind)
    view, case = opened(stay_id, wanted)
    current = view.open_dispute
    if current is None:
        raise RuleBroken("", "No dispute is open: open the case again")
    form = DisputeForm.of(wanted, stage=current.stage, on=view.today)
    about = f"{DISPUTE_SUBJECTS[current.about].description}, since {shown_day(current.opened_on)}."
    return ask(
        view,
        case,
        form,
        move_dispute,
        lambda: form.command(stay_id, wanted),
        title="The dispute",
        says="Dispute saved",
        intro=(about,),
    )


@bp.route("/stays/<uuid:stay_id>/funding/<kind>/review", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def review(stay_id: UUID, kind: str) -> ResponseReturnValue:
    wanted = kind_of(kind)
    view, case = opened(stay_id, wanted)
    form = ReviewForm(data={"on": view.today})
    due = f"Review due by {shown_day(case.review_due_on)}." if case.review_due_on else "No review is due."
    command = lambda: form.command(stay_id, wanted)  # noqa: E731 (one line beside its siblings)
    return ask(view, case, form, record_review, command, title="Review", says="Review saved", intro=(due,))


@bp.route("/stays/<uuid:stay_id>/funding/s117/ending", methods=["GET", "POST"])
@requires(Permission.WORK_FUNDING)
def ending(stay_id: UUID) -> ResponseReturnValue:
    view, case = opened(stay_id, S117)
    form = EndingForm(data={"on": view.today})
    decided = [
        f"{name} decided on {shown_day(on)}."
        for name, on in (("The ICB", case.icb_ended_on), ("The council", case.council_ended_on))
        if on
    ]
    return ask(
        view,
        case,
        form,
        record_ending,
        lambda: form.command(stay_id, S117),
        title="Aftercare is no longer needed",
        says="Decision saved",
        intro=(
            "The duty ends when both the ICB and the council have decided so, and their decisions are kept here.",
            *decided,
        ),
    )


@bp.route("/stays/<uuid:stay_id>/funding/s117/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_FUNDING)
def confirm_again(stay_id: UUID) -> ResponseReturnValue:
    view, case = opened(stay_id, S117)
    if not policies.may_confirm(g.actor, view.stay):
        raise NotAllowed
    form = ConfirmAgainForm(data={"on": view.today})
    intro = (f"When it was confirmed: {case.entitlement or 'not confirmed yet'}.", f"Now: {view.entitlement.words}.")
    return ask(
        view,
        case,
        form,
        confirm_again_command,
        lambda: form.command(stay_id, S117),
        title="Confirm the entitlement again",
        says="Entitlement confirmed",
        intro=intro,
    )
