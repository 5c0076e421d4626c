"""Base class of everything that is shown: text, Markdown, HTML, LaTeX, PDF, DOCX, data."""

from __future__ import annotations

import datetime as dt
import json
import os
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from ictindex.core.arguments import ReadOnly, doors
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.core.own_terms import OwnTerms, terms_of, use_terms
from ictindex.core.paths import path_of
from ictindex.core.tables.columns import SCHEMA_KEY, identify
from ictindex.language.i18n.document import Block, WordedBlock, word_sentences
from ictindex.language.i18n.page_writer import write
from ictindex.language.i18n.translations import current_language, set_options

if TYPE_CHECKING:
    import pandas as pd

    from ictindex.language.i18n.typst_page import Paper

# The formats of a page, by the ending of the name of its file.
FILE_FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".docx": "docx",
        ".html": "html",
        ".md": "markdown",
        ".pdf": "pdf",
        ".tex": "latex",
        ".txt": "text",
        ".typ": "typst",
    }
)


@doors
class Renderable:
    """Base class of everything that is shown; a class gives its blocks, the rest is inherited.

    Examples
    --------
    >>> from ictindex.language.i18n import Heading
    >>> class Price(Renderable):
    ...     def _blocks(self, language):
    ...         return [Heading("Price")]
    >>> price = Price()
    >>> price.blocks("en")[0].level, price.to_markdown(), price.to_dict()
    (1, '# Price\\n', {})
    >>> price.to_text() == price.write("text", "fr"), 'dir="rtl"' in price.to_html("ar")
    (True, True)
    >>> r"\\section*{Price}" in price.to_latex()
    True
    >>> price.to_typst().splitlines()[-1], price.to_pdf()[:5]
    ('#heading(level: 1, "Price")', b'%PDF-')
    >>> price.to_docx()[:2]
    b'PK'
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     price.save(f"{folder}/price.md").read_text()
    '# Price\\n'
    """

    __slots__ = ()
    # Name of its JSON object in ``core/declared_tables.py``.
    _json_name: ClassVar[str] = ""

    def blocks(self, language: str) -> Sequence[WordedBlock]:
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
        with use_terms(terms_of(self)):
            return word_sentences(self._blocks(language), language)

    @abstractmethod
    def _blocks(self, language: str) -> Sequence[Block]:
        """Return the page; every class gives its own, which mypy checks."""
        raise NotImplementedError  # of a class that nothing checked

    def _choose_language(self, language: str | None) -> str:
        """Return the language to show this in; refuse an unknown one."""
        return current_language(language)

    def write(
        self,
        format: str = "text",
        language: str | None = None,
    ) -> str:
        """Return the whole page in a format.

        Parameters
        ----------
        format : str
            ``text``, ``markdown``, ``html``, ``mathml``, ``latex`` or ``typst``.
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
        chosen = self._choose_language(language)
        with use_terms(terms_of(self)):
            blocks = self.blocks(chosen)
            if format == "typst":
                from ictindex.language.i18n.typst_page import write_typst

                return write_typst(blocks, chosen, self._paper(chosen))
            return write(blocks, chosen, format)

    def _paper(self, language: str) -> Paper:
        """Return the date, running words and letter size of the printed page."""
        from ictindex.language.i18n.typst_page import Paper

        return Paper()

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
        chosen = self._choose_language(language)
        from ictindex.language.i18n.html_blocks import html_fragment

        with use_terms(terms_of(self)):
            return str(html_fragment(self.blocks(chosen), chosen))

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

    def to_typst(self, language: str | None = None) -> str:
        """Return a Typst document, of which :meth:`to_pdf` makes a PDF.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        str
            A document that reads no other file: its pictures are part of it.
        """
        return self.write("typst", language)

    def to_pdf(self, language: str | None = None) -> bytes:
        """Return a tagged PDF (PDF/UA-1) of A4 pages, from right to left in Arabic.

        Wide tables get smaller letters, then a turned page, and only then are they divided into
        several tables; the first row is repeated on every page. The same words give the same
        bytes with the same fonts. Fonts are those of the computer.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        bytes
            The file.

        Raises
        ------
        UsageError
            If the package of the extra ``report`` is not installed, or no font of the computer
            has a sign of the page.
        """
        from ictindex.language.i18n.pdf_file import make_pdf

        return make_pdf(self.to_typst(language))

    def to_docx(self, language: str | None = None) -> bytes:
        """Return a document that word processors edit (DOCX), from right to left in Arabic.

        It has styles for headings, contents, the first row of a table on every page, words for
        each picture, and formulae that can be edited. Pages, letters and tables are those of
        :meth:`to_pdf`. The same words give the same bytes with the same fonts.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        bytes
            The file.

        Raises
        ------
        UsageError
            If the packages of the extra ``report`` are not installed.
        """
        from ictindex.language.i18n.docx_page import write_docx

        chosen = self._choose_language(language)
        with use_terms(terms_of(self)):
            return write_docx(self.blocks(chosen), chosen, self._paper(chosen))

    def save(self, path: str | os.PathLike[str], language: str | None = None) -> Path:
        """Write it to a file, in the format that the name of the file ends with.

        Parameters
        ----------
        path : path
            ``.docx``, ``.html``, ``.md``, ``.pdf``, ``.tex``, ``.txt`` or ``.typ`` for the page,
            ``.json`` for the data of ``to_dict``. What has rows has also ``.csv``, ``.xlsx`` and
            ``.parquet``: codes in place of words, every digit, and the kind of the result in every
            row. CSV and Parquet have the first table of several.
            A file that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.
        language : str, optional
            One of the six languages; by default its own, or the one in force.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError, UnusableFileError
            If the format is none of these, a package that it needs is missing, or the file is
            refused or cannot be written.
        """
        target = path_of(path, "path")
        return write_file(target, self._make_file(target, language))

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        """Return the content of a file in the format that its name ends with."""
        ending = target.suffix.lower()
        format = FILE_FORMATS.get(ending)
        if format is not None:
            makers = {"docx": self.to_docx, "pdf": self.to_pdf}
            return makers[format](language) if format in makers else self.write(format, language)
        if ending == ".json":
            record = self.to_dict(language)
            return json.dumps(record, ensure_ascii=False, indent=2, default=_digits) + "\n"
        from ictindex.language.i18n.table_files import TABLE_FORMATS, make_table_file

        with use_terms(terms_of(self)), set_options(language=language):
            tables = self._list_tables()
            if ending in TABLE_FORMATS and tables:
                return make_table_file(ending, tables)
        allowed = [*FILE_FORMATS, ".json", *(TABLE_FORMATS if tables else ())]
        raise UsageError("paper.form-unknown", file=target.name, allowed=allowed)

    def _list_tables(self) -> Mapping[str, Any]:
        """Return its tables by name: the frame, where a class gives no declared ones."""
        to_frame = getattr(self, "to_frame", None)
        frame = getattr(self, "frame", None) if to_frame is None else to_frame()
        return {} if frame is None else {"data": frame}

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return everything that is shown as plain data, for JSON.

        Parameters
        ----------
        language : str, optional
            Language of the words that belong to the data, such as the messages of findings; by
            default the one in force.

        Returns
        -------
        dict
            ``schema``, the identifier of its JSON Schema; codes without words; printed figures as
            text with every digit. Of a table its ``rows``, a dictionary each; missing cells are
            ``None``.
        """
        with use_terms(terms_of(self)), set_options(language=language):
            name = self._name_object()
            return ({SCHEMA_KEY: identify(name)} if name else {}) | self._to_dict()

    def _name_object(self) -> str:
        """Return the name of its JSON object; empty if none is declared."""
        return self._json_name

    def _to_dict(self) -> dict[str, Any]:
        """Return the plain data; every class gives its own."""
        return {}

    def _repr_html_(self) -> str:
        return self.to_html()

    def __repr__(self) -> str:
        return self.to_text().rstrip()


