"""Small editions for the tests of this room: one or a few economies, with files and receipts."""

from __future__ import annotations

import csv
import dataclasses
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from offices import office

import ictindex as ict
from ictindex.submissions.validation.receipts import FORMAT
from ictindex.submissions.validation.rules import SCHEME, ruleset
from ictindex.submissions.validation.table_digests import table_digest

IDI = ict.methodology("idi", edition=2024)
RELEASED = "2024-06-27"
CUT_OFF = "2024-04-30"
SALT = b"sixteen bytes of salt, and more"
ANNEX = ict.sample_data("idi-2024-annex.csv")
# Values as the annex prints them; the class of their source is ours.
VALUES = {
    "internet-users": "80.5", "households-internet": "84.6",
    "mobile-broadband-subscriptions": "96.8", "coverage-3g": "98.5", "coverage-4g": "90.6",
    "mobile-broadband-traffic": "57.2", "fixed-broadband-traffic": "2637.8",
    "price-mobile-high": "0.6", "price-fixed-broadband": "3.2", "mobile-phone-ownership": "88.4",
}  # fmt: skip
COLUMNS = ("economy", "indicator", "year", "value", "conf_status", "source_class", "source")


def rows(
    economies: Iterable[str] = ("BRA",),
    values: Mapping[str, str] = VALUES,
    **other: str,
) -> list[dict[str, str]]:
    plain = {"conf_status": "", "source_class": "official-submission", "source": "", "year": "2022"}
    return [
        {**plain, "economy": economy, "indicator": key, "value": value, **other}
        for economy in economies
        for key, value in values.items()
    ]


def csv_bytes(lines: Iterable[Mapping[str, str]]) -> bytes:
    lines, stream = list(lines), io.StringIO()
    names = dict.fromkeys([*COLUMNS, *(name for line in lines for name in line)])
    writer = csv.DictWriter(stream, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return stream.getvalue().encode()


def written(folder: Path, lines: Iterable[Mapping[str, str]], name: str = "bra.csv") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(csv_bytes(lines))
    return path


def receipt(
    table: ict.Observations,
    role: str = "focal-point",
    transcribed: str = "",
    submitted: str = "2024-02-01",
    **other: Any,
) -> ict.data.Receipt:
    """A receipt without validation: publishing does not hang on which findings there were."""
    return ict.data.Receipt(
        {
            "format": FORMAT, "role": role, "transcribed": transcribed, "stage": "submission",
            "year": 2022, "years": sorted(set(table.columns["year"].tolist())),
            "submitted": submitted,
            "files": [
                {"name": name, "sha256": digest} for name, digest in sorted(table.sources.items())
            ],
            "observations": table_digest(table),
            "economies": sorted(set(table.columns["economy"])), "rows": len(table),
            "confidential": sum(m not in ("", "F", "E") for m in table.columns["conf_status"]),
            "rules": ruleset().digest, "rules_scheme": SCHEME,
            "findings": [], "findings_digest": "", "answers": [],
            "answers_digest": "", "withdrawn": [], "as_printed": 0, **other,
        },
        table,
    )  # fmt: skip


def official(path: Path, **other: Any) -> ict.Result:
    """The result of a file under the focal point's receipt, its sources selected."""
    accepted = receipt(ict.read_observations(path), **other)
    return ict.compute(IDI, ict.select_sources([accepted], IDI, cut_off=CUT_OFF))


def publish(folder: Path, inbox: Path, lines: Any = None, **other: Any) -> ict.editions.Edition:
    """Publish a small official edition of which everything is in order."""
    path = written(inbox, rows() if lines is None else lines)
    arguments = {"released": RELEASED, **other}
    if "publisher" not in other:
        arguments["publisher"] = office(folder)
    return ict.publish(official(path), folder, **arguments)


@lru_cache(maxsize=1)
def annex() -> ict.data.Receipt:
    """The printed annex of the IDI 2024 under a compiler's receipt: validated and accepted."""
    table = ict.read_observations(ANNEX)
    return ict.accept(
        table, ict.validate(table, IDI), role="compiler", transcribed="ITU, IDI 2024, Annex 2"
    )


def reconstruction(folder: Path, **other: Any) -> ict.editions.Edition:
    arguments = {"released": RELEASED, "receipts": annex(), **other}
    return ict.publish(ict.compute(IDI, annex().observations), folder, **arguments)


def copied(made: ict.editions.Edition, folder: Path) -> ict.editions.Edition:
    """Copy the folder of an edition that was published before, for a test that changes it."""
    shutil.copytree(made.path.parent, folder)
    return dataclasses.replace(made, path=folder / made.path.name)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, hidden ones included."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def refused(*codes: str) -> Iterator[None]:
    """Expect a refusal for exactly these reasons."""
    try:
        yield
    except ict.errors.RefusedEditionError as error:
        actual = [fault.code for fault in error.faults] or [error.code]
        assert actual == list(codes), str(error)
    else:
        raise AssertionError(f"published in spite of {codes}")
