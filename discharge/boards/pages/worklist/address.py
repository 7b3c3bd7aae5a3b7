"""What is asked of the worklist as it stands in an address, which may be sent to somebody else. Words searched do not:
they would be names of people in addresses and in servers' logs."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from discharge.blockers.rules.worklist import Asked, Group, Readiness, Show, Sort
from discharge.core.forms import whole_number
from discharge.days.rules.codes import RED_REASONS, OwnerKind

Kind = TypeVar("Kind", bound=StrEnum)


def asked_from(address: Mapping[str, str]) -> Asked:
    """What an address asks. What none of ours would say counts as not said."""
    return Asked(
        show=_one_of(Show, address.get("show")) or Show.ALL,
        ward_id=_key(address.get("ward")),
        owner_kind=_one_of(OwnerKind, address.get("kind")),
        owner_id=_key(address.get("owner")),
        reason=address.get("reason", "") if address.get("reason") in RED_REASONS else "",
        readiness=_one_of(Readiness, address.get("ready")) or Readiness.ANY,
        is_mine="mine" in address,
        sort=_one_of(Sort, address.get("sort")) or Sort.DUE,
        group=_one_of(Group, address.get("group")) or Group.NONE,
        page=max(1, whole_number(address.get("page"))),
    )


def address_of(asked: Asked, **changed: Any) -> dict[str, Any]:
    """The same as the arguments of `url_for`, with fields changed; the first page unless `page` is given."""
    one = replace(asked, **({"page": 1} | changed))
    said = {
        "show": one.show.value,
        "ward": str(one.ward_id or ""),
        "kind": one.owner_kind.value if one.owner_kind else "",
        "owner": str(one.owner_id or ""),
        "reason": one.reason,
        "ready": one.readiness.value,
        "mine": "1" if one.is_mine else "",
        "sort": "" if one.sort is Sort.DUE else one.sort.value,
        "group": one.group.value,
        "page": str(one.page) if one.page > 1 else "",
    }
    return {name: value for name, value in said.items() if value}


def _one_of(kind: type[Kind], said: str | None) -> Kind | None:
    return next((each for each in kind if each.value == said), None)


def _key(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None
