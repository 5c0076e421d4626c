"""One figure from a filled workbook to the page of the public, worked by hand, all the way.

Counts are typed into the questionnaire of an invented economy. The rates, the scores and the index
that the page shows are computed here again, in a few lines, from the formula of the methodology.
"""

from __future__ import annotations

import html
import math
import re
from pathlib import Path

import pandas as pd
import pytest

import ictindex as ict
from ictindex.submissions.questionnaires.layout import start_cells
from ictindex.submissions.questionnaires.sheets import Contents
from ictindex.submissions.questionnaires.writer import write_workbook

pytestmark = pytest.mark.every_room

ECONOMY, EDITION = "XAB", 2025
TYPED = {
    "population": 1_000_000,
    "mobile-broadband-subscriptions-count": 750_000,  # 75 per 100 inhabitants
    "fixed-broadband-subscriptions-count": 200_000,
    "mobile-broadband-traffic-total": 0.0375,  # exabytes: 50 gigabytes a subscription
    "fixed-broadband-traffic-total": 0.3,  # 1,500 gigabytes a subscription
    "coverage-3g": 90.0,
    "coverage-4g": 80.0,
    "households-internet": 38.0,
    "internet-users": 57.0,
    "mobile-phone-ownership": 76.0,
}
PRICES = {"price-mobile-high": "2.0", "price-fixed-broadband": "5.0"}
# What the office writes for the compilers alone; no other text has these words.
CLOSED = {"note": "zinnwaldit of the survey", "contact": "Office of the zirkelit"}
SITE = """\
languages = ["en"]
[publisher]
name = "Office of trials"
"""


def index_by_hand() -> float:
    """Compute the index from what was typed, by the formula that ITU prints (IDI 2025, Annex 1)."""
    connectivity = [57 / 95, 38 / 95, 75 / 150]
    coverage = 0.4 * 0.90 + 0.6 * 0.80
    traffic = [math.log(1 + 50) / math.log(501), math.log(1 + 1500) / math.log(10001)]
    affordability = [(21.3295 - 2.0) / (21.3295 - 1), (33.30 - 5.0) / (33.30 - 1)]
    meaning = [coverage, *traffic, *affordability, 76 / 95]
    return 100 * (sum(connectivity) / len(connectivity) + sum(meaning) / len(meaning)) / 2


def words_of(page: str) -> list[str]:
    """Return the texts of a page between its tags, in their order."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    texts = (html.unescape(text).strip() for text in re.split(r"<[^>]+>", bare))
    return [text for text in texts if text]


def test_a_filled_workbook_becomes_the_page_of_its_economy(tmp_path: Path) -> None:
    workbook = tmp_path / "xab-2025.xlsx"
    form = ict.questionnaire(ECONOMY, edition=EDITION).form
    column = form.column_of("value")
    cells = {
        (page.id, ask.row, column): TYPED[ask.indicator]
        for page in form.pages.values()
        for ask in page.asks
        if not ask.category and ask.indicator in TYPED
    }
    assert len(cells) == len(TYPED)
    users = next(ask for ask in form.pages["individuals"].asks if ask.indicator == "internet-users")
    cells["individuals", users.row, form.column_of("note")] = CLOSED["note"]
    for row, own in sorted(start_cells(form)):
        cells["start", row, own] = CLOSED["contact"]
    workbook.write_bytes(write_workbook(form, "en", Contents(cells), file=workbook.name))

    submission = ict.read_questionnaire(workbook)
    table = ict.data.derive(submission.observations).completed
    idi = ict.methodology("idi", edition=EDITION)
    judged = ict.validate(table, idi, year=submission.year, role="focal-point")
    own = ict.accept(table, judged, submission, submitted="2025-02-20")
    rows = [
        {
            "economy": ECONOMY,
            "indicator": name,
            "year": submission.year,
            "value": value,
            "source_class": "official-publication",
            "source": "Office of trials",
        }
        for name, value in PRICES.items()
    ]
    prices = ict.read_observations(pd.DataFrame(rows))
    judged = ict.validate(prices, idi, year=submission.year)
    other = ict.accept(prices, judged, role="compiler", submitted="2025-02-25")
    selection = ict.select_sources([own, other], idi, cut_off="2025-05-31")
    result = ict.compute(idi, selection, kind="demonstration")
    ict.publish(
        result,
        tmp_path / "editions",
        released="2025-12-15",
        publisher="Office of trials",
    )
    (tmp_path / "publisher").mkdir()
    (tmp_path / "publisher/site.toml").write_text(SITE, encoding="utf-8")
    ict.site(tmp_path / "publisher", tmp_path / "site", editions=tmp_path / "editions")

    page = tmp_path / f"site/en/{result.id}/economies/{ECONOMY}.html"
    shown = words_of(page.read_text("utf-8"))
    score = f"{index_by_hand():.1f}"
    assert shown[shown.index("ICT Development Index") + 1] == score == "65.8"
    values = shown.index("Values, with their year, status and source")
    rate = shown.index("Active mobile-broadband subscriptions", values)
    assert shown[rate + 1 : rate + 4] == ["75", "per 100 inhabitants", str(submission.year)]

    assert CLOSED["note"] in submission.observations.cells["note"]
    for folder in ("editions", "site"):
        files = [file for file in (tmp_path / folder).rglob("*") if file.is_file()]
        assert not [file for file in files if re.search(rb"zinnwaldit|zirkelit", file.read_bytes())]
