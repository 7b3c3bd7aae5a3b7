"""The page of a form about a case."""

from dataclasses import dataclass
from typing import Self

from discharge.funding.forms.parts import CaseForm
from discharge.funding.queries.cases import CaseView
from discharge.stays.pages.plan import Conflict, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFormPage:
    """intro: sentences above the form. save: words of the button."""

    form: CaseForm
    who: Who
    kind: str
    title: str
    intro: tuple[str, ...]
    save: str
    conflict: Conflict | None

    @classmethod
    def of(
        cls,
        view: CaseView,
        form: CaseForm,
        *,
        back: str,
        title: str,
        save: str,
        intro: tuple[str, ...],
        conflict: Conflict | None,
    ) -> Self:
        who = Who.of(view.stay, back)
        return cls(form=form, who=who, kind=view.kind.words, title=title, intro=intro, save=save, conflict=conflict)
