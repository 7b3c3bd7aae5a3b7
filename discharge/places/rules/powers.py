"""The one power that places ask for. `access` gives it to roles under the same name."""

import enum


class Power(enum.StrEnum):
    MANAGE_PLACES = "manage_places"
