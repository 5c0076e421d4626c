"""Receipts: the validated table, the rules, the findings and the answers.

A receipt becomes void by any later change, and later stages refuse a void receipt."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ictindex.core import arguments, canonical
from ictindex.core.errors import UnusableFileError, UsageError, VoidReceiptError
from ictindex.data.cell_text import visible
from ictindex.data.dates import date_of
from ictindex.data.io.csv import decode, path_of, read_bytes
from ictindex.data.io.table_sources import FileSource, require_content
from ictindex.data.observations import Observations
from ictindex.data.tables.corrections import (
    CellCorrections,
    correction_blocks,
    read_corrections,
)
from ictindex.language import i18n
from ictindex.language.i18n.document import Block
from ictindex.language.i18n.renderable import FILE_FORMATS, Renderable
from ictindex.submissions.validation import disclosure
from ictindex.submissions.validation.roles import ROLES as ROLES
from ictindex.submissions.validation.subject import (
    OBSERVATIONS,
    VARIANTS,
    Judged,
    confidential_in,
    kind_of,
)
from ictindex.submissions.validation.table_digests import (
    files_of,
    leave_out_rows,
    select_withdrawn,
    table_digest,
)


def _blocks(receipt: Receipt, language: str) -> list[Block]:
    """Return the view of a receipt: its role and its contents."""

    def say(key: str, **values: object) -> str:
        return i18n.text("receipts", key, language, **values)

    record = receipt.record
    names = [i18n.economy_name(code, language) for code in receipt.economies[:10]]
    names += ["\u2026"] if len(receipt.economies) > len(names) else []
    lines = [
        say(f"of-{receipt.role}"),
        i18n.pair(say("economies"), i18n.join_names(names, language), language),
        i18n.pair(say("year"), str(receipt.year), language),
        *(
            i18n.pair(i18n.isolate(i18n.visible(name), language), text, language)
            for name, text in receipt.files.items()
        ),
        i18n.pair(say("table"), receipt.table, language),
        i18n.pair(say("rules"), receipt.rules, language),
        say(
            "counts",
            findings=str(len(record["findings"])),
            answers=str(len(record["answers"])),
            withdrawn=str(len(record["withdrawn"])),
            printed=str(record["as_printed"]),
        ),
    ]
    if receipt.fitted:
        fitted = i18n.detail(say("fitted"), receipt.fitted["id"], language)
        lines.insert(-1, i18n.pair(fitted, receipt.fitted["sha256"], language))
    if receipt.office:
        lines.insert(2, i18n.pair(say("office"), i18n.isolate(receipt.office), language))
    if receipt.parts:
        parts = [digest[:12] for digest in receipt.parts]
        lines.insert(2, i18n.pair(say("parts"), i18n.join(parts, language), language))
    if receipt.submitted is not None:
        lines.insert(3, i18n.pair(say("submitted"), receipt.submitted.isoformat(), language))
    if receipt.kind != OBSERVATIONS:
        lines.insert(1, say("of-table", judged=receipt.kind))
    if receipt.transcribed:
        lines.insert(1, say("transcribed", source=i18n.visible(receipt.transcribed)))
    title = say("title", digest=receipt.digest[:12])
    changed = receipt.corrections.lines
    more = correction_blocks(changed, language) if changed else []
    return [i18n.Heading(title, 2), i18n.Bullets(lines), *more]


FORMAT = 1


class Receipt(arguments.ReadOnly, Renderable):
    """A receipt, made by :func:`ictindex.accept` or read by :func:`ictindex.data.read_receipt`.

    Parameters
    ----------
    record : mapping
        The contents: texts, whole numbers and lists only.
    judged : Observations, Prices, Economics or Tariffs, optional
        The validated table.

    Attributes
    ----------
    digest : str
        Digest of the whole record: its name.
    kind : str
        Kind of its table: ``"observations"``, ``"prices"``, ``"economics"`` or ``"tariffs"``.
    role : str
        The role that vouches for it: ``"focal-point"`` or ``"compiler"``.
    transcribed : str
        The printed source that a compiler transcribed; else empty.
    stage, year : str, int
        The stage and the validated year.
    years : tuple of int
        The years whose values were validated; values of other years in the table do not count.
    submitted : datetime.date or None
        When it was submitted, if this is stated.
    economies : tuple of str
        The economies in its table, sorted.
    files : mapping of str to str
        SHA-256 of each validated file, by name; none if the table came from a program.
    table, rules : str
        Digests of the table and of the rule set.
    rules_scheme : int
        How the digest of the rule set is taken: 2 over what the rules say, 1 (until November 2026)
        over the bytes of their files.
    fitted : mapping of str to str
        ``id`` and ``sha256`` of the document of fitted numbers that was used; empty in a receipt
        that is older than the first document.
    office : str
        The office of the State that sent the table, if it is one of several: a role.
    sheets : tuple of str
        The sheets of the questionnaire that this office sent.
    parts : tuple of str
        Digests of the receipts of the offices whose tables were joined, if this is their union.

    Examples
    --------
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy="BRA")
    >>> judgement = ict.validate(table, ict.methodology("idi", edition=2024), year=2022)
    >>> receipt = ict.accept(table, judgement, role="compiler", transcribed="IDI 2024, Annex 2")
    >>> receipt.role, receipt.economies, receipt.year, list(receipt.files)
    ('compiler', ('BRA',), 2022, ['idi-2024-annex.csv'])
    >>> receipt.covers(table), receipt.covers(table.where(indicator="internet-users"))
    (True, False)
    >>> receipt.verify()
    >>> receipt.check(ict.sample_data("idi-2024-annex.csv"))
    >>> receipt.transcribed, receipt.submitted, receipt.rules == judgement.rules_digest
    ('IDI 2024, Annex 2', None, True)
    >>> receipt.record["rows"], receipt.table == receipt.record["observations"]
    (10, True)
    >>> receipt.fitted["id"], receipt.fitted["sha256"] == judgement.fitted_digest
    ('detection-2026', True)
    >>> len(receipt.accepted), len(receipt.observations), len(receipt.withdrawn)
    (10, 10, 0)
    >>> receipt.validated is table
    True
    >>> receipt.corrections  # a CSV file is not changed here
    <CellCorrections 0>
    >>> published = receipt.disclose(b"sixteen bytes ok")
    >>> len(published["commitment"]), receipt.digest in receipt.to_json()
    (64, True)
    >>> receipt.office, receipt.sheets, receipt.parts  # the whole State, in one piece
    ('', (), ())

    A receipt is written to a file, read again, and joined to its table:

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = receipt.save(f"{folder}/receipt.json")
    ...     again = ict.data.read_receipt(f"{folder}/receipt.json").join(table)
    >>> again.digest == receipt.digest
    True
    """

    digest: str
    kind: str
    role: str
    transcribed: str
    stage: str
    year: int
    years: tuple[int, ...]
    submitted: dt.date | None
    economies: tuple[str, ...]
    files: Mapping[str, str]
    table: str
    rules: str
    rules_scheme: int
    fitted: Mapping[str, str]
    office: str
    sheets: tuple[str, ...]
    parts: tuple[str, ...]
    _text: str
    _confidential: int
    _withdrawn: frozenset[tuple[str, ...]]
    _judged: Judged | None

    def __init__(self, record: Mapping[str, Any], judged: Judged | None = None) -> None:
        text = canonical.text(
            record
        )  # the unchangeable contents; their digest is the receipt's name
        name = canonical.digest("receipt", text)
        self._set(_text=text, digest=name, _judged=judged, **_attributes_of(json.loads(text)))

    def __reduce__(self) -> tuple[object, ...]:
        return (Receipt, (self.record, self._judged))

    @property
    def record(self) -> dict[str, Any]:
        """The contents of the receipt, as a fresh mapping."""
        record: dict[str, Any] = json.loads(self._text)
        return record

    @property
    def validated(self) -> Judged:
        """The validated table, of any kind, with the values that were withdrawn.

        Raises
        ------
        UsageError
            If the receipt was read from a file and not yet joined to its table.
        """
        if self._judged is None:
            raise UsageError("receipt.no-table", receipt=self.digest[:12])
        return self._judged

    @property
    def accepted(self) -> Judged:
        """The accepted table, of any kind, without the values that were withdrawn.

        It is made from the validated table each time, so that no second table can be changed.

        Raises
        ------
        UsageError
            If the receipt was read from a file and not yet joined to its table.
        """
        return leave_out_rows(self.validated, self._withdrawn)

    @property
    def observations(self) -> Observations:
        """The accepted observations, without the values that were withdrawn.

        Raises
        ------
        UsageError
            If the receipt was read from a file and not yet joined to its table, or is for another
            kind of table, which :attr:`accepted` returns.
        """
        table = self.accepted
        if not isinstance(table, Observations):
            raise UsageError("receipt.no-observations", receipt=self.digest[:12], judged=self.kind)
        return table

    @property
    def withdrawn(self) -> Observations:
        """The observations that were withdrawn in answer to a finding."""
        judged = self._judged
        return select_withdrawn(
            judged if isinstance(judged, Observations) else None, self._withdrawn
        )

    @property
    def corrections(self) -> CellCorrections:
        """The cells that were changed in this tool before the table was accepted."""
        return read_corrections(self.record.get("corrections", ()))

    def covers(self, observations: Judged) -> bool:
        """Tell whether a table is the validated one: the same rows, read from the same bytes.

        Parameters
        ----------
        observations : Observations, Prices, Economics or Tariffs
            The table.

        Returns
        -------
        bool
            Whether no byte of its files and no cell differs.
        """
        arguments.require(
            isinstance(observations, Judged), "observations", "judged-table", observations
        )
        return (
            kind_of(observations) == self.kind
            and files_of(observations) == dict(self.files)
            and table_digest(observations) == self.table
            and confidential_in(observations) == self._confidential
        )

    def verify(self) -> None:
        """Refuse a receipt whose parts or table have changed since it was made.

        Raises
        ------
        VoidReceiptError
            If anything was changed; the message names it.
        """
        stated = _attributes_of(self.record)
        same = all(self.__dict__.get(name) == part for name, part in stated.items())
        if not same or canonical.digest("receipt", self._text) != self.digest:
            raise VoidReceiptError("receipt.record-changed", receipt=self.digest[:12])
        if self._judged is not None and not self.covers(self._judged):
            raise VoidReceiptError("receipt.table-changed", receipt=self.digest[:12])

    def check(self, path: str | os.PathLike[str]) -> None:
        """Compare a file with the validated bytes.

        Parameters
        ----------
        path : path
            The file in its current state.

        Raises
        ------
        VoidReceiptError
            If it differs, or no file of that name was validated.
        UnusableFileError
            If it cannot be read.
        """
        file = path_of(path, "path")
        digest = self.files.get(canonical.nfc(file.name))
        if digest is None:
            raise VoidReceiptError(
                "receipt.file-unknown", file=visible(file.name), files=list(self.files) or ["-"]
            )
        if hashlib.sha256(read_bytes(file)).hexdigest() != digest:
            raise VoidReceiptError("receipt.file-changed", file=visible(file.name))

    def join(self, observations: Judged) -> Receipt:
        """Join a receipt that was read from a file to its table.

        Parameters
        ----------
        observations : Observations, Prices, Economics or Tariffs
            The table, read again from the same file.

        Returns
        -------
        Receipt
            The receipt with its table.

        Raises
        ------
        VoidReceiptError
            If a byte of the file, or a cell, differs from the validated one.
        """
        if not self.covers(observations):
            there = files_of(observations)
            changed = [name for name, digest in self.files.items() if there.get(name) != digest]
            if changed:
                raise VoidReceiptError("receipt.file-changed", file=visible(changed[0]))
            raise VoidReceiptError("receipt.table-changed", receipt=self.digest[:12])
        return Receipt(self.record, observations)

    def to_json(self) -> str:
        """Return the receipt as canonical JSON, with its digest.

        Returns
        -------
        str
            One line of JSON.
        """
        return canonical.text({"digest": self.digest, "receipt": self.record}) + "\n"

    def _make_file(self, target: Path, language: str | None) -> str | bytes:
        """Return a page, or under any other name the receipt as it is read back."""
        is_page = target.suffix.lower() in FILE_FORMATS
        return super()._make_file(target, language) if is_page else self.to_json()

    def disclose(self, salt: bytes | None = None) -> dict[str, Any]:
        """Return what an edition publishes of it: no value, reason, file, or digest of them.

        Parameters
        ----------
        salt : bytes, optional
            The master salt of the round, of at least 16 random bytes, which stays with the
            compilers. Without it there is no commitment.

        Returns
        -------
        dict
            Kind, role, economies, years, day of the submission, rules, and ``commitment``: a keyed
            digest of the receipt, which only the owner of its own salt can check.

        Raises
        ------
        UsageError
            If the salt is too short.
        """
        return disclosure.disclose(self, salt)

    def __repr__(self) -> str:
        return f"<Receipt {self.digest[:12]} {self.role}>"

    def _to_dict(self) -> dict[str, Any]:
        return self.record

    def _blocks(self, language: str) -> list[Block]:
        return _blocks(self, language)


def _attributes_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contents of a record as the attributes of its receipt."""
    day = record["submitted"]
    return {
        "kind": record.get("kind", OBSERVATIONS),
        "role": record["role"],
        "transcribed": record["transcribed"],
        "stage": record["stage"],
        "year": record["year"],
        "years": tuple(record["years"]),
        "submitted": None if day is None else dt.date.fromisoformat(day),
        "economies": tuple(record["economies"]),
        "files": MappingProxyType({entry["name"]: entry["sha256"] for entry in record["files"]}),
        "table": record["table" if "kind" in record else "observations"],
        "rules": record["rules"],
        "rules_scheme": record.get("rules_scheme", 1),
        "fitted": MappingProxyType(dict(record.get("fitted", {}))),
        "office": record.get("office", ""),
        "sheets": tuple(record.get("sheets", ())),
        "parts": tuple(record.get("parts", ())),
        "_confidential": record["confidential"],
        "_withdrawn": frozenset(tuple(key) for key in record["withdrawn"]),
    }


