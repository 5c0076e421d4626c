"""A page that shows itself: text when printed, rich in a notebook, in any of six languages.

Explanations and tables of the price basket and of its analyses are pages: a function that builds
blocks in a language, and the plain data behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ictindex import i18n
from ictindex.core.arguments import ReadOnly
from ictindex.i18n.document import Block, html_fragment


class Shown(ReadOnly):
    """Base of what shows itself as a page; ``_blocks`` builds it in a language.

    Examples
    --------
    >>> isinstance(Page(lambda language: []), Shown)
    True
    """

    def _blocks(self, language: str) -> Sequence[Block]:
        raise NotImplementedError

    def _language(self) -> str:
        return i18n.current_language()

    def write(self, format: str = "text", language: str | None = None) -> str:
        """Return the page in a format.

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

        Examples
        --------
        >>> from ictindex.i18n import Heading
        >>> Page(lambda language: [Heading(language)]).write("markdown", "fr")
        '# fr\\n'
        """
        known = self._language() if language is None else i18n.current_language(language)
        return i18n.write(self._blocks(known), known, format)

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

        Examples
        --------
        >>> from ictindex.i18n import Paragraph
        >>> Page(lambda language: [Paragraph("Two pillars.")]).to_text()
        'Two pillars.\\n'
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

        Examples
        --------
        >>> from ictindex.i18n import Heading
        >>> Page(lambda language: [Heading("Price")]).to_markdown()
        '# Price\\n'
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

        Examples
        --------
        >>> from ictindex.i18n import Heading
        >>> 'dir="rtl"' in Page(lambda language: [Heading("Price")]).to_html("ar")
        True
        """
        known = self._language() if language is None else i18n.current_language(language)
        return html_fragment(self._blocks(known), known)

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

        Examples
        --------
        >>> from ictindex.i18n import Heading
        >>> r"\\section*{Price}" in Page(lambda language: [Heading("Price")]).to_latex()
        True
        """
        return self.write("latex", language)

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.to_text().rstrip()

    def __repr__(self) -> str:
        return self.to_text().rstrip()


class Page(Shown):
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

    def _blocks(self, language: str) -> Sequence[Block]:
        return self._build(language)

    def _language(self) -> str:
        return i18n.current_language() if self._own is None else self._own

    def to_dict(self) -> dict[str, Any]:
        """Return the plain data (numbers as decimal strings, codes without words), for JSON."""
        return {} if self._record is None else self._record()
