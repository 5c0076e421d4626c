"""A demonstration: a complete edition of invented economies, from submission to register.

It has everything that a real edition needs, made in the same way: a submission for each economy,
checked and accepted by its focal point; estimates of another source, on which the focal points were
consulted and to which one objected; the selection of sources; the edition.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ictindex.core.cell_escapes import quote_cell
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import ArchiveError
from ictindex.core.file_writer import make_folder, unwritable, write_file
from ictindex.core.tree_writer import new_folder
from ictindex.data.io.csv import path_of
from ictindex.data.observation_reader import read_observations
from ictindex.definitions import catalogue
from ictindex.editions.publication import publish
from ictindex.indices.index_protocols import compute, methodology
from ictindex.indices.results.methodology import Methodology
from ictindex.submissions.sourcing.consultation_reader import read_consultations
from ictindex.submissions.sourcing.source_selection import select_sources
from ictindex.submissions.validation.acceptance import accept
from ictindex.submissions.validation.judging import validate
from ictindex.submissions.validation.receipts import Receipt
from ictindex.submissions.validation.responses import Answer, Answers, key_of
from ictindex.submissions.validation.roles import Role

if TYPE_CHECKING:
    from ictindex.editions.edition import Edition

EDITION, YEAR = 2024, 2022
SUBMITTED, NOTIFIED, DEADLINE = "2024-02-01", "2024-03-01", "2024-04-15"
CUT_OFF, RELEASED = "2024-04-30", "2024-06-27"
PUBLISHER = "Demonstration"
EDITIONS = "editions"
ECONOMIES = 12
# The edition is published, and a later step failed.
_COMMITTED = ("archive.committed-with-fault", "archive.published-in-stage")
ESTIMATE = "Estimate of another source"
REASON = "Confirmed: this is a demonstration."
_HEADER = ("economy", "indicator", "year", "value", "source_class", "source")
_ESTIMATED = "mobile-phone-ownership"
# For each indicator: the values of the least and of the most connected economy, and decimals.
_RANGES = {
    "internet-users": ("31.4", "97.2", 1),
    "households-internet": ("28.9", "98.1", 1),
    "mobile-broadband-subscriptions": ("42.7", "148.3", 1),
    "coverage-3g": ("81.5", "99.9", 1),
    "coverage-4g": ("62.3", "99.8", 1),
    "mobile-broadband-traffic": ("18.6", "163.8", 1),
    "fixed-broadband-traffic": ("1310.4", "4475.2", 1),
    "price-mobile-high": ("6.83", "0.41", 2),
    "price-fixed-broadband": ("9.74", "0.92", 2),
    "mobile-phone-ownership": ("55.8", "98.6", 1),
}
# An estimate is admitted by agreement or without an answer, but not after an objection.
_ANSWERS = ("", "agreed", "objected")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Folder, edition and economies of a demonstration.

    Parameters
    ----------
    folder : pathlib.Path
        With ``submissions``, ``receipts``, ``consultations.csv`` and ``editions``.
    edition : Edition
        The published edition.
    economies : tuple of str
        Codes of its economies, none of which exists.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = demonstrate(f"{folder}/trial")
    ...     made.economies[0], made.edition.id
    ('XAA', 'idi-2024-demonstration')
    """

    folder: Path
    edition: Edition
    economies: tuple[str, ...]


def demonstrate(folder: str | os.PathLike[str]) -> Demonstration:
    """Publish a demonstration edition of synthetic economies in a new folder.

    Parameters
    ----------
    folder : path
        A folder that does not exist yet, or is empty.

    Returns
    -------
    Demonstration
        The folder, the edition and the economies.

    Raises
    ------
    UsageError
        If the folder is not empty.
    ArchiveError, UnusableFileError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import ictindex as ict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ict.editions.demonstrate(f"{folder}/demo")
    ...     made.edition.id, ict.verify(made.edition.path).verdict
    ('idi-2024-demonstration', 'intact')
    """
    location = path_of(folder, "folder")
    with new_folder(location) as stage:
        try:
            made = _write_demonstration(stage)
        except ArchiveError as error:
            if error.code not in _COMMITTED:
                raise
            # Published, but in a folder that is removed now: nothing of it is left.
            raise unwritable(error, location) from error
    edition = replace(made.edition, path=location / EDITIONS / made.edition.id)
    return replace(made, folder=location, edition=edition)


