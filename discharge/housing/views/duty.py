"""The duty to refer: the check, consents, referrals and the sheet to print."""

from uuid import UUID

from flask import g, render_template
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import look, now, requires, submit
from discharge.housing.commands import duty as commands
from discharge.housing.forms.duty import (
    AnsweredForm,
    CheckForm,
    ChildrenForm,
    ConsentForm,
    ReceivedForm,
    ReferralForm,
)
from discharge.housing.models import DutyReferral
from discharge.housing.pages.duty import SheetPage
from discharge.housing.pages.parts import FormPage
from discharge.housing.queries.case import WholeCase, social_care_councils
from discharge.housing.queries.sheet import referral_sheet
from discharge.housing.rules.duty import NO_APPLICATION
from discharge.housing.views.blueprint import bp
from discharge.housing.views.case import PARTNERS, back_to, working


@bp.route("/stays/<uuid:stay_id>/housing/check", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def check(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id)
    form = CheckForm(risks=whole.case.risks if whole.case else [])
    done = submit(commands.make_check, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Check saved")
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="Could the person be homeless?",
        button="Save",
        note="Ask the person. An NHS inpatient service must refer somebody who may be homeless, if they agree.",
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/consent", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def consents(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    held = {subject.value: row for subject, row in whole.duty.consents.items()}
    form = ConsentForm.begin(held, version=whole.case.version if whole.case else 0)
    done = submit(commands.set_consents, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Consent saved")
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="Consent",
        button="Save",
        note="Two things are asked apart. Somebody may agree to one and refuse the other.",
        headings={"refer_state": "To be referred", "contact_state": "To be reached"},
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/refer", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def refer(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    form = ReferralForm.among(whole.councils, sent_on=local_date(now()))
    done = submit(
        commands.send_referral, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Referral saved"
    )
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="Refer to the council",
        button="Save the referral",
        warnings=(NO_APPLICATION,),
        hints={
            "authority_id": "The person chooses. It need not be where they lived",
            "reach": "For example: ward telephone 01632 960 010, weekdays 10:00 to 16:00, ask for the named nurse",
            "reference": "Leave it empty until the council gives one",
        },
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/refer-children", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def refer_children(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    form = ChildrenForm.among(social_care_councils(db.session, g.actor), sent_on=local_date(now()))
    done = submit(commands.refer_to_children, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Saved")
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="Refer to children's services",
        button="Save the referral",
        note="Somebody under 18 is not referred as homeless: the council's children's services answer for them.",
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/referrals/<uuid:referral_id>/received", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def received(stay_id: UUID, referral_id: UUID) -> ResponseReturnValue:
    whole, row = _referral(stay_id, referral_id)
    form = ReceivedForm(
        version=str(row.version), received_on=row.received_on or local_date(now()), reference=row.reference
    )
    done = submit(
        commands.referral_received, lambda: form.command(stay_id, referral_id), form, to=back_to(stay_id), says="Saved"
    )
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay, form, title="The council has the referral", button="Save", note=row.authority.name
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/referrals/<uuid:referral_id>/answered", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def answered(stay_id: UUID, referral_id: UUID) -> ResponseReturnValue:
    whole, row = _referral(stay_id, referral_id)
    form = AnsweredForm(version=str(row.version), answered_on=local_date(now()))
    done = submit(
        commands.referral_answered,
        lambda: form.command(stay_id, referral_id),
        form,
        to=back_to(stay_id),
        says="Answer saved",
    )
    if done is not None:
        return done
    note = f"{row.authority.name}. {PARTNERS}"
    page = FormPage.about(whole.stay, form, title="What did the council answer?", button="Save the answer", note=note)
    return render_template("housing/form.html", page=page)


@bp.get("/stays/<uuid:stay_id>/housing/referrals/<uuid:referral_id>/sheet")
@requires(Permission.WORK_HOUSING)
def sheet(stay_id: UUID, referral_id: UUID) -> ResponseReturnValue:
    seen = look(referral_sheet, commands.note_referral_printed, stay_id, referral_id, now=now())
    page = SheetPage.of(seen, printed_by=g.actor.name, now=now())
    return render_template("housing/sheet.html", page=page)


def _referral(stay_id: UUID, referral_id: UUID) -> tuple[WholeCase, DutyReferral]:
    whole = working(stay_id, needs_case=True)
    found = next((row for row in whole.duty.referrals if row.id == referral_id), None)
    if found is None:
        raise NotFound
    return whole, found
