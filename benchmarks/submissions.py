"""The benchmarks of submissions: rules, workbooks, the selection of sources."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.parsers import expat

import floors
import inputs
import rivals
from measuring import Figure, figure, peer, repeat

if TYPE_CHECKING:
    import ictindex as ict


def validation() -> Iterator[Figure]:
    """The rules on a whole edition with the year before; reading is measured elsewhere.

    The floor compares, once for each check of a rule, the values that the check names.
    """
    import ictindex as ict
    from ictindex.submissions.validation.rules import ruleset

    idi = ict.methodology("idi", edition=2024)
    now, history = (ict.read_observations(inputs.plausible(year)) for year in (2022, 2021))
    few = now.where(economy=now.columns["economy"][0])
    checks = [c for r in ruleset().rules.values() if r.stage == "submission" for c in r.checks]
    widths = [len({*(getattr(check, "of", None) or ())} & {*idi.indicators}) for check in checks]
    compared = floors.comparisons([width for width in widths if width], inputs.ECONOMIES)
    rival = rivals.schema(inputs.plausible(2022))
    taken, single, plain, *others = repeat(
        lambda: ict.validate(now, idi, year=2022, history=history),
        lambda: ict.validate(few, idi, year=2022, history=history),
        compared,
        *([rival] if rival else []),
    )
    rival_part = peer(others[0] if others else None, "pandera")
    name = f"validate, {inputs.ECONOMIES} x 10 with history"
    yield figure(name, taken, plain, limit=60, **rival_part)
    yield figure("validate, one economy", single)


def sourcing() -> Iterator[Figure]:
    """Sources of a whole edition: official ones of two years, estimates, consultations on them.

    Receipts are verified each time: the digest of every table is part of what is measured. The
    floor digests texts that are written already, and sorts as many numbers.
    """
    import numpy as np
    import pandas as pd

    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    frame = pd.concat([inputs.plausible(year) for year in (2022, 2021)], ignore_index=True)
    # A seventh of the official values is missing in either year: every 49th cell has none.
    count = len(frame) // 2
    kept = [n % 7 != 0 if n < count else (n - count) // 7 % 7 != 0 for n in range(2 * count)]
    official = frame[kept].assign(source_class="official-submission")
    estimates = frame[:count].assign(source_class="estimate", source="Model")
    tables = [ict.read_observations(path) for path in (official, estimates)]
    receipts = [
        ict.accept(
            table, ict.validate(table, idi, year=2022), role="compiler", transcribed="made up",
            submitted="2024-01-10",
        )
        for table in tables
    ]  # fmt: skip
    record = ict.select_sources(receipts, idi, cut_off="2024-04-30").pending()
    record = ict.sourcing.read_consultations(
        record.assign(notified="2024-02-01", deadline="2024-03-01")
    )

    def ours() -> ict.sourcing.Selection:
        return ict.select_sources(receipts, idi, consultations=record, cut_off="2024-04-30")

    assert len(ours().observations) == count, "a cell is empty"
    # Only the cells that every digest is of: the columns of a value, without its origin.
    columns = ["economy", "indicator", "year", "value"]
    frames = [receipt.observations.to_frame()[columns] for receipt in receipts]
    texts = [table.to_csv(index=False).encode() for table in frames]
    keys = np.arange(3 * count) % count
    rank = np.arange(3 * count)[::-1].copy()

    def plain() -> object:
        return [hashlib.sha256(text).digest() for text in texts], np.lexsort((rank, keys))

    taken, floor = repeat(ours, plain)
    yield figure(
        f"sources, {inputs.ECONOMIES} x 10, three candidates a cell", taken, floor, limit=20
    )


def parsed_parts(path: Path) -> int:
    """Inflate the sheets of a workbook and go through their XML, without looking at contents."""
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in names:
            expat.ParserCreate().Parse(book.read(name), True)
    return len(names)


def workbook() -> Iterator[Figure]:
    """A questionnaire with every cell of values filled in: read, judged, handed back."""
    import ictindex as ict
    from ictindex.submissions.questionnaires.layout import make_form
    from ictindex.submissions.questionnaires.sheets import Contents
    from ictindex.submissions.questionnaires.writer import write_workbook

    asked = make_form("ECU", 2025)
    cells = {
        (page.id, ask.row, asked.column_of("value")): 10 + n
        for page in asked.pages.values()
        for n, ask in enumerate(page.asks)
    }
    idi = ict.methodology("idi", edition=2025)
    history = ict.read_observations(inputs.plausible(2022))
    with tempfile.TemporaryDirectory() as folder:
        path, back = Path(folder) / "ecu.xlsx", Path(folder) / "back.xlsx"
        path.write_bytes(write_workbook(asked, "es", Contents(cells)))

        def judged() -> tuple[ict.data.Submission, ict.data.Judgement]:
            submission = ict.read_questionnaire(path)
            table = ict.data.derive(submission.observations).completed
            return submission, ict.validate(table, idi, history=history, year=submission.year)

        def whole() -> None:
            submission, judgement = judged()
            submission.hand_back(judgement, back)

        assert len(judged()[1]) > 10, "next to nothing was found to write into the cells"
        name = f"workbook, {len(cells)} values: read, judged, back"
        rival = rivals.book(path)
        reading, judging, taken, parsed, *others = repeat(
            lambda: ict.read_questionnaire(path),
            judged,
            whole,
            lambda: parsed_parts(path),
            *([rival] if rival else []),
        )
        yield figure(name, taken, parsed, limit=2000)
        rival_part = peer(others[0] if others else None, "openpyxl")
        yield figure("  of which reading", reading, parsed, **rival_part)
        yield figure("  of which reading and judging", judging)
        arabic = ict.questionnaire("ECU", edition=2025, language="ar")
        yield figure("a questionnaire written", repeat(arabic.to_bytes)[0])
