"""One person's housing: the page, needs and wishes, what is needed to place them safely."""

from collections.abc import Callable
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.web import look, now, open_form, requires, submit
from discharge.housing.commands import case as commands
from discharge.housing.commands.opening import check_may
from discharge.housing.commands.story import note_case_shown
from discharge.housing.forms.case import CaseForm, CloseForm, ConfirmForm, SafePlacingForm
from discharge.housing.pages.case import CasePage
from discharge.housing.pages.parts import FormPage
from discharge.housing.policies import releases_there, works_there
from discharge.housing.queries.case import WholeCase, begun_case, facts_of, whole_case
from discharge.housing.rules.case import CaseFacts
from discharge.housing.views.blueprint import bp
from discharge.stays.models import Stay

PARTNERS = "Councils and providers read these words. Leave out the name, numbers, birth date and address."


@bp.get("/stays/<uuid:stay_id>/housing")
@requires(Permission.SEE_STAYS)
def case(stay_id: UUID) -> ResponseReturnValue:
    whole = look(whole_case, note_case_shown, stay_id, now=now())
    return render_template("housing/case.html", page=CasePage.of(whole))


@bp.route("/stays/<uuid:stay_id>/housing/needs", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def edit(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id)
    found = whole.case
    facts = facts_of(found) if found else begin_from(whole.stay)
    form = CaseForm.begin(facts, version=found.version if found else 0, councils=whole.councils)
    done = submit(commands.save_case, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Saved")
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="What home is needed?",
        button="Save",
        note=PARTNERS,
        headings={"lived_in": "Where the person lived", "route": "What is needed", "wishes": "The person's own words"},
        hints={
            "lived_area": "A town or part of one, no street",
            "lived_with": "For example mother, or alone",
            "council_ids": "None ticked: anywhere",
            "area_words": "For example near the college, not the harbour",
            "has_no_recourse": "It is not a bar to section 117 aftercare",
        },
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/close", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def close(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    form = CloseForm(version=str(whole.case.version if whole.case else 0))
    done = submit(
        commands.close_case, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Housing case closed"
    )
    if done is not None:
        return done
    page = FormPage.about(whole.stay, form, title="Close the housing case", button="Close the case", note=PARTNERS)
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/reopen", methods=["GET", "POST"])
@requires(Permission.WORK_HOUSING)
def reopen(stay_id: UUID) -> ResponseReturnValue:
    whole = working(stay_id, needs_case=True)
    form = ConfirmForm(version=str(whole.case.version if whole.case else 0))
    done = submit(commands.reopen_case, lambda: form.reopen(stay_id), form, to=back_to(stay_id), says="Open again")
    if done is not None:
        return done
    page = FormPage.about(whole.stay, form, title="Open the housing case again", button="Open it again")
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/safe-placing", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def release(stay_id: UUID) -> ResponseReturnValue:
    whole = releasing(stay_id)
    form = SafePlacingForm(released_by=whole.stay.consultant)
    done = submit(
        commands.release_safe_placing, lambda: form.command(stay_id), form, to=back_to(stay_id), says="Released"
    )
    if done is not None:
        return done
    page = FormPage.about(
        whole.stay,
        form,
        title="What must a place know?",
        button="Release this",
        note="Whoever places the person reads this and nothing else clinical. A clinician decides that it is told.",
        hints={
            "basis": "A document or meeting, for example Care plan review 4 March. For an exclusion area: which area"
        },
    )
    return render_template("housing/form.html", page=page)


@bp.route("/stays/<uuid:stay_id>/housing/safe-placing/<uuid:safe_placing_id>/end", methods=["GET", "POST"])
@requires(Permission.SET_CLINICAL_FACTS)
def end_release(stay_id: UUID, safe_placing_id: UUID) -> ResponseReturnValue:
    whole = releasing(stay_id)
    row = next((each for each in whole.safe if each.id == safe_placing_id), None)
    form = ConfirmForm()
    done = submit(
        commands.end_safe_placing,
        lambda: commands.EndSafePlacing(stay_id=stay_id, safe_placing_id=safe_placing_id),
        form,
        to=back_to(stay_id),
        says="Ended",
    )
    if done is not None:
        return done
    if row is None and not form.errors:
        raise NotFound
    page = FormPage.about(
        whole.stay, form, title="This is not needed any more", button="End it", note=row.basis if row else ""
    )
    return render_template("housing/form.html", page=page)


def working(stay_id: UUID, *, needs_case: bool = False) -> WholeCase:
    """The case behind a form of those who work on housing. Raises as `check_may`, and NotFound."""
    query = begun_case if needs_case else whole_case
    return open_form(query, note_case_shown, _asked_of(works_there), stay_id, now=now())


def releasing(stay_id: UUID) -> WholeCase:
    """The case behind a form of those who release what is needed to place somebody safely, too."""
    return open_form(
        begun_case,
        note_case_shown,
        _asked_of(lambda actor, stay: works_there(actor, stay) or releases_there(actor, stay)),
        stay_id,
        now=now(),
    )


def _asked_of(power: Callable[[Actor, Stay], bool]) -> Callable[[Actor, WholeCase], bool]:
    def may(actor: Actor, whole: WholeCase) -> bool:
        check_may(whole.stay, may=power(actor, whole.stay))
        return True

    return may


def back_to(stay_id: UUID) -> str:
    return url_for("housing.case", stay_id=stay_id)


def begin_from(stay: Stay) -> CaseFacts:
    """What the ward recorded at admission is offered, not taken."""
    return CaseFacts(need="at_risk" if stay.is_home_at_risk else "", lived_in=stay.accommodation_status)
