"""The coordinator's worklist: everything owed across the wards, as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from flask import url_for

from discharge.access.rules.keys import WORKLIST, KeyGroup
from discharge.blockers.models import SavedView
from discharge.blockers.queries.worklist import Choices, Item, Worklist
from discharge.blockers.rules.worklist import PER_PAGE, Asked, Group, Readiness, Show, Sort
from discharge.boards.forms.worklist import ChosenForm, RemoveViewForm, SearchForm, ViewForm
from discharge.boards.pages.worklist.address import address_of
from discharge.boards.pages.worklist.words import WorkRow, row_of
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS, OwnerKind

SHOWS: Final = (
    (Show.ALL, "Everything"),
    (Show.LATE, "Late"),
    (Show.SOON, "Due soon"),
    (Show.UNNAMED, "Nobody named"),
    (Show.CONTESTED, "Contested"),
    (Show.ANSWERED, "Answered"),
    (Show.PAUSED, "Paused"),
)
SORTS: Final = (
    (Sort.DUE, "Due, late first"),
    (Sort.AGE, "Longest waiting"),
    (Sort.RED, "Most red days"),
    (Sort.NAME, "Person"),
    (Sort.WARD, "Ward"),
    (Sort.OWNER, "Owner"),
)
GROUPS: Final = ((Group.NONE, "Not grouped"), (Group.OWNER, "Owner"), (Group.REASON, "Reason"), (Group.WARD, "Ward"))
READY: Final = (
    (Readiness.ANY, "Everybody"),
    (Readiness.READY, "Clinically ready"),
    (Readiness.WILL_DELAY, "Not yet: will delay"),
)
HEADS: Final = (
    ("Person", Sort.NAME),
    ("Waiting for", None),
    ("From", Sort.OWNER),
    ("Due", Sort.DUE),
    ("Waited", Sort.AGE),
    ("Red days", Sort.RED),
)


@dataclass(frozen=True, slots=True)
class Choice:
    words: str
    href: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose from. options: value, words, whether it is chosen."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one heading; "" where they are not grouped. count: how many are in the group on all pages."""

    heading: str
    count: int
    rows: tuple[WorkRow, ...]


@dataclass(frozen=True, slots=True)
class View:
    name: str
    href: str
    remove_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistPage:
    """form: of what was posted, for the error summary. shown: the chip in use. pager: words, address, page number."""

    form: Any
    said: str
    words: str
    clear_href: str
    chips: tuple[Choice, ...]
    selects: tuple[Select, ...]
    is_mine: bool
    shown: str
    is_narrowed: bool
    here: str
    search: SearchForm
    chosen: ChosenForm
    chosen_href: str
    save: ViewForm
    save_href: str
    remove: RemoveViewForm
    views: tuple[View, ...]
    heads: tuple[tuple[str, str, str], ...]
    blocks: tuple[Block, ...]
    pager: tuple[tuple[str, str, int], ...]
    place: str
    files: tuple[tuple[str, str], ...]
    has_keys: bool
    keys: KeyGroup
    empty: str

    @classmethod
    def of(
        cls,
        found: Worklist,
        offered: Choices,
        views: Sequence[SavedView],
        search: SearchForm,
        save: ViewForm,
        *,
        has_keys: bool,
    ) -> Self:
        asked = found.asked
        return cls(
            form=save if save.errors else search,
            said=_said(found),
            words=asked.words,
            clear_href=_href(asked),
            chips=_chips(asked, offered),
            selects=_selects(asked, offered),
            is_mine=asked.is_mine,
            shown=asked.show.value,
            is_narrowed=bool(address_of(asked)) or bool(asked.words),
            here=_href(asked),
            search=search,
            chosen=ChosenForm(formdata=None),
            chosen_href=url_for("boards.worklist_chosen", **address_of(asked)),
            save=save,
            save_href=url_for("boards.worklist_save_view", **address_of(asked)),
            remove=RemoveViewForm(formdata=None),
            views=tuple(
                View(
                    view.name,
                    f"{url_for('boards.worklist')}?{view.address}",
                    url_for("boards.worklist_remove_view", view_id=view.id),
                )
                for view in views
            ),
            heads=tuple(
                (words, "" if sort is None or asked.words else _href(asked, sort=sort), _direction(sort, asked.sort))
                for words, sort in HEADS
            ),
            blocks=_blocks(found),
            pager=_pager(found),
            place=f"Page {asked.page} of {found.pages}" if found.pages > 1 else "",
            files=()
            if asked.words or not found.items
            else (
                ("CSV", url_for("boards.worklist_file", ending="csv", **address_of(asked))),
                ("Excel", url_for("boards.worklist_file", ending="xlsx", **address_of(asked))),
            ),
            has_keys=has_keys,
            keys=WORKLIST,
            empty=_empty(asked),
        )


