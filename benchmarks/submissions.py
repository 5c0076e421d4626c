"""The benchmarks of submissions: rules, workbooks, the selection of sources."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import inputs
from measuring import Figure, figure, repeat

if TYPE_CHECKING:
    import ictindex as ict


def validation() -> Iterator[Figure]:
    """The rules on a whole edition with the year before; reading is measured elsewhere."""
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    now, history = (ict.read_observations(inputs.plausible(year)) for year in (2022, 2021))
    few = now.where(economy=now.columns["economy"][0])
    whole, single = repeat(
        lambda: ict.validate(now, idi, year=2022, history=history),
        lambda: ict.validate(few, idi, year=2022, history=history),
    )
    yield figure("validate, 200 x 10 with history", whole, 25)
    yield figure("validate, one economy", single)


def sourcing() -> Iterator[Figure]:
    """Sources of a whole edition: official ones of two years, estimates, consultations on them.

    Receipts are verified each time: the digest of every table is part of what is measured.
    """
    import pandas as pd

    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    frame = pd.concat([inputs.plausible(year) for year in (2022, 2021)], ignore_index=True)
    # A seventh of the official values is missing in either year: every 49th cell has none.
    count = len(frame) // 2
    kept = [n % 7 != 0 if n < count else (n - count) // 7 % 7 != 0 for n in range(2 * count)]
    official = frame[kept].assign(source_class="official-submission")
    estimates = frame[:count].assign(source_class="estimate", source="Model")
    tables = [ict.read_observations(one) for one in (official, estimates)]
    receipts = [
        ict.accept(
            table, ict.validate(table, idi, year=2022), role="compiler", transcribed="made up",
            submitted="2024-01-10",
        )
        for table in tables
    ]  # fmt: skip
    record = ict.select_sources(receipts, idi, cut_off="2024-04-30").pending()
    record = ict.read_consultations(record.assign(notified="2024-02-01", deadline="2024-03-01"))

    def ours() -> ict.Selection:
        return ict.select_sources(receipts, idi, consultations=record, cut_off="2024-04-30")

    assert len(ours().observations) == count, "a cell is empty"
    (times,) = repeat(ours)
    yield figure("sources, 200 x 10, three candidates a cell", times, 20)


def workbook() -> Iterator[Figure]:
    """A questionnaire with every cell of values filled in: read, judged, handed back."""
    import ictindex as ict
    from ictindex.questionnaires.form import form
    from ictindex.questionnaires.pages import Contents
    from ictindex.questionnaires.writer import write

    asked = form("ECU", 2025)
    cells = {
        (page.id, ask.row, asked.said("value")): 10 + n
        for page in asked.pages.values()
        for n, ask in enumerate(page.asks)
    }
    idi = ict.methodology("idi", edition=2025)
    history = ict.read_observations(inputs.plausible(2022))
    with tempfile.TemporaryDirectory() as folder:
        path, back = Path(folder) / "ecu.xlsx", Path(folder) / "back.xlsx"
        path.write_bytes(write(asked, "es", Contents(cells)))

        def judged() -> tuple[ict.Submission, ict.Judgement]:
            submission = ict.read_questionnaire(path)
            table = ict.derive(submission.observations).completed
            return submission, ict.validate(table, idi, history=history, year=submission.year)

        def whole() -> None:
            submission, judgement = judged()
            submission.hand_back(judgement, back)

        assert len(judged()[1]) > 10, "next to nothing was found to write into the cells"
        name = f"workbook, {len(cells)} values: read, judged, back"
        reading, judging, times = repeat(lambda: ict.read_questionnaire(path), judged, whole)
        yield figure(name, times, 2000)
        yield figure("  of which reading", reading)
        yield figure("  of which reading and judging", judging)
        asked_anew = ict.questionnaire("ECU", edition=2025, language="ar")
        yield figure("a questionnaire written", repeat(asked_anew.to_bytes)[0])
