"""Base class of everything that is shown: text, Markdown, HTML, LaTeX, data, notebook view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import ReadOnly, doors
from ictindex.core.own_terms import terms_of, use_terms
from ictindex.i18n.document import Block, html_fragment, write
from ictindex.i18n.translations import current_language

if TYPE_CHECKING:
    import pandas as pd


@doors
class Renderable:
    """Base class of everything that is shown; a class gives its blocks, the rest is inherited.

    Examples
    --------
    >>> from ictindex.i18n import Heading
    >>> class Price(Renderable):
    ...     def blocks(self, language):
    ...         return [Heading("Price")]
    >>> price = Price()
    >>> price.blocks("en")[0].level, price.to_markdown(), price.to_dict()
    (1, '# Price\\n', {})
    >>> price.to_text() == price.write("text", "fr"), 'dir="rtl"' in price.to_html("ar")
    (True, True)
    >>> r"\\section*{Price}" in price.to_latex()
    True
    """

    __slots__ = ()

    def blocks(self, language: str) -> Sequence[Block]:
        """Return what is shown, as blocks: headings, paragraphs, formulae, tables and lists.

        Parameters
        ----------
        language : str
            One of the six languages.

        Returns
        -------
        sequence of blocks
            The page in that language.
        """
        raise NotImplementedError

    def _chosen(self, language: str | None) -> str:
        """Return the language to show this in; one that is not known is refused."""
        return current_language(language)

    def write(self, format: str = "text", language: str | None = None) -> str:
        """Return the whole page in a format.

        Parameters
        ----------
        format : str
            ``text``, ``markdown``, ``html``, ``mathml`` or ``latex``.
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        str
            A complete page.

        Raises
        ------
        UsageError, CatalogueError
            For an unknown format or language.
        """
        chosen = self._chosen(language)
        with use_terms(terms_of(self)):
            return write(self.blocks(chosen), chosen, format)

    def to_text(self, language: str | None = None) -> str:
        """Return plain text.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        str
            Plain text.
        """
        return self.write("text", language)

    def to_markdown(self, language: str | None = None) -> str:
        """Return Markdown with LaTeX formulae.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        str
            Markdown.
        """
        return self.write("markdown", language)

    def to_html(self, language: str | None = None) -> str:
        """Return an HTML fragment with MathML formulae, as a notebook shows it.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        str
            A fragment with its own language and direction; ``write("html")`` gives a whole page.
        """
        chosen = self._chosen(language)
        with use_terms(terms_of(self)):
            return html_fragment(self.blocks(chosen), chosen)

    def to_latex(self, language: str | None = None) -> str:
        """Return a LaTeX document.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        str
            A document for XeLaTeX or LuaLaTeX.
        """
        return self.write("latex", language)

    def to_dict(self) -> dict[str, Any]:
        """Return what is shown as plain data, for JSON: codes without words, digits as they are.

        Returns
        -------
        dict
            Of a table its ``rows``, a dictionary each; missing cells are ``None``.
        """
        to_frame = getattr(self, "to_frame", None)
        frame = getattr(self, "frame", None) if to_frame is None else to_frame()
        return {} if frame is None else {"rows": records_of(frame)}

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return self.to_text().rstrip()


class Page(ReadOnly, Renderable):
    """A page with the language it was asked for and the plain data behind it."""

    def __init__(
        self,
        build: Callable[[str], Sequence[Block]],
        language: str | None = None,
        record: Callable[[], dict[str, Any]] | None = None,
    ) -> None:
        self._set(_build=build, _own=language, _record=record)

    _build: Callable[[str], Sequence[Block]]
    _own: str | None
    _record: Callable[[], dict[str, Any]] | None

    def blocks(self, language: str) -> Sequence[Block]:
        """Return the blocks that were asked for, in a language."""
        return self._build(language)

    def _chosen(self, language: str | None) -> str:
        return current_language(self._own if language is None else language)

    def to_dict(self) -> dict[str, Any]:
        """Return the plain data (numbers as decimal strings, codes without words), for JSON."""
        return {} if self._record is None else self._record()


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a data frame as plain records; missing cells are ``None``, decimals text."""
    whole = frame.astype(object).where(frame.notna(), None)
    return [
        {str(key): _plain(cell) for key, cell in row.items()}
        for row in whole.to_dict(orient="records")
    ]


def _plain(cell: object) -> object:
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return cell.isoformat() if isinstance(cell, dt.date) else cell
