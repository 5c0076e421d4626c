"""Pages for readers: how to read a profile, how to cite, what a break and an estimate are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.block_parts import arrange_blocks, list_contents
from ictindex.publishing.website.cited_figures import SECTION as SHARING
from ictindex.publishing.website.cited_figures import CitationWriter, CitedFigures
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

SECTION = "site-readers"
# The invented figures of the examples.
_SCORES = {
    "score": Decimal("72.0"),
    "first": Decimal("80.0"),
    "second": Decimal("64.0"),
    "median": Decimal("70.5"),
    "difference": Decimal("1.5"),
}
_PRICES = {"first": Decimal("3.0"), "second": Decimal("4.0")}
_SHARES = {"first": Decimal("65.0"), "second": Decimal("63.0")}


@dataclass(frozen=True, slots=True)
class ReaderPage:
    """A page of sentences: its address, the beginning of its keys, parts and invented example.

    Each part has the key of its heading and those of its sentences.
    """

    address: str
    key: str
    parts: Sequence[tuple[str, tuple[str, ...]]]
    example: tuple[str, ...] = ()
    figures: tuple[tuple[str, Decimal], ...] = ()


PAGES = (
    ReaderPage(
        addresses.READ_PROFILE,
        "profile",
        (
            ("score", ("score-what", "score-mean", "score-rounded")),
            ("compared", ("compared-chart", "compared-median")),
            ("changed", ("changed-steps", "changed-why")),
            ("values", ("values-what", "values-marks")),
        ),
        ("profile-example", "profile-example-median"),
        tuple(_SCORES.items()),
    ),
    ReaderPage(
        addresses.CITING,
        "cite",
        (
            ("who", ("who-published", "who-computed", "who-copied", "who-what-if")),
            ("digest", ("digest-what", "digest-lasting")),
            ("licence", ("licence-what",)),
            ("files", ("files-what",)),
        ),
    ),
    ReaderPage(
        addresses.BREAKS,
        "break",
        (
            (
                "break-from",
                ("break-definition", "break-source", "break-conversion", "break-methodology"),
            ),
            ("break-shown", ("break-line", "break-joined")),
            ("break-use", ("break-use-what",)),
        ),
        ("break-example", "break-example-read"),
        tuple(_PRICES.items()),
    ),
    ReaderPage(
        addresses.ESTIMATES,
        "estimate",
        (
            ("kinds", ("kinds-official", "kinds-carried", "kinds-estimate")),
            ("marked", ("marked-table", "marked-chart")),
            ("meaning", ("meaning-replaced", "meaning-none")),
        ),
        ("estimate-example", "estimate-example-later"),
        tuple(_SHARES.items()),
    ),
)


def list_reader_pages(language: str) -> list[tuple[str, str]]:
    """Return the title and the address of each page for readers."""
    say = Words(language, SECTION)
    return [(say(f"{page.key}-title"), page.address) for page in PAGES]


def write_reader_pages(
    cited: CitedFigures | None, writer: CitationWriter, language: str
) -> Iterator[SitePage]:
    """Yield the pages for readers; ``cited`` are the figures of the example of a citation."""
    say = Words(language, SECTION)
    terms = (Words(language, "site-terms")("title"), addresses.TERMS)
    embed = (Words(language, SHARING)("embed-title"), addresses.EMBED)
    for page in PAGES:
        blocks = [*_write_parts(page, say), *_write_example(page, say)]
        if page.address == addresses.CITING and cited is not None:
            blocks += _cite_example(cited, writer, say)
        parts = arrange_blocks(blocks, language)
        yield SitePage(
            address=page.address,
            template="text.html.j2",
            title=say(f"{page.key}-title"),
            description=say(f"{page.key}-description"),
            context={
                "parts": parts,
                "contents": list_contents(parts),
                "contents_title": Words(language, "site-methodology")("contents"),
                "links": [embed, terms] if page.address == addresses.CITING else [terms],
            },
            section="about",
        )


def _write_parts(page: ReaderPage, say: Words) -> Iterator[Block]:
    yield i18n.Paragraph(say(f"{page.key}-lead"))
    for heading, sentences in page.parts:
        yield i18n.Heading(say(heading), 2)
        yield i18n.Bullets([say(key) for key in sentences])


def _write_example(page: ReaderPage, say: Words) -> Iterator[Block]:
    """Yield the example of a page, whose figures are marked as invented."""
    if page.example:
        yield i18n.Heading(say("example"), 2)
        yield i18n.Paragraph(say("example-invented"), note=True)
        yield i18n.Bullets([say(key, **dict(page.figures)) for key in page.example])


def _cite_example(cited: CitedFigures, writer: CitationWriter, say: Words) -> Iterator[Block]:
    """Yield how figures of this site are cited, as the box of their page has it."""
    title = cited.title(say.language)
    lines = writer.list_lines([cited], title, writer.locate(cited))
    words = [i18n.pair(name, text, say.language) for name, text in lines]
    yield i18n.Heading(say("cite-example"), 2)
    yield i18n.Paragraph(say("cite-example-lead", title=title))
    yield i18n.Bullets([*words, *writer.list_notices([cited])])