_TEXTS = ("role", "transcribed", "stage", "rules", "findings_digest", "answers_digest")


def read_receipt(path: FileSource, *, name: str | None = None) -> Receipt:
    """Read a receipt from its file.

    Parameters
    ----------
    path : FileSource
        A file that ``Receipt.save`` wrote: its path, its bytes or an open file.
    name : str, optional
        Name of the file in findings; without it its own, or the type of the object.

    Returns
    -------
    Receipt
        The receipt without its table; :meth:`Receipt.join` joins them.

    Raises
    ------
    VoidReceiptError
        If the file was changed after it was written.
    UnusableFileError
        If it is not a receipt.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> table = ict.read_observations(ict.sample_data("idi-2024-annex.csv"))
    >>> judgement = ict.validate(table, year=2022)
    >>> receipt = ict.accept(table, judgement, role="compiler", transcribed="IDI 2024")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = receipt.save(f"{folder}/receipt.json")
    ...     print(ict.data.read_receipt(f"{folder}/receipt.json").digest == receipt.digest)
    True
    """
    held = require_content(path, name, argument="path")
    content, shown = held.data, visible(held.name)
    text = decode(held.name, content)
    try:
        whole = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
        record, digest = whole["receipt"], whole["digest"]
        receipt = Receipt(record)
        sound = _is_sound(record)
    except json.JSONDecodeError as error:
        line, column = str(error.lineno), str(error.colno)
        raise UnusableFileError("receipt.syntax", file=shown, line=line, column=column) from error
    except (ValueError, TypeError, LookupError, RecursionError, AttributeError) as error:
        raise UnusableFileError("receipt.unusable", file=shown) from error
    # One content has one text: a repeated key, a space, a mark in front are changes too.
    if digest != receipt.digest or content != receipt.to_json().encode():
        raise VoidReceiptError("receipt.record-changed", receipt=visible(str(digest))[:12])
    if not sound:
        raise UnusableFileError("receipt.unusable", file=shown)
    receipt.verify()
    return receipt


