"""The options of commands that print a page; their words are in the language files."""

from __future__ import annotations

from ictindex.apps.cli.options import AsCsv, AsJson, Format, Language
from ictindex.apps.cli.output import AskedOutput
from ictindex.core.data_classes import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonOptions(AskedOutput):
    """The language of a page, which is written as JSON too."""

    language: Language = "en"
    as_json: AsJson = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions(AskedOutput):
    """The language and the form of a page that is written as Markdown, HTML or LaTeX too."""

    language: Language = "en"
    format: Format = "text"
    as_json: AsJson = False
    as_csv: AsCsv = False
