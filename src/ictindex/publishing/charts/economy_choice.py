"""The choice of economies for a chart: named ones, those of a group, the first and the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ictindex.core.arguments import require_whole
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import CatalogueError, UsageError
from ictindex.definitions import catalogue

if TYPE_CHECKING:
    from ictindex.publishing.graphics.setting import Setting

# More rows than these fit on no page: the first are shown, and a note states it.
MOST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """The caller's choice; if empty, all economies, or the first ones where they are too many."""

    economies: Iterable[str] | None = None
    group: str | None = None
    first: int | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        for name in ("first", "last"):
            count = getattr(self, name)
            if count is not None:
                require_whole(count, name, 0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The economies shown, in their order, and the note on those that are not."""

    shown: tuple[str, ...]
    total: int
    first: int | None = None
    last: int | None = None
    group: str | None = None

    def notes(self, setting: Setting) -> list[str]:
        """State how many of how many economies are shown, and which."""
        if len(self.shown) == self.total:
            return []
        counts = {"count": str(len(self.shown)), "total": str(self.total)}
        if self.first is None and self.last is None:
            return [setting.word("shown", **counts)]
        ends = {"first": str(self.first or 0), "last": str(self.last or 0)}
        key = "shown-first" if not self.last else "shown-last" if not self.first else "shown-ends"
        return [setting.word(key, **counts, **ends)]


def find_group(group: str, vintage: str) -> tuple[str, ...]:
    """Return the economies of a group of an edition, by its id in any grouping of the vintage."""
    groups: list[str] = []
    for (_, dated), listing in sorted(catalogue.groupings().items()):
        if dated == vintage:
            if group in listing.groups:
                return listing.groups[group]
            groups += listing.groups
    raise CatalogueError("chart.group-unknown", wanted=str(group), allowed=groups or "-")


def choose(ordered: Sequence[str], choice: Choice, vintage: str, most: int = MOST) -> Chosen:
    """Choose the economies that are shown, best or largest first."""
    left = list(ordered)
    if choice.economies is not None:
        asked = [choice.economies] if isinstance(choice.economies, str) else [*choice.economies]
        unknown = [code for code in asked if code not in left]
        if unknown:
            raise UsageError("chart.no-figure", economy=str(unknown[0]))
        wanted = set(asked)
        left = [code for code in left if code in wanted]
    if choice.group is not None:
        members = set(find_group(choice.group, vintage))
        left = [code for code in left if code in members]
    total = len(ordered) if choice.group is None else len(left)
    first, last = choice.first, choice.last
    if first is None and last is None and choice.economies is None and len(left) > most:
        first = most
    if first is None and last is None:
        shown = left
    else:
        head = left[: first or 0]
        tail = left[max(len(head), len(left) - (last or 0)) :] if last else []
        shown = [*head, *tail]
    if not shown:
        raise UsageError("chart.nothing-to-draw")
    ends = (first, last) if len(shown) < len(left) else (None, None)
    return Chosen(tuple(shown), total, *ends, choice.group)
