"""The closed words and numbers of a round: what a member wrote, and no public file may contain.

Words are those of notes, reasons, contacts and files: each text as a whole, each of its sentences,
and each word that the library itself never writes. Numbers are those of a State that none of its
public cells has.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from html import unescape
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from ictindex.core.data_classes import dataclass
from ictindex.data.io.files import ARCHIVE
from ictindex.data.observations import Observations
from ictindex.data.text_readings import number_readings
from ictindex.definitions import catalogue
from ictindex.language.i18n import LANGUAGES, word_files
from ictindex.submissions.closed.accepted_table import RECEIPT, read_accepted
from ictindex.submissions.closed.event_register import Event
from ictindex.submissions.closed.event_types import EVENT_TYPES
from ictindex.submissions.closed.round_folder import RECEIVED, RoundFolder
from ictindex.submissions.validation.receipts import Receipt

LEAST_LETTERS = 6
LEAST_DIGITS = 4
_TOKEN = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.;:!?\n。；：！？،؛؟]\s")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_YEARS = range(1900, 2101)
_XML_TEXT = re.compile(r"<(?:[a-z0-9]+:)?t(?:\s[^>]*)?>([^<]*)</", re.IGNORECASE)
_XML_ENTRY = re.compile(r"<(?:si|is|comment)\b.*?</(?:si|is|comment)>", re.DOTALL)
_XML_FACT = re.compile(r">([^<>]+)<")


@dataclass(frozen=True, slots=True)
class ClosedText:
    """A text that stays closed: what it is (a note, a reason, a file ...), and of which State."""

    text: str
    kind: str
    economy: str = ""


@dataclass(frozen=True, slots=True)
class Needle:
    """Something to search for: its letters in their usual form, and whether it is a single word."""

    text: str
    is_word: bool
    origin: ClosedText


@dataclass(frozen=True, slots=True)
class ClosedWords:
    """The words and numbers that a search looks for.

    Parameters
    ----------
    needles : tuple of Needle
        The words and texts.
    numbers : mapping of str to frozenset of str
        The economies of each number, as :func:`canonical_number` writes it.
    shown : frozenset of str
        The numbers that are public of any economy.

    Examples
    --------
    >>> closed = closed_words([ClosedText("Asked Mr Abcdefgh", "note", "XAA")], [], PUBLIC_NOTHING)
    >>> [needle.text for needle in closed.needles]
    ['asked mr abcdefgh', 'abcdefgh']
    """

    needles: tuple[Needle, ...]
    numbers: Mapping[str, frozenset[str]]
    shown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PublicWords:
    """The words that are public whatever a member writes, and the texts that they are in."""

    tokens: frozenset[str]
    corpus: str

    def has(self, text: str) -> bool:
        """Tell whether a text in its usual form is public."""
        return all(token in self.tokens for token in _TOKEN.findall(text)) and text in self.corpus


PUBLIC_NOTHING = PublicWords(frozenset(), "")


def normalise(text: str) -> str:
    """Return a text in the form in which texts are compared: letters, digits and spaces alike."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()
    return " ".join(plain.split())


