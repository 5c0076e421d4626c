"""The search of a public folder for closed words and numbers, before anything becomes public.

Every byte is read once (``public_texts``), and the time grows linearly with the folder: the
tokens of a text are looked up by pieces of them, each token once, and only a text that has a known
piece is read again.

A number of four or five digits counts near the code or a name of its State, because so short a
number is anywhere by chance; a longer one counts wherever it is, unless another State shows the
same.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ictindex.core import canonical
from ictindex.core.data_classes import dataclass
from ictindex.core.paths import path_of
from ictindex.data.text_readings import number_readings
from ictindex.language import i18n
from ictindex.language.findings import Finding, Findings
from ictindex.submissions.closed.closed_words import (
    ClosedText,
    ClosedWords,
    Needle,
    canonical_number,
    normalise,
)
from ictindex.submissions.closed.public_texts import PublicText, UnreadableError, texts_of

PIECE = 6  # letters of a token by which it is looked up
NEAR = 400  # letters to either side of a number in which its State is named
LONG = 6  # digits of a number that is not anywhere by chance
_CONTEXT = 40
_TOKEN = re.compile(r"\w+")
_DIGITS = re.compile(r"[^\W\d_]")
_PLAIN = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?!\w)")
_GROUPED = re.compile(
    r"(?<![\w.])\d{1,3}(?:[,. \u00a0\u2009\u202f'\u2019\u066c]\d{2,3})+(?:[.,\u066b]\d+)?(?!\w)"
    r"|(?<![\w.])\d+[,\u066b]\d+(?!\w)"
)
_ARRAYS = (".nc", ".h5", ".hdf5")  # the codes of economies are far from their figures
_UNBROKEN = "\u2e80"  # from here on, scripts without spaces between words


@dataclass(frozen=True, slots=True)
class PublicSearch:
    """The outcome of the search of a public folder.

    Parameters
    ----------
    findings : Findings
        Closed words and numbers, with the file that contains each, and the files that cannot be
        read. They quote what is closed: they are for the compilers alone.
    files, size : int
        How many files were searched, and their bytes.
    digest : str
        SHA-256 over the name and the digest of every file and the number of findings; it shows
        afterwards that exactly these bytes were searched.

    Examples
    --------
    >>> import tempfile
    >>> from ictindex.submissions.closed import closed_words
    >>> closed = closed_words.closed_words([], [], closed_words.PUBLIC_NOTHING)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = search_folder(folder, closed)
    >>> found.files, found.size, len(found.findings)
    (0, 0, 0)
    """

    findings: Findings
    files: int
    size: int
    digest: str


def search_folder(
    folder: str | os.PathLike[str],
    closed: ClosedWords,
    *,
    public: str | os.PathLike[str] | None = None,
) -> PublicSearch:
    """Search every file of a folder for closed words and numbers.

    Parameters
    ----------
    folder : path
        A folder that is to become public, with all that is in it.
    closed : ClosedWords
        What no file may contain.
    public : path, optional
        A folder that is public already: the same files in it are not searched again.

    Returns
    -------
    PublicSearch
        The findings, in the order of the files.
    """
    root = path_of(folder, "folder")
    search = _Search(closed)
    findings: list[Finding] = []
    digests: list[list[str]] = []
    size = 0
    for path in sorted(path for path in root.rglob("*") if not path.is_dir()):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():  # what it leads to is not in the folder
            findings.append(_unreadable(name))
            continue
        data = path.read_bytes()
        if public is not None and _is_public(path_of(public, "public") / name, data):
            continue
        size += len(data)
        digests.append([name, hashlib.sha256(data).hexdigest()])
        findings += search.find(name, data)
    record = {"files": digests, "findings": len(findings)}
    digest = canonical.digest("public-search", canonical.text(record))
    return PublicSearch(Findings(findings), len(digests), size, digest)


def _is_public(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


@dataclass(slots=True)
class _Search:
    """The pieces of closed words, and the tokens that were looked up already."""

    closed: ClosedWords
    pieces: dict[int, dict[str, list[Needle]]] = field(default_factory=dict)
    needles: dict[str, tuple[Needle, ...]] = field(default_factory=dict)
    read: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for needle in self.closed.needles:
            piece = max(_TOKEN.findall(needle.text), key=len)[:PIECE]
            self.pieces.setdefault(len(piece), {}).setdefault(piece, []).append(needle)

    def find(self, name: str, data: bytes) -> list[Finding]:
        """Return what a file contains: each closed word and number once for each of its parts."""
        findings: dict[tuple[str, ...], Finding] = {}
        texts = [PublicText(name, name, has_figures=False)]
        try:
            texts = [*texts, *texts_of(name, data)]
        except UnreadableError as error:
            findings[name,] = _unreadable(str(error))
        for part, text, has_figures in texts:
            plain = normalise(text)
            for needle in self._needles(plain):
                at = _position_of(plain, needle)
                if at >= 0:
                    findings.setdefault(
                        (part, needle.text), _hit(part, needle.origin, needle, plain, at)
                    )
            for number, economy, at in self._numbers(part, text) if has_figures else ():
                origin = ClosedText(number, "number", economy)
                findings.setdefault((part, number, economy), _hit(part, origin, None, text, at))
        return list(findings.values())

    def _needles(self, plain: str) -> dict[Needle, None]:
        """Return the closed words of which a piece is in a text."""
        candidates: dict[Needle, None] = {}
        for token in set(_TOKEN.findall(plain)):
            needles = self.needles.get(token)
            if needles is None:
                needles = self.needles[token] = tuple(self._look_up(token))
            candidates.update(dict.fromkeys(needles))
        return candidates

    def _look_up(self, token: str) -> Iterator[Needle]:
        for length, pieces in self.pieces.items():
            for start in range(len(token) - length + 1):
                yield from pieces.get(token[start : start + length], ())

    def _numbers(self, part: str, text: str) -> Iterator[tuple[str, str, int]]:
        """Yield the closed numbers in a text, each with its economy and its place."""
        wanted = self.closed.numbers
        if not wanted:
            return
        for token in {*_PLAIN.findall(text), *_GROUPED.findall(text)}:
            numbers = self.read.get(token)
            if numbers is None:
                numbers = self.read[token] = tuple(sorted(_read(token) & wanted.keys()))
            for number in numbers:
                is_long = len(number.replace(".", "")) >= LONG
                anywhere = is_long and number not in self.closed.shown
                for economy in sorted(wanted[number]):
                    at = _position_of_number(part, text, token, "" if anywhere else economy)
                    if at >= 0:
                        yield number, economy, at


def _read(token: str) -> set[str]:
    """Return the numbers that digits can mean, as they are compared."""
    readings = {canonical_number(reading) for reading in number_readings(token)}
    return readings | {canonical_number(Decimal(token))} if _PLAIN.fullmatch(token) else readings


def _position_of(plain: str, needle: Needle) -> int:
    """Return where a closed word is in a text, or -1: a single word is not part of another."""
    at = plain.find(needle.text)
    while at >= 0 and needle.is_word and needle.text[0] < _UNBROKEN:
        end = at + len(needle.text)
        around = (plain[at - 1 : at], plain[end : end + 1])
        if not any(_DIGITS.match(sign) for sign in around):
            break
        at = plain.find(needle.text, at + 1)
    return at


def _position_of_number(part: str, text: str, token: str, economy: str) -> int:
    """Return where a number is in a text, near its economy if there is one; -1 if it is not."""
    file = part.partition("!")[0]
    is_own = not economy or economy in re.split(r"[^A-Za-z]", file.upper())
    names = _names(economy) if not is_own else ()
    for match in re.finditer(rf"(?<![\w.]){re.escape(token)}(?!\w)", text):
        if is_own:
            return match.start()
        near = text[max(0, match.start() - NEAR) : match.end() + NEAR]
        if any(name in (text if part.endswith(_ARRAYS) else near) for name in names):
            return match.start()
    return -1


@lru_cache(maxsize=512)
def _names(economy: str) -> tuple[str, ...]:
    """Return the code and the names of an economy."""
    return (economy, *(i18n.economy_name(economy, language) for language in i18n.LANGUAGES))


def _hit(part: str, origin: ClosedText, needle: Needle | None, text: str, at: int) -> Finding:
    """Return the finding about a closed word or number."""
    words = origin.text if needle is None else needle.text
    context = text[max(0, at - _CONTEXT) : at + len(words) + _CONTEXT]
    code = "round.closed-number" if needle is None else "round.closed-word"
    details = {
        "file": i18n.visible(part),
        "words": i18n.visible(words),
        "economy": origin.economy or "-",
        "kind": origin.kind,
        "context": i18n.visible(" ".join(context.split())),
    }
    return Finding(code, "error", origin.economy, details=details)


def _unreadable(name: str) -> Finding:
    return Finding("round.unreadable-file", "error", details={"file": i18n.visible(name)})
