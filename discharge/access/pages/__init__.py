"""The frame around every page: who is signed in, where they may go."""

from dataclasses import dataclass

from discharge.core.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the bar across the top. badge: a small number beside it, or ""."""

    text: str
    href: str
    current: bool = False
    badge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOffer:
    """Something was half typed on this page. at: “14:03”. is_back: the form shows it now."""

    path: str
    at: str
    is_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """What the layouts show round a page. idle_minutes: how long nothing may be done before sign-out."""

    signed_in: bool
    product: str = "Discharge"
    organisation: str = ""
    person_name: str = ""
    role: str = ""
    links: tuple[Link, ...] = ()
    demonstration: bool = False
    idle_minutes: int = 15
    sign_out_token: str = ""  # against forged posts
    draft: DraftOffer | None = None
    whom_to_ask: str = "an administrator"  # for more than this person may do


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A page that is one form and no more."""

    form: Form
