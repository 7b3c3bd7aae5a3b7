"""What a template gets for a name that is not there."""

from dataclasses import is_dataclass
from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined
from jinja2.utils import missing


class PageUndefined(ChainableUndefined):
    """Nothing for an option that a component was not given; an error for a misspelt attribute of a page."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, *rest: Any) -> Any:
        if is_dataclass(obj):
            return StrictUndefined(hint, obj, name, *rest)
        return super().__new__(cls)
