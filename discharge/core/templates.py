"""What templates are made with."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Each template holds the globals as one plain dictionary.

    Jinja gives it a chain of two, which costs much at each import of a component in a component, of which the NHS ones
    have dozens a page. So a global that is added after a template was first used is not seen in it.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
