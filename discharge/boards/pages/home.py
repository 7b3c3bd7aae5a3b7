"""The words of home."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.places.models import Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class WardLink:
    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    wards: tuple[WardLink, ...]

    @classmethod
    def of(cls, wards: Sequence[Ward]) -> Self:
        return cls(
            wards=tuple(WardLink(name=ward.name, href=url_for("boards.ward", ward_id=ward.id)) for ward in wards)
        )
