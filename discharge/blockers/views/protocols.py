"""Response times of a trust."""

from uuid import UUID

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from discharge.access.rules import Permission
from discharge.blockers.commands.protocols import set_protocol
from discharge.blockers.forms.protocols import ProtocolForm
from discharge.blockers.pages.protocols import ProtocolPage, ProtocolsPage
from discharge.blockers.queries.protocols import lines_in_force, trusts_of
from discharge.blockers.views.blueprint import bp
from discharge.core.clock import local_date
from discharge.core.db import db
from discharge.core.errors import NotFound
from discharge.core.web import now, requires, submit
from discharge.places.models import Organisation


@bp.get("/protocols")
@requires(Permission.SET_PROTOCOLS)
def protocols() -> ResponseReturnValue:
    trusts = trusts_of(db.session, g.actor)
    asked = request.args.get("trust", "")
    trust = next((each for each in trusts if str(each.id) == asked), trusts[0] if trusts else None)
    if trust is None:
        raise NotFound
    page = ProtocolsPage.of(
        trust,
        lines_in_force(db.session, g.actor, trust.id, local_date(now())),
        trusts,
        href=lambda code: url_for("blockers.protocol", organisation_id=trust.id, code=code),
        trust_href=_of_trust,
    )
    return render_template("blockers/protocols.html", page=page)


@bp.route("/protocols/<uuid:organisation_id>/<code>", methods=["GET", "POST"])
@requires(Permission.SET_PROTOCOLS)
def protocol(organisation_id: UUID, code: str) -> ResponseReturnValue:
    trust = next((each for each in trusts_of(db.session, g.actor) if each.id == organisation_id), None)
    if trust is None:
        raise NotFound
    today = local_date(now())
    lines = lines_in_force(db.session, g.actor, organisation_id, today)
    found = next((each for each in lines if each.line.code == code), None)
    if found is None:
        raise NotFound
    answer = found.terms.answer_days
    form = ProtocolForm(
        data={
            "answer_days": "" if answer is None else str(answer),
            "soon_days": str(found.terms.soon_days),
            "team_function": found.terms.team_function,
            "from_on": today,
        }
    )
    back = _of_trust(trust)
    done = submit(
        set_protocol, lambda: form.command(organisation_id, found.line), form, to=back, says="Response time saved"
    )
    if done is not None:
        return done
    return render_template("blockers/protocol.html", page=ProtocolPage.of(trust, found, form, back=back))


def _of_trust(trust: Organisation) -> str:
    return url_for("blockers.protocols", trust=trust.id)