def _href(asked: Asked, **changed: Any) -> str:
    return url_for("boards.worklist", **address_of(asked, **changed))


def _direction(sort: Sort | None, current: Sort) -> str:
    """As `aria-sort` says it; "" for what is not the order."""
    if sort is not current:
        return ""
    return "descending" if sort in (Sort.AGE, Sort.RED) else "ascending"


def _said(found: Worklist) -> str:
    if not found.items:
        return "Nothing owed here"
    words = counted(found.total, "thing owed", "things owed")
    if found.total <= PER_PAGE:
        return words
    first = (found.asked.page - 1) * PER_PAGE + 1
    return f"{first} to {first + len(found.items) - 1} of {words}"


def _chips(asked: Asked, offered: Choices) -> tuple[Choice, ...]:
    return tuple(
        Choice(words, _href(asked, show=show), show is asked.show, offered.counts[show])
        for show, words in SHOWS
        if offered.counts[show] or show is asked.show or show in (Show.ALL, Show.LATE, Show.UNNAMED)
    )


def _selects(asked: Asked, offered: Choices) -> tuple[Select, ...]:
    wards = [("", "Every ward"), *((str(key), name) for key, name in offered.wards)]
    kinds = [("", "Every kind"), *((kind.value, kind.words) for kind in OwnerKind)]
    owners = [("", "Every owner"), *((str(each.owner_id), f"{each.name} ({each.count})") for each in offered.owners)]
    reasons = [("", "Every reason"), *((reason.code, reason.short) for reason in RED_REASONS)]
    chosen = {
        "ward": ("Ward", wards, str(asked.ward_id or "")),
        "kind": ("Kind of owner", kinds, asked.owner_kind or ""),
        "owner": ("Owner", owners, str(asked.owner_id or "")),
        "reason": ("Waiting for", reasons, asked.reason),
        "ready": ("Person", [(each.value, words) for each, words in READY], asked.readiness.value),
        "sort": ("Order", [(each.value, words) for each, words in SORTS], asked.sort.value),
        "group": ("Group by", [(each.value, words) for each, words in GROUPS], asked.group.value),
    }
    return tuple(
        Select(name, label, tuple((value, words, value == now) for value, words in _with(options, now)))
        for name, (label, options, now) in chosen.items()
    )


def _with(options: Sequence[tuple[str, str]], now: str) -> Sequence[tuple[str, str]]:
    """Also what the address asks for and is not offered: an owner who owes nothing now, a ward of somebody else."""
    return options if any(value == now for value, _ in options) else [*options, (now, "Another, from the address")]


def _heading(item: Item, group: Group) -> str:
    if group is Group.OWNER:
        return item.owner_name
    return RED_REASONS[item.reason].short if group is Group.REASON else f"{item.ward_name} ward"


def _key(item: Item, group: Group) -> object:
    return {Group.OWNER: item.owner.key, Group.REASON: item.reason, Group.WARD: item.ward_id}[group]


def _blocks(found: Worklist) -> tuple[Block, ...]:
    group, today = found.asked.group, found.today
    if group is Group.NONE:
        return (Block("", 0, tuple(row_of(item, today) for item in found.items)),) if found.items else ()
    gathered: dict[object, list[Item]] = {}
    for item in found.items:
        gathered.setdefault(_key(item, group), []).append(item)
    return tuple(
        Block(_heading(items[0], group), items[0].grouped, tuple(row_of(item, today) for item in items))
        for items in gathered.values()
    )


def _pager(found: Worklist) -> tuple[tuple[str, str, int], ...]:
    """Words, address and number of the page: links, or buttons while words are searched."""
    page = found.asked.page
    steps = (("Previous page", page - 1), ("Next page", page + 1))
    return tuple((words, _href(found.asked, page=to), to) for words, to in steps if 1 <= to <= found.pages)


def _empty(asked: Asked) -> str:
    if asked.words:
        return "Nothing holds all of these words"
    return "Nothing is owed with these filters" if address_of(asked) else "Nothing is owed"
