"""What templates are made with."""

from collections.abc import Hashable, MutableMapping
from typing import Any, Final

from flask.templating import Environment
from jinja2 import Template, pass_eval_context
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Macro
from jinja2.utils import LRUCache

NHS_COMPONENTS: Final = "nhsuk/components/"
MOST_KEPT: Final = 50  # of each component, those asked for last


class DrawnOnce:
    """A component of the NHS, drawn once for the same words: each goes through a dozen templates of its own.

    What it draws comes from its parameters alone, so that whoever gives the same is shown the same. What is given
    inside `call`, is not plain, or holds what somebody typed is drawn each time.
    """

    def __init__(self, macro: Macro) -> None:
        self._macro = macro
        self._drawn = LRUCache(MOST_KEPT)

    @pass_eval_context
    def __call__(self, eval_ctx: EvalContext, *given: Any, **more: Any) -> str:
        if any(isinstance(each, dict) and each.get("value") for each in given):
            return self._macro(eval_ctx, *given, **more)
        try:
            key = eval_ctx.autoescape, *map(_frozen, given), _frozen(more)
        except TypeError:
            return self._macro(eval_ctx, *given, **more)
        drawn: str | None = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = self._macro(eval_ctx, *given, **more)
        return drawn


def _frozen(value: object) -> Hashable:
    """Equal for what is drawn alike: markup is not the same as its text, nor is 1 the same as True.

    Raises TypeError for what is not made of words, numbers, lists and mappings.
    """
    if value is None or isinstance(value, str | int | float):
        return type(value), value
    if isinstance(value, dict):
        return dict, *((name, _frozen(each)) for name, each in value.items())
    if isinstance(value, list | tuple):
        return list, *map(_frozen, value)
    raise TypeError


class ComponentTemplate(Template):
    """A template whose macros are `DrawnOnce` where it is a component of the NHS."""

    def make_module(self, *given: Any, **more: Any) -> TemplateModule:
        module = super().make_module(*given, **more)
        if self.name and self.name.startswith(NHS_COMPONENTS):
            for name, value in vars(module).items():
                if isinstance(value, Macro):
                    setattr(module, name, DrawnOnce(value))
        return module


class Templates(Environment):
    """Each template holds the globals as one plain dictionary.

    Jinja gives it a chain of two, which costs much at each import of a component in a component, of which the NHS ones
    have dozens a page. So a global that is added after a template was first used is not seen in it.
    """

    template_class = ComponentTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}
