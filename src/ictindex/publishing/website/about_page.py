"""The page about the figures: their meaning and owners, accessibility, contact."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from ictindex.definitions.catalogue import licence_notices
from ictindex.definitions.catalogue.licences import INVENTED, DataSource
from ictindex.language import i18n
from ictindex.language.i18n.designations import trace_names
from ictindex.language.i18n.document import Block
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.block_parts import arrange_blocks, list_contents
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_document import Publisher
from ictindex.publishing.website.site_page import SitePage
from ictindex.publishing.website.site_words import Words

_MEANINGS = ("score", "full", "missing", "ranks", "official", "part", "what-if")
LAND = "natural-earth"  # outlines of land on the map, and centres of economies


def write_about(
    imprint: Imprint, sources: Sequence[DataSource], *, has_official: bool, language: str
) -> SitePage:
    """Return the page about the figures; ``has_official`` if the site quotes official editions."""
    say = Words(language, "site-about")
    meanings = [key for key in _MEANINGS if key != "official" or has_official]
    blocks = [*_meaning(meanings, say), *_licences(sources, say), *_conduct(say)]
    if not imprint.is_itu:
        blocks.insert(0, i18n.Sentence("site-about/not-itu").as_note())
    parts = arrange_blocks([*blocks, *_contact(imprint.publisher, say)], language)
    return SitePage(
        address=addresses.ABOUT,
        template="text.html.j2",
        title=say("title"),
        description=say("description"),
        context={
            "parts": parts,
            "contents": list_contents(parts),
            "contents_title": Words(language, "site-methodology")("contents"),
            "links": [(Words(language, "site-terms")("title"), addresses.TERMS)],
        },
        section="about",
        sources=[source.id for source in sources],
    )


def _meaning(keys: Sequence[str], say: Words) -> list[Block]:
    # ITU's list is in English: names in other languages are those of another one.
    first, *others = trace_names(say.language)
    from_lists = [say("names-from", source=first.source, date=first.date)]
    from_lists += [say("names-otherwise", source=each.source, date=each.date) for each in others]
    return [
        i18n.Heading(say("meaning"), 2),
        i18n.Bullets([say(f"meaning-{key}") for key in keys]),
        i18n.Heading(say("names"), 2),
        i18n.Paragraph(i18n.paragraph(from_lists, say.language)),
        i18n.Sentence("site-about/designations"),
    ]


def _licences(sources: Sequence[DataSource], say: Words) -> list[Block]:
    language = say.language
    entries = [
        i18n.Entry(
            licence_notices.citation(source, language),
            [licence_notices.licence_line(source, language), *_licence_lines(source, language)],
        )
        for source in sources
    ]
    return [
        i18n.Heading(say("licences"), 2),
        i18n.Entries(entries),
        i18n.Sentence("site-about/no-warranty"),
    ]


def _licence_lines(source: DataSource, language: str) -> list[str]:
    """Return where the licence of a source was read, and the kind of copy."""
    if source.id == INVENTED:
        return []
    if source.copy == "stated":
        return [i18n.text("licences", "stated-by-publisher", language)]
    copy = i18n.label("source-copies", source.copy, language)
    read = i18n.text("licences", "read-in", language)
    copy_words = i18n.detail(i18n.isolate(source.location, language), copy, language)
    return [i18n.pair(read, copy_words, language)]


def _conduct(say: Words) -> list[Block]:
    return [
        i18n.Heading(say("accessibility"), 2),
        i18n.Sentence("site-about/accessibility-aim"),
        i18n.Sentence("site-about/accessibility-tested"),
        i18n.Heading(say("privacy"), 2),
        i18n.Sentence("site-about/privacy-words"),
    ]


def _contact(publisher: Publisher, say: Words) -> list[Block]:
    lines = [say("contact-words", publisher=i18n.visible(publisher.name))]
    lines += [i18n.visible(line) for line in (publisher.contact, publisher.address) if line]
    try:
        lines.append(say("made-with", version=version("ictindex")))
    except PackageNotFoundError:  # run from a folder that was never installed
        lines.append(say("made-with", version=""))
    return [i18n.Heading(say("contact"), 2), i18n.Bullets(lines)]
