"""Citations for programs that manage references: BibTeX and RIS, in UTF-8."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from ictindex.core.data_classes import dataclass

# Braces are written as commands: BibTeX counts them even after a backslash.
_COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&#%_"},
}
_NOT_OF_KEYS = re.compile(r"[^a-z0-9]+")
_NOT_OF_ADDRESSES = re.compile(r"[\s{}\\]")


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """A cited work: its key in a list of references, author, title, edition, year, address.

    ``container`` is the work that it is part of, such as a site; ``notes`` state licence, digest,
    and whose copy it is.
    """

    key: str
    author: str
    title: str
    edition: str = ""
    year: str = ""
    address: str = ""
    container: str = ""
    notes: Sequence[str] = ()


def make_key(*names: str) -> str:
    """Return a key of ASCII letters, digits and hyphens; names in other scripts are left out."""
    plain = unicodedata.normalize("NFKD", " ".join(names)).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_OF_KEYS.sub("-", letters).strip("-")


def write_bibtex(records: Iterable[CitationRecord]) -> str:
    """Return an entry of BibTeX for each record."""
    return "\n".join(_write_entry(record) for record in records)


def write_ris(records: Iterable[CitationRecord]) -> str:
    """Return a reference of RIS for each record; its lines end as the format has it."""
    return "".join(f"{line}\r\n" for record in records for line in _list_lines(record))


def _write_entry(record: CitationRecord) -> str:
    fields = {
        # In braces of its own: the name of an organization is no first and last name.
        "author": f"{{{_escape(record.author)}}}",
        "title": f"{{{_escape(record.title)}}}",
        "howpublished": _escape(record.container),
        "edition": _escape(record.edition),
        "year": _escape(record.year),
        "publisher": _escape(record.author),
        "url": _NOT_OF_ADDRESSES.sub(_encode, record.address),
        "note": _escape("; ".join(record.notes)),
    }
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@misc{{{record.key},\n{''.join(lines)}}}\n"


def _list_lines(record: CitationRecord) -> list[str]:
    tags = [
        ("TY", "DATA"),
        ("ID", record.key),
        ("AU", record.author),
        ("TI", record.title),
        ("T2", record.container),
        ("ET", record.edition),
        ("PY", record.year),
        ("PB", record.author),
        ("UR", record.address),
        *(("N1", note) for note in record.notes),
    ]
    lines = [f"{tag}  - {_join_lines(text)}" for tag, text in tags if text]
    return [*lines, "ER  - "]


def _join_lines(text: str) -> str:
    """Return a text on one line, without signs that steer the direction of writing."""
    shown = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(shown.split())


def _escape(text: str) -> str:
    return "".join(_COMMANDS.get(letter, letter) for letter in _join_lines(text))


def _encode(sign: re.Match[str]) -> str:
    return f"%{ord(sign[0]):02X}"
