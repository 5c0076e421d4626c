"""An edition as a site shows it, and its place among the other editions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ictindex.analysis.commentary.figure_origins import COPY, DEMONSTRATION, OTHER, PRINTED
from ictindex.analysis.tables.edition_figures import EditionFigures
from ictindex.core.data_classes import dataclass
from ictindex.data.observations import Observations
from ictindex.definitions.catalogue.licence_notices import names_itu
from ictindex.definitions.catalogue.licences import INVENTED, DataSource
from ictindex.indices.results import result_kind
from ictindex.indices.results.extent import describe_part
from ictindex.language import i18n
from ictindex.language.i18n.sentences import Sentence

if TYPE_CHECKING:
    from ictindex.indices.idi.result import Result

# The notice on figures of which a third party made the copy that was read.
COPIED = (Sentence("views/third-party-copy"),)
# Kinds whose figures were published as they are: every other kind is named where it is shown.
PUBLISHED = (result_kind.READ, result_kind.OFFICIAL)


def name_origin(owner: DataSource | None, *, is_copy: bool) -> str:
    """Return whose figures were read: ITU's, from a copy of them, another source's, nobody's."""
    if owner is not None and owner.id == INVENTED:
        return DEMONSTRATION
    if owner is not None and not names_itu(owner.publisher):
        return OTHER
    return COPY if is_copy else PRINTED


@dataclass(frozen=True, eq=False)
class SiteEdition:
    """An edition of the development index on the site.

    ``figures`` are what its pages show: the published scores. ``result`` has the scores recomputed
    from the values that are here, for explanations; where it differs from the published scores, it
    never replaces them.
    """

    key: str
    kind: str
    edition: int
    figures: EditionFigures
    result: Result
    observations: Observations
    source: str
    released: dt.date | None = None
    # Root digest of an edition that was opened, or digests of the files of a published table.
    root: str = ""
    digests: tuple[tuple[str, str], ...] = ()
    # The publisher asks for ranks although the methodology publishes none.
    has_unofficial_ranks: bool = False
    # Its file is a third party's copy of the publication.
    is_copy: bool = False
    # Its publication, if it is on record or stated in ``site.toml``.
    owner: DataSource | None = None

    @property
    def shows_ranks(self) -> bool:
        """Tell whether its ranks are shown: published, or unofficial on request."""
        return self.figures.ranks_published or self.has_unofficial_ranks

    @property
    def year(self) -> int:
        """The year of its data."""
        return self.figures.year

    @property
    def is_opened(self) -> bool:
        """Tell whether it was opened from a register, with its root digest."""
        return bool(self.root)

    @property
    def is_synthetic(self) -> bool:
        """Tell whether its economies are invented."""
        return self.kind == "demonstration"

    @property
    def whose(self) -> str:
        """Whose figures those of it are that were read, as a commentary words it."""
        return name_origin(self.owner, is_copy=self.is_copy)

    def describe_kind(self, language: str) -> str:
        """Return the kind of its figures; empty if they were published as they are."""
        return "" if self.kind in PUBLISHED else i18n.label("kinds", self.kind, language)

    def describe_part(self, language: str) -> str:
        """Return the note that only a part of the edition is here; empty for a whole one."""
        note = describe_part(self.figures.extent, has_ranks=self.shows_ranks)
        return "" if note is None else note.to_text(language)

    def notices(self, language: str) -> list[str]:
        """Return what every page on it says first: another kind of figures, a copy of others."""
        kind = self.describe_kind(language)
        kinds = [i18n.text("charts", "full-stop", language, words=kind)] if kind else []
        return [*kinds, *(notice.to_text(language) for notice in COPIED if self.is_copy)]

    @property
    def root_node(self) -> str:
        """Id of the index in the tree of its methodology."""
        return self.figures.methodology.plan.root

    @cached_property
    def scores(self) -> Mapping[str, Decimal]:
        """The published index of each economy."""
        return self.figures.column(self.root_node)

    @cached_property
    def economies(self) -> tuple[str, ...]:
        """ISO3 codes of all economies with a score or with values, sorted."""
        return tuple(sorted({*self.scores, *self.result.economies}))


# Editions that nobody published may not be the newest ones in place of those that somebody did.
_RANKS = {
    result_kind.OFFICIAL: 4,
    result_kind.READ: 4,
    result_kind.UNSIGNED: 3,
    "reconstruction": 2,
    "demonstration": 0,
}


def order_editions(edition: SiteEdition) -> tuple[int, int, bool, int, str]:
    """Return a sort key by which the newest edition is the last one.

    A reconstruction, a demonstration and an edition without a signature come before every edition
    that was published, whatever their years.
    """
    return (
        _RANKS.get(edition.kind, 1),
        edition.edition,
        edition.kind == result_kind.OFFICIAL,
        edition.year,
        edition.key,
    )


def find_earlier(edition: SiteEdition, editions: Iterable[SiteEdition]) -> SiteEdition | None:
    """Return the edition before another, of the same kind and methodology."""
    before = [
        other
        for other in editions
        if other.edition < edition.edition
        and other.kind == edition.kind
        and other.figures.methodology.document.id == edition.figures.methodology.document.id
    ]
    return before[-1] if before else None


def list_digests(edition: SiteEdition) -> list[str]:
    """Return the digests of the files of a published table, as pictures of its pages state them."""
    return [digest for _, digest in edition.digests]


def list_same_kind(
    edition: SiteEdition, editions: Iterable[SiteEdition]
) -> tuple[SiteEdition, ...]:
    """Return the editions of the kind of another, oldest first: those that form one series."""
    return tuple(other for other in editions if other.kind == edition.kind)


def order_by_name(codes: Sequence[str], names: Mapping[str, str], language: str) -> list[str]:
    """Return codes of economies in the order of their names in a language."""
    from ictindex.language.i18n.collation import sort_key

    return sorted(codes, key=lambda code: sort_key(names[code], language))