def _are_texts(part: Any) -> bool:
    return isinstance(part, list) and all(isinstance(text, str) for text in part)


def _refuse(text: str) -> object:
    raise ValueError(text)


def _is_sound(record: Any) -> bool:
    """Tell whether a record has the parts of a receipt, with the right types."""
    table = ("table",) if "kind" in record else ("observations",)
    texts = all(isinstance(record[name], str) for name in (*_TEXTS, *table))
    texts = texts and record.get("kind", "prices") in VARIANTS
    lists = all(
        isinstance(record[name], list)
        for name in ("economies", "files", "findings", "answers", "withdrawn", "years")
    )
    files = all(
        isinstance(entry["name"], str) and isinstance(entry["sha256"], str)
        for entry in record["files"]
    )
    fitted = record.get("fitted", {"id": "", "sha256": ""})
    texts = texts and fitted.keys() == {"id", "sha256"}
    texts = texts and all(isinstance(part, str) for part in fitted.values())
    texts = texts and isinstance(record.get("office", ""), str)
    lists = lists and all(_are_texts(record.get(name, [])) for name in ("sheets", "parts"))
    counts = (
        "year",
        "confidential",
        "as_printed",
        *({"embargoed", "rules_scheme"} & record.keys()),
    )
    numbers = all(type(record[name]) is int for name in counts)
    numbers = numbers and all(type(year) is int for year in record["years"])
    date_of(record["submitted"], "submitted")
    read_corrections(record.get("corrections", ()))
    valid = record["format"] == FORMAT and record["role"] in ROLES
    return valid and texts and lists and files and numbers
