"""A chart: an Altair object with its data, its words in six languages, and its pictures."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ictindex.core.arguments import ReadOnly
from ictindex.core.errors import UsageError
from ictindex.core.file_writer import write_file
from ictindex.core.own_terms import OwnTerms, current_terms, use_terms
from ictindex.core.paths import path_of
from ictindex.language import i18n
from ictindex.language.i18n.designations import current_designations
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.further_blocks import Picture
from ictindex.language.i18n.renderable import Page, Renderable, records_of
from ictindex.publishing.graphics import vega_lite
from ictindex.publishing.graphics.composition import Composition, Spec
from ictindex.publishing.graphics.packages import load_package
from ictindex.publishing.graphics.plot_process import compile_plot, draw_plot
from ictindex.publishing.graphics.setting import Setting

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".html", ".json", ".pdf", ".png", ".svg")


class Chart(ReadOnly, Renderable):
    """A chart in one language: its data, its words, its pictures. It never changes.

    Made by the ``plot`` of a result, such as ``result.plot.contributions()``. In a notebook it
    shows itself as a static SVG, without network and without JavaScript. It does not change any
    renderer, theme or option of Altair.

    Parameters
    ----------
    kind : str
        Kind of chart, such as ``"contributions"``.
    data : pandas.DataFrame
        The data that it draws, a row for each mark: ids and numbers, the same in all languages.
    compose : callable
        Makes the words and the plot for a language and a form.
    setting : Setting
        Language and form (``wide`` or ``narrow``).
    own : dict, optional
        A specification of Vega-Lite that replaces the plot.

    Examples
    --------
    >>> import ictindex as ict
    >>> idi = ict.methodology("idi", edition=2024)
    >>> result = ict.compute(idi, ict.sample_data("idi-2024-annex.csv"))
    >>> chart = result.plot.contributions(first=5, language="en")
    >>> chart.kind, chart.language, chart.form, len(chart.data)
    ('contributions', 'en', 'wide', 45)
    >>> chart.in_language("fr").title.replace("\N{NO-BREAK SPACE}", " ")
    'Indice de développement des TIC 2024 : de quoi se compose chaque score'
    >>> type(chart.chart).__name__, chart.narrow.form
    ('LayerChart', 'narrow')
    >>> chart.title, chart.subtitle[:46]  # doctest: +NORMALIZE_WHITESPACE
    ('ICT Development Index 2024: what each score is made of',
     'Contribution of each part to the index: weight')
    >>> chart.notes[0], chart.description == f"{chart.title} {chart.subtitle}"
    ('5 of 19 economies shown: the first 5.', True)
    >>> print(chart.table.to_text().splitlines()[-1].split()[:2])
    ['Kuwait', '99.9']

    Pictures and pages work without network, and so does a plot that was restyled:

    >>> chart.to_svg()[:4], chart.to_png()[1:4], chart.to_pdf()[:5]
    ('<svg', b'PNG', b'%PDF-')
    >>> "https://" in chart.html(interactive=False).replace("http://www.w3.org", "")
    False
    >>> narrower = chart.with_chart(chart.chart.properties(width=200))
    >>> narrower.to_spec()["width"], chart.wide.to_vega()["width"] > 400, chart.config["font"][:11]
    (200, True, "'Noto Sans'")
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     chart.save(f"{folder}/scores.json").suffix
    '.json'
    >>> chart.picture("Source: ITU.").description.startswith(f"{chart.title}. ")
    True
    >>> [words for sign, words in chart.legend_signs()][3], chart.to_dict()["kind"]
    ('4 Network coverage', 'contributions')
    """

    kind: str
    _data: pd.DataFrame
    _compose: Callable[[Setting], Composition]
    _setting: Setting
    _own: Spec | None
    _terms: OwnTerms | None
    _names: str

    def __init__(
        self,
        kind: str,
        data: pd.DataFrame,
        compose: Callable[[Setting], Composition],
        setting: Setting,
        own: Spec | None = None,
    ) -> None:
        self._set(kind=kind, _data=data, _compose=compose, _setting=setting, _own=own)
        # Terms of a user's own index, and the list of names, are those of the call that drew it.
        self._set(_terms=current_terms(), _names=current_designations().id)

    @property
    def language(self) -> str:
        """The language of its words and numbers."""
        return self._setting.language

    @property
    def form(self) -> str:
        """``wide``, with names next to their marks, or ``narrow``, with names above them."""
        return self._setting.form

    @property
    def data(self) -> pd.DataFrame:
        """The data that it draws: a copy of the frame, a row for each mark."""
        return self._data.copy()

    @property
    def _own_terms(self) -> OwnTerms | None:
        """Names and facts of the user's own indicators and areas, if there are any."""
        return self._terms

    @cached_property
    def _composition(self) -> Composition:
        return self._arrange(self._setting)

    def _arrange(self, setting: Setting) -> Composition:
        with self._own_words():
            return self._compose(setting)

    @contextmanager
    def _own_words(self) -> Iterator[None]:
        with use_terms(self._terms), i18n.set_options(designations=self._names):
            yield

    @property
    def title(self) -> str:
        """The title: what the chart shows, of which index and edition."""
        return self._composition.words.title

    @property
    def subtitle(self) -> str:
        """The subtitle: how many economies and which figures the chart is based on."""
        return self._composition.words.subtitle

    @property
    def description(self) -> str:
        """One sentence that describes the chart for people who cannot see it."""
        words = self._composition.words
        return words.description or i18n.sentences(words.title, words.subtitle, self.language)

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes below it: source, methodology, what is left out."""
        return tuple(self._composition.words.notes)

    def legend_signs(self) -> list[tuple[str, str]]:
        """Return the legend for a page: the picture (SVG) and the words of each sign.

        Returns
        -------
        list of (str, str)
            The items, in the order of the legend.
        """
        from ictindex.publishing.graphics.svg_frame import draw_sign

        return [(draw_sign(item, self._setting), item.words) for item in self._composition.legend]

    @property
    def wide(self) -> Chart:
        """The same chart for a wide page."""
        return self._set_in(Setting(self.language, "wide"))

    @property
    def narrow(self) -> Chart:
        """The same chart for a narrow page: 360 pixels."""
        return self._set_in(Setting(self.language, "narrow"))

    def in_language(self, language: str) -> Chart:
        """Return the same chart in another language.

        Parameters
        ----------
        language : str
            One of the six languages.

        Returns
        -------
        Chart
            A new chart.
        """
        return self._set_in(Setting(i18n.current_language(language), self.form))

    def _set_in(self, setting: Setting) -> Chart:
        if setting == self._setting:
            return self
        return self._remade(setting, self._own)

    def _remade(self, setting: Setting, own: Spec | None) -> Chart:
        with self._own_words():
            return Chart(self.kind, self._data, self._compose, setting, own)

    @property
    def _plot(self) -> Spec:
        return self._composition.plot if self._own is None else self._own

    @property
    def chart(self) -> Any:
        """The Altair object of the plot, to be layered and restyled: marks and axes.

        It has no configuration, so that it can be layered; :attr:`config` has that of the picture.
        Title, legend and notes are around it: see :meth:`with_chart`.
        """
        altair = load_package("altair")
        return vega_lite.build_chart(altair, self._plot)

    @property
    def config(self) -> dict[str, Any]:
        """The style of the picture, for ``Chart.configure`` of Altair: fonts, colours, numbers."""
        return vega_lite.config(self._setting)

    def with_chart(self, chart: Any) -> Chart:
        """Return the same title, legend and notes around another plot: one layered or restyled.

        Parameters
        ----------
        chart : altair.Chart
            Made from :attr:`chart`.

        Returns
        -------
        Chart
            A new chart, in this language and form.
        """
        spec = chart.to_dict(validate=False)
        # The current theme of Altair is not part of the chart.
        mine = {key: value for key, value in spec.items() if key not in ("config", "$schema")}
        own = chart["config"]
        if own is not load_package("altair").Undefined:
            mine["config"] = own if isinstance(own, dict) else own.to_dict(validate=False)
        return self._remade(self._setting, mine)

    def to_spec(self) -> dict[str, Any]:
        """Return the whole specification of Vega-Lite: plot, style, title, words.

        Returns
        -------
        dict
            Plain data. The words around the plot are in ``usermeta``.
        """
        composition = self._composition
        title: Spec = {
            "text": self._setting.wrap(self.title, self._setting.width - 40, 14, True),
            "subtitle": self._setting.wrap(self.subtitle, self._setting.width - 40, 12),
            "anchor": "end" if self._setting.rtl else "start",
            "frame": "bounds",
        }
        metadata = {
            "kind": self.kind,
            "language": self.language,
            "direction": "rtl" if self._setting.rtl else "ltr",
            "title": self.title,
            "subtitle": self.subtitle,
            "legend": [
                {"words": item.words, "colour": item.colour, "shape": item.shape}
                for item in composition.legend
            ],
            "notes": list(self.notes),
        }
        return {
            "$schema": vega_lite.SCHEMA,
            **copy.deepcopy(self._bare()),
            "title": title,
            "description": self.description,
            "usermeta": {"ictindex": metadata},
        }

    def _bare(self) -> Spec:
        """Return the specification of the plot alone, with its style; its parts are not copied."""
        plot = dict(self._plot)
        own = plot.pop("config", {})
        return {**plot, "config": {**self.config, **own}, "padding": 4}

    def to_vega(self) -> dict[str, Any]:
        """Return the plot compiled to Vega: a page draws it without compiling it again.

        Returns
        -------
        dict
            A specification of Vega.
        """
        compiled: dict[str, Any] = json.loads(self._compiled)
        return compiled

    @cached_property
    def _compiled(self) -> str:
        """The plot compiled to Vega, as text: a page and its picture need it."""
        return json.dumps(compile_plot(self._bare(), vega_lite.VERSION))

    def to_svg(self) -> str:
        """Return the picture with title, legend and notes, as SVG.

        Returns
        -------
        str
            One ``svg`` element.
        """
        return self._svg

    def picture(self, caption: str = "", *, width: float = 1.0) -> Picture:
        """Return the chart as a block of a page: its SVG, and its description for screen readers.

        Parameters
        ----------
        caption : str
            Words below it, before the notes of the chart.
        width : float
            Share of the width of a printed page.

        Returns
        -------
        Picture
            The block, in the language of the chart.
        """
        words = self._composition.words
        title = i18n.text("charts", "full-stop", self.language, words=self.title)
        described = words.description or i18n.sentences(title, self.subtitle, self.language)
        return Picture(self.to_svg, described, caption, width)

    @property
    def _printed(self) -> str:
        fonts, printed = self._setting.fonts, self._setting.printed_fonts
        return self._svg if fonts == printed else self._svg.replace(fonts, printed)

    @cached_property
    def _svg(self) -> str:
        from ictindex.publishing.graphics.svg_frame import frame_plot

        return frame_plot(draw_plot(self._compiled), self._composition, self._setting)

    def to_png(self, scale: float = 2.0) -> bytes:
        """Return the picture as PNG.

        Parameters
        ----------
        scale : float
            Pixels of the picture for each pixel of the page.

        Returns
        -------
        bytes
            The file.
        """
        made: bytes = load_package("vl_convert").svg_to_png(self._printed, scale=float(scale))
        return made

    def to_pdf(self, language: str | None = None) -> bytes:
        """Return the picture as PDF, its words as text.

        Parameters
        ----------
        language : str, optional
            One of the six languages; by default its own.

        Returns
        -------
        bytes
            The file: one page of the size of the picture.
        """
        if language not in (None, self.language):
            return self.in_language(i18n.current_language(language)).to_pdf()
        made: bytes = load_package("vl_convert").svg_to_pdf(self._printed)
        return made

    def html(self, *, interactive: bool = True) -> str:
        """Return a whole page that works without network: the chart, its notes, its table.

        Parameters
        ----------
        interactive : bool
            With the wide or narrow form by the width of the window and with tooltips, which
            takes about 900 kB of Vega in the page; ``False``: the static SVG alone.

        Returns
        -------
        str
            A page in its language and direction.
        """
        from ictindex.publishing.graphics.chart_page import PageParts, write_page

        parts = PageParts(
            language=self.language,
            words=self._composition.words,
            description=self.description,
            legend=self.legend_signs(),
            picture=self.to_svg(),
            table=self.table.blocks(self.language),
            specs={"wide": self.wide.to_vega(), "narrow": self.narrow.to_vega()}
            if interactive
            else {},
        )
        return write_page(parts)

    def save(
        self, path: str | os.PathLike[str], language: str | None = None, *, scale: float = 2.0
    ) -> Path:
        """Write the chart to a file, in the form that the name of the file ends with.

        Parameters
        ----------
        path : path
            ``.svg``, ``.png``, ``.pdf``, ``.html`` or ``.json`` (Vega-Lite).
            A file that exists with other content is refused, unless
            :class:`ictindex.set_options` allows overwriting.
        language : str, optional
            One of the six; by default its own.
        scale : float
            Of PNG: pixels of the picture for each pixel of the page.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        UsageError, UnusableFileError
            If the form is none of these, or the file is refused or cannot be written.
        """
        import json

        if language is not None:
            return self.in_language(language).save(path, scale=scale)
        target = path_of(path, "path")
        match target.suffix.lower():
            case ".svg":
                content: str | bytes = self.to_svg()
            case ".png":
                content = self.to_png(scale)
            case ".pdf":
                content = self.to_pdf()
            case ".html":
                content = self.html()
            case ".json":
                content = json.dumps(self.to_spec(), ensure_ascii=False, indent=1) + "\n"
            case _:
                raise UsageError("chart.form-unknown", file=target.name, allowed=SUFFIXES)
        return write_file(target, content)

    @property
    def table(self) -> Page:
        """The data table in place of the chart: its names and numbers, as words."""
        return Page(self._table_blocks, self.language, self.to_dict)

    def _table_blocks(self, language: str) -> Sequence[Block]:
        grid = self._arrange(Setting(language, self.form)).grid
        return [i18n.Grid(grid.headers, grid.rows, grid.numeric)]

    def _blocks(self, language: str) -> Sequence[Block]:
        """Return the chart in words: title, basis, table and notes."""
        composition = self._arrange(Setting(language, self.form))
        return [
            i18n.Heading(composition.words.title, 2),
            *([i18n.Paragraph(composition.words.subtitle)] if composition.words.subtitle else ()),
            i18n.Grid(composition.grid.headers, composition.grid.rows, composition.grid.numeric),
            *(i18n.Paragraph(note) for note in composition.words.notes),
        ]

    def _choose_language(self, language: str | None) -> str:
        return i18n.current_language(self.language if language is None else language)

    _json_name = "chart"

    def _to_dict(self) -> dict[str, Any]:
        """Return the data of the chart as plain data, for JSON."""
        return {
            "kind": self.kind,
            "title": self.title,
            "subtitle": self.subtitle,
            "notes": list(self.notes),
            "rows": records_of(self._data),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"image/svg+xml": self._svg, "text/plain": repr(self)}

    def _repr_html_(self) -> str:
        # A notebook shall show the SVG: HTML would come before it.
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<Chart {self.kind}: {self.title}>"
