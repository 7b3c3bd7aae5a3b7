"""The frame of every page: who is signed in and where they may go. Costs no statement of its own."""

from dataclasses import dataclass
from typing import Final

from flask import current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf

from discharge.access.pages import Chrome, Link
from discharge.access.queries import Standing
from discharge.access.rules import ROLE_WORDS, Permission, whom_to_ask
from discharge.access.views import sessions


@dataclass(frozen=True, slots=True)
class _Way:
    """A link for people who have this power. under: how the paths of the screens behind it begin."""

    text: str
    endpoint: str
    power: Permission
    under: tuple[str, ...]


WAYS: Final = (
    _Way("Waiting for me", "boards.sro", Permission.ANSWER_ESCALATIONS, ("/sro",)),
    _Way("Worklist", "boards.worklist", Permission.WORK_BLOCKERS, ("/worklist",)),
    _Way("My actions", "boards.my_actions", Permission.WORK_BLOCKERS, ("/my-actions",)),
    _Way("Friday list", "boards.friday", Permission.RUN_MEETING, ("/friday",)),
    _Way("Funding", "funding.panels", Permission.CONFIRM_FUNDING, ("/panels", "/funding")),
    _Way("Import", "interop.upload", Permission.IMPORT_LISTS, ("/ward-lists",)),
    _Way("Vacancies", "housing.vacancies", Permission.POST_VACANCIES, ("/vacancies",)),
    _Way("Give access", "access.bank", Permission.GIVE_WARD_ACCESS, ("/ward-access",)),
    _Way("Wall screens", "access.wall_devices", Permission.PAIR_WALL, ("/wall-screens",)),
    _Way("People", "access.people", Permission.MANAGE_PEOPLE, ("/people",)),
    _Way("Administration", "places.admin", Permission.MANAGE_PLACES, ("/administration",)),
    _Way("Record", "boards.who_looked", Permission.READ_RECORD, ("/record",)),
)


def frame() -> dict[str, Chrome]:
    """For templates: `chrome`."""
    standing: Standing | None = g.get("standing")
    if standing is None:
        return {"chrome": Chrome(signed_in=False)}
    return {
        "chrome": Chrome(
            signed_in=True,
            organisation=standing.place,
            person_name=standing.actor.name,
            role=" and ".join(ROLE_WORDS[role] for role in standing.roles) or "no role at present",
            links=_links(standing),
            demonstration=current_app.config["ENVIRONMENT"] == "demo",
            idle_minutes=sessions.idle_minutes(),
            sign_out_token=generate_csrf(),
            draft=g.get("draft"),
            whom_to_ask=whom_to_ask(standing.roles),
        )
    }


def _links(standing: Standing) -> tuple[Link, ...]:
    links = []
    if len(standing.wards) == 1:
        key, name = standing.wards[0]
        href = url_for("boards.ward", ward_id=key)
        links.append(Link(text=name, href=href, current=request.path.startswith(href)))
    elif standing.wards:
        links.append(Link(text="Wards", href=url_for("boards.home"), current=request.path.startswith("/wards")))
    for way in WAYS:
        if way.endpoint in current_app.view_functions and standing.actor.may_somewhere(way.power):
            current = request.path.startswith(way.under)
            links.append(Link(text=way.text, href=url_for(way.endpoint), current=current))
    return tuple(links)
