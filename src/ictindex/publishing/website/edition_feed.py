"""The feed of editions (Atom): releases, corrections and withdrawals, with their days."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree as Xml

from ictindex.core.data_classes import dataclass
from ictindex.language import i18n
from ictindex.publishing.website import page_addresses as addresses
from ictindex.publishing.website.edition_pages import EditionEntry
from ictindex.publishing.website.imprint import Imprint
from ictindex.publishing.website.site_words import Words

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class News:
    """An event of an edition on a day."""

    key: str
    title: str
    address: str
    day: dt.date
    words: str


def list_news(entries: Iterable[EditionEntry], language: str) -> list[News]:
    """Return the events, the newest first, without editions that have no day of release."""
    news = [item for entry in entries for item in _news_of(entry, language)]
    return sorted(news, key=lambda item: (item.day, item.key), reverse=True)


def _news_of(entry: EditionEntry, language: str) -> Iterator[News]:
    title, address = entry.title, entry.address
    day = None
    if entry.listed is not None:
        day = entry.listed.released
    elif entry.shown is not None:
        day = entry.shown.released
    # What was withdrawn is no news: only its withdrawal is.
    is_withdrawn = entry.listed is not None and entry.listed.withdrawn
    if day is not None and not is_withdrawn:
        facts = [i18n.pair(name, words, language) for name, words in entry.facts]
        yield News(entry.key, title, address, day, i18n.clauses(facts, language))
    if entry.opened is None:
        return
    for erratum in entry.opened.errata:
        key = f"{entry.key}/{erratum.number}"
        yield News(key, title, address, erratum.date, erratum.describe(language))
    withdrawal = entry.opened.withdrawal
    if withdrawal is not None:
        key = f"{entry.key}/withdrawal"
        yield News(key, title, address, withdrawal.date, withdrawal.describe(language))


def write_feed(news: Sequence[News], imprint: Imprint, language: str) -> str:
    """Write the feed of a site in a language, of one event or more."""
    title = imprint.title(language)
    # Otherwise each element would begin with a made-up prefix.
    Xml.register_namespace("", _ATOM)
    feed = Xml.Element(f"{{{_ATOM}}}feed", {"xml:lang": language})
    words = Words(language, "site-editions")("feed-title", site=title)
    _add(feed, "id", _urn(title, language))
    _add(feed, "title", words)
    _add(feed, "updated", _moment(news[0].day))
    author = _add(feed, "author")
    _add(author, "name", i18n.visible(imprint.publisher.name))
    own = imprint.locate(language, addresses.FEED)
    if own:
        Xml.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": own})
    for item in news:
        entry = _add(feed, "entry")
        _add(entry, "id", _urn(item.key, language))
        _add(entry, "title", item.title)
        _add(entry, "updated", _moment(item.day))
        address = imprint.locate(language, item.address) or item.address
        Xml.SubElement(entry, f"{{{_ATOM}}}link", {"href": address})
        _add(entry, "summary", item.words)
    Xml.indent(feed, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(feed, "unicode") + "\n"


def _add(parent: Xml.Element, name: str, words: str = "") -> Xml.Element:
    made = Xml.SubElement(parent, f"{{{_ATOM}}}{name}")
    made.text = _sound(words)
    return made


def _sound(words: str) -> str:
    """Return words without the characters that XML does not allow."""
    return "".join(sign for sign in words if sign in "\t\n" or ord(sign) >= 0x20)


def _urn(name: str, language: str) -> str:
    """Return the same id in every build."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'ictindex:{language}:{name}')}"


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