class Page(ReadOnly, Renderable):
    """A page with the language it was asked for and the plain data behind it.

    Its words use the own terms of ``holder``, a result or a methodology of a user's own index.
    """

    def __init__(
        self,
        build: Callable[[str], Sequence[Block]],
        language: str | None = None,
        record: Callable[[], dict[str, Any]] | None = None,
        holder: object = None,
        json_name: str = "",
    ) -> None:
        self._set(
            _build=build,
            _own=language,
            _record=record,
            _own_terms=terms_of(holder),
            _own_name=json_name,
        )

    _build: Callable[[str], Sequence[Block]]
    _own: str | None
    _record: Callable[[], dict[str, Any]] | None
    _own_terms: OwnTerms | None
    _own_name: str

    def _name_object(self) -> str:
        return self._own_name

    def _blocks(self, language: str) -> Sequence[Block]:
        """Return the blocks that were asked for, in a language."""
        return self._build(language)

    def _choose_language(self, language: str | None) -> str:
        return current_language(self._own if language is None else language)

    def _to_dict(self) -> dict[str, Any]:
        """Return the plain data (numbers as decimal strings, codes without words), for JSON."""
        return {} if self._record is None else self._record()


def nested_record(part: Renderable) -> dict[str, Any]:
    """Return the plain data of a part of an object, which has no schema of its own."""
    return {key: value for key, value in part.to_dict().items() if key != SCHEMA_KEY}


def _digits(cell: object) -> str:
    """Write what JSON has no type for: all digits of a decimal, a day by ISO 8601."""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


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