def canonical_number(number: Decimal) -> str:
    """Return a number without zeros that do not change it, as numbers are compared."""
    plain = format(number.copy_abs(), "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).lstrip("0") or "0"


@lru_cache(maxsize=1)
def library_words() -> PublicWords:
    """Return the words that the library itself writes, in six languages."""
    texts = [text for code in LANGUAGES for text in word_files.read_written(code).values()]
    return public_words([*texts, *catalogue.indicators(), *catalogue.economies()])


def public_words(texts: Iterable[str], before: PublicWords = PUBLIC_NOTHING) -> PublicWords:
    """Return public words with those of further texts, such as sources that are published."""
    corpus = "\n".join([before.corpus, *map(normalise, texts)])
    return PublicWords(before.tokens | frozenset(_TOKEN.findall(corpus)), corpus)


def closed_words(
    texts: Iterable[ClosedText],
    numbers: Iterable[tuple[str, Decimal]],
    public: PublicWords,
    shown: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> ClosedWords:
    """Return what to search for: texts without what is public, numbers that a State does not show.

    ``shown`` has the numbers of the public cells of each economy.
    """
    needles: dict[str, Needle] = {}
    for origin in dict.fromkeys(texts):
        for text, is_word in _needles_of(origin.text, public):
            needles.setdefault(text, Needle(text, is_word, origin))
    of_economies: dict[str, set[str]] = {}
    for economy, number in numbers:
        written = canonical_number(number)
        if is_telling(written) and written not in shown.get(economy, ()):
            of_economies.setdefault(written, set()).add(economy)
    frozen = {number: frozenset(codes) for number, codes in of_economies.items()}
    everywhere = frozenset(chain.from_iterable(shown.values()))
    return ClosedWords(tuple(needles.values()), MappingProxyType(frozen), everywhere)


def _needles_of(text: str, public: PublicWords) -> Iterator[tuple[str, bool]]:
    """Yield a text, its sentences and its words, in their usual form, unless they are public."""
    whole = normalise(text)
    parts = [whole, *map(normalise, _SENTENCE.split(text))]
    for part in dict.fromkeys(part.strip(" .;:!?") for part in parts):
        tokens = _TOKEN.findall(part)
        is_number = not any(token.isalpha() for token in tokens)  # it is searched for as one
        if len(part) >= LEAST_LETTERS and len(tokens) > 1 and not (is_number or public.has(part)):
            yield part, False
    for token in _TOKEN.findall(whole):
        if len(token) >= LEAST_LETTERS and not token.isdigit() and token not in public.tokens:
            yield token, True


def is_telling(number: str) -> bool:
    """Tell whether a number has enough digits to be searched for, and is no year."""
    digits = number.replace(".", "")
    is_year = number.isdigit() and int(number) in _YEARS
    return len(digits.lstrip("0")) >= LEAST_DIGITS and not is_year


def texts_of_receipt(receipt: Receipt) -> Iterator[ClosedText]:
    """Yield the closed texts of a receipt and its table: notes, reasons, names and digests."""
    record = receipt.record
    economy = receipt.economies[0] if len(receipt.economies) == 1 else ""
    for name, digest in receipt.files.items():
        yield ClosedText(name, "file", economy)
        yield ClosedText(digest, "digest", economy)
    for name in ("answers_digest", "findings_digest"):
        yield ClosedText(record[name], "digest", economy)
    for answer in record["answers"]:
        yield ClosedText(answer["reason"], "reason", economy)
    for line in receipt.corrections.lines:
        yield ClosedText(line.reason, "reason", economy)
    cells = receipt.validated.cells
    if "note" in cells:
        for code, note in zip(cells["economy"], cells["note"], strict=True):
            yield ClosedText(note, "note", code)


def sources_of(receipts: Iterable[Receipt]) -> Iterator[str]:
    """Yield the sources of accepted figures, which are published with them."""
    for receipt in receipts:
        yield from dict.fromkeys(map(str, receipt.accepted.cells.get("source", ())))


def numbers_of(receipts: Iterable[Receipt]) -> Iterator[tuple[str, Decimal]]:
    """Yield every number of the validated observations, with its economy."""
    for receipt in receipts:
        if isinstance(receipt.validated, Observations):
            cells = receipt.validated.cells
            for economy, value in zip(cells["economy"], cells["value"], strict=True):
                if value is not None:
                    yield economy, value


def shown_numbers(tables: Iterable[Observations]) -> dict[str, frozenset[str]]:
    """Return the numbers of the free cells of each economy."""
    free = catalogue.free_marks()
    shown: dict[str, set[str]] = {}
    for table in tables:
        cells = table.cells
        for economy, value, mark in zip(
            cells["economy"], cells["value"], cells["conf_status"], strict=True
        ):
            if value is not None and mark in free:
                shown.setdefault(economy, set()).add(canonical_number(value))
    return {economy: frozenset(numbers) for economy, numbers in shown.items()}


def texts_of_workbook(
    name: str, data: bytes, economy: str, sent: Iterable[bytes] = ()
) -> Iterator[ClosedText]:
    """Yield what was typed in a workbook: its texts but for those that it was sent with."""
    yield ClosedText(name, "file", economy)
    before = {text for own in sent for _, text in _workbook_texts(own)}
    for kind, text in _workbook_texts(data):
        if text not in before:
            yield ClosedText(text, kind, economy)


def _workbook_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts of the cells, comments and properties of a workbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for part in archive.namelist():
                if not part.endswith((".xml", ".rels")):
                    continue
                markup = archive.read(part).decode("utf-8", "replace")
                if part.startswith("docProps/"):
                    for text in _XML_FACT.findall(markup):
                        yield "property", unescape(text)
                else:
                    for entry in _XML_ENTRY.findall(markup):
                        yield "workbook", unescape("".join(_XML_TEXT.findall(entry)))
    except zipfile.BadZipFile:
        return  # a file that was refused: its name is closed, and nobody read the rest


# What these events say is public: a record of the edition, with its reason.
_PUBLIC_EVENTS = ("opened", "amended", "released", "erratum", "withdrawn", "retracted")


def texts_of_event(event: Event) -> Iterator[ClosedText]:
    """Yield the closed texts of an event: its own text, and its fields that are words."""
    if event.event in _PUBLIC_EVENTS:
        return
    yield ClosedText(event.text, event.event, event.economy)
    yield ClosedText(event.office, "office", event.economy)
    for name, kind in EVENT_TYPES[event.event].fields.items():
        value = event.fields.get(name, ())
        if kind.startswith("text"):
            for text in [value] if isinstance(value, str) else value:
                yield ClosedText(text, event.event, event.economy)
        elif name == "file" and isinstance(value, str):
            yield ClosedText(value, "digest", event.economy)


def number_of_event(event: Event) -> Iterator[tuple[str, Decimal]]:
    """Yield the value that a State was asked about."""
    written = str(event.fields.get("value", ""))
    plain = _PLAIN.fullmatch(written)
    for number in (Decimal(written),) if plain else number_readings(written):
        yield event.economy, number


def words_of_round(
    folder: RoundFolder, public: Iterable[Observations], allowed: Iterable[str] = ()
) -> ClosedWords:
    """Return every closed word and number in the folder of a round.

    Parameters
    ----------
    folder : RoundFolder
        The closed folder.
    public : iterable of Observations
        The tables whose free cells are published: the last submission of each State, and the values
        of other sources that are used.
    allowed : iterable of str
        Further words and numbers that are public: of the publisher's own pages, or what a search
        found and somebody has read.

    Returns
    -------
    ClosedWords
        What :func:`search_folder` looks for.
    """
    events, permitted = folder.register.read(), tuple(allowed)
    receipts = [read_accepted(path) for path in sorted(folder.path.glob(f"accepted/*/*{RECEIPT}"))]
    texts = [text for event in events for text in texts_of_event(event)]
    texts += [text for receipt in receipts for text in texts_of_receipt(receipt)]
    texts += [text for path in _list_received(folder) for text in _texts_of_received(folder, path)]
    if folder.files.offices_file.is_file():
        texts += texts_of_lines(folder.files.offices_file.read_text("utf-8"), "contact", "")
    read = {canonical_number(number) for text in permitted for number in number_readings(text)}
    numbers = chain(
        numbers_of(receipts), chain.from_iterable(number_of_event(event) for event in events)
    )
    closed = [pair for pair in numbers if canonical_number(pair[1]) not in read]
    words = public_words([*sources_of(receipts), *permitted], library_words())
    return closed_words(texts, closed, words, shown_numbers(public))


def _list_received(folder: RoundFolder) -> list[Path]:
    return sorted(path for path in folder.path.glob(f"{RECEIVED}/*/*") if path.is_file())


def _texts_of_received(folder: RoundFolder, path: Path) -> Iterator[ClosedText]:
    """Yield what is in a file as it came, without what it was sent with."""
    economy, data = path.parent.name, path.read_bytes()
    # ``<digest>-<name>``: the digest is of the file, and the name the one that it came with.
    digest, _, name = path.name.partition("-")
    yield ClosedText(digest, "digest", economy)
    if not data.startswith(ARCHIVE):
        yield ClosedText(name, "file", economy)
        yield from texts_of_lines(data.decode("utf-8", "replace"), "cell", economy)
        return
    sent = [own.read_bytes() for own in sorted(folder.files.sent(economy).glob("*.xlsx"))]
    yield from texts_of_workbook(name, data, economy, sent)


def texts_of_lines(text: str, kind: str, economy: str) -> Iterator[ClosedText]:
    """Yield the cells of a table in text."""
    for line in text.splitlines():
        for cell in re.split(r"[,;\t]", line):
            yield ClosedText(cell.strip(' "'), kind, economy)