def _write_demonstration(directory: Path) -> Demonstration:
    """Write everything that a demonstration has into a folder."""
    for name in ("submissions", "receipts"):
        make_folder(directory / name)
    chosen = methodology("idi", edition=EDITION)
    economies = catalogue.synthetic_economies()[:ECONOMIES]
    asked = economies[-len(_ANSWERS) :]
    receipts = []
    for n, economy in enumerate(economies):
        values = dict(_values(n))
        if economy in asked:
            del values[_ESTIMATED]
        file = directory / "submissions" / f"{economy.lower()}.csv"
        rows = [
            (economy, key, YEAR, value, "official-submission", "Questionnaire")
            for key, value in values.items()
        ]
        _write(file, _HEADER, rows)
        receipts.append(_receipt(file, chosen, "focal-point", SUBMITTED))
    others = directory / "submissions" / "estimates.csv"
    estimates = [
        (
            economy,
            _ESTIMATED,
            YEAR,
            dict(_values(economies.index(economy)))[_ESTIMATED],
            "estimate",
            ESTIMATE,
        )
        for economy in asked
    ]
    _write(others, _HEADER, estimates)
    receipts.append(_receipt(others, chosen, "compiler", SUBMITTED))
    record = directory / "consultations.csv"
    names = (
        "economy",
        "indicator",
        "year",
        "source",
        "value",
        "notified",
        "deadline",
        "answered",
        "answer",
    )
    _write(
        record,
        names,
        [
            (economy, key, year, source, value, NOTIFIED, DEADLINE, answer and "2024-03-20", answer)
            for (economy, key, year, value, _, source), answer in zip(
                estimates, _ANSWERS, strict=True
            )
        ],
    )
    for receipt in receipts:
        receipt.save(
            directory / "receipts" / f"{Path(next(iter(receipt.files))).stem}.receipt.json"
        )
    selection = select_sources(
        receipts, chosen, consultations=read_consultations(record), cut_off=CUT_OFF
    )
    edition = publish(
        compute(chosen, selection, kind="demonstration"),
        directory / EDITIONS,
        released=RELEASED,
        publisher=PUBLISHER,
    )
    return Demonstration(directory, edition, economies)


def _values(n: int) -> Iterator[tuple[str, str]]:
    """Yield the values of the n-th economy: between the ends, at other points by indicator."""
    for at, (key, (least, most, decimals)) in enumerate(_RANGES.items()):
        # Thousandths of the distance between the ends, varied a little by indicator.
        way = 1000 * n // (ECONOMIES - 1)
        if not key.startswith("coverage"):  # 4G never covers more than 3G
            way = min(1000, max(0, way + 13 * ((5 * n + 3 * at) % 7) - 39))
        value = Decimal(least) + (Decimal(most) - Decimal(least)) * way / 1000
        yield key, str(round(value, decimals))


def _receipt(file: Path, chosen: Methodology, role: Role, submitted: str) -> Receipt:
    """Validate a submission, confirm the findings as its focal point would, and accept it."""
    table = read_observations(file)
    judged = validate(table, chosen, year=YEAR)
    asked = Answers().match(judged).open
    answers = Answers(Answer(key_of(finding.key), "confirm", REASON) for finding in asked)
    return accept(table, judged, answers, role=role, submitted=submitted)


def _write(file: Path, names: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    lines = [",".join(names), *(",".join(quote_cell(str(cell)) for cell in row) for row in rows)]
    write_file(file, "\n".join(lines) + "\n")
