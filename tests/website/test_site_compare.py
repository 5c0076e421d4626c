"""Compare: what is chosen changes chart, table, address and downloads alike."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from browsers import Browser, BrowserPage, Harness
from defusedxml import ElementTree
from printed_editions import Printed, number_in, printed_editions
from site_measures import measure
from site_pages import plain

from ictindex.language import i18n

pytestmark = pytest.mark.browser
BUTTONS = "#comparison-downloads button"
SHOWN = "(wanted) => document.getElementById('comparison').dataset.shown === wanted"
# Content of the page: its title, the rows of its table, the sentences of its marks, its address.
STATE = """() => ({
  title: document.getElementById("comparison-title").textContent,
  rows: [...document.querySelectorAll("#comparison-table tbody tr")].map((row) =>
    [...row.cells].map((cell) => cell.textContent)),
  sentences: [...document.querySelectorAll("#comparison [data-mark]")].map((mark) =>
    mark.getAttribute("aria-label")),
  hash: decodeURIComponent(location.hash),
  written: document.getElementById("comparison-address").textContent,
})"""


@pytest.fixture(scope="module")
def edition(site: Path) -> tuple[str, Printed]:
    """The newest edition of real economies, and its key."""
    editions = printed_editions(site)
    key = max(key for key in editions if "demonstration" not in key)
    return key, editions[key]


@pytest.fixture
def opened(
    request: pytest.FixtureRequest, harness: Harness, site: Path
) -> Iterator[tuple[BrowserPage, str]]:
    name, language = request.param
    with harness.open(name, locale=language) as browser:
        yield begin(browser, site, language), language


def begin(browser: Browser, site: Path, language: str) -> BrowserPage:
    """Open Compare and wait until something is shown."""
    page = browser.page()
    page.open(site / language / "compare.html")
    page.wait_for("() => document.getElementById('comparison').dataset.shown")
    return page


def choose(page: BrowserPage, **chosen: str) -> dict[str, Any]:
    """Choose by the address, as a link that somebody was sent does."""
    page.evaluate(
        """(chosen) => {
          const shown = document.getElementById("comparison").dataset.shown;
          const parts = new Map(shown.slice(1).split("&").map((part) => part.split("=")));
          for (const [key, value] of Object.entries(chosen)) parts.set(key, value);
          location.hash = [...parts].map(([key, value]) => `${key}=${value}`).join("&");
        }""",
        chosen,
    )
    page.wait_for(
        """(places) => document.getElementById("comparison").dataset.shown?.includes(places)
          && location.hash.includes(places)""",
        chosen["places"],
    )
    return dict(page.evaluate(STATE))


@pytest.mark.parametrize(
    "opened", [("chromium", "en"), ("chromium", "ar"), ("firefox", "fr")], indirect=True
)
def test_a_choice_changes_everything_alike(
    opened: tuple[BrowserPage, str], edition: tuple[str, Printed]
) -> None:
    """Two economies in place of groups: table, chart and every download show their figures."""
    page, language = opened
    _, printed = edition
    before = page.evaluate(STATE)
    # In the order in which the page lists them.
    listed = page.evaluate(
        "() => JSON.parse(document.querySelector('#page-data').text).collections[0].economies"
    )
    wanted = [code for code in listed if (code, "idi") in printed.scores][:2]
    state = choose(page, places=",".join(wanted))
    assert state["title"] and state["rows"] != before["rows"]
    assert state["sentences"] != before["sentences"]
    assert f"places={','.join(wanted)}" in state["hash"] == state["written"]
    names = {plain(i18n.economy_name(code, language)): code for code in wanted}
    shown = {names[plain(row[0])]: number_in(row[-1], language) for row in state["rows"]}
    # The newest edition is in the last column.
    assert shown == {code: printed.scores[code, "idi"] for code in wanted}
    spoken = [plain(sentence) for sentence in state["sentences"]]
    for name, code in names.items():
        (own,) = [text for text in spoken if text.startswith(name)][-1:]
        assert number_in(own.removeprefix(name).split(",")[-1], language) is not None
        figure = str(printed.scores[code, "idi"])
        assert figure in own or figure.replace(".", ",") in own
    assert page.outside() == [] and page.call("errors") == []
    downloads(page, {code: printed.scores[code, "idi"] for code in wanted}, state)


def downloads(page: BrowserPage, figures: dict[str, Decimal], state: dict[str, Any]) -> None:
    """Save all five files and read them back."""
    links = page.evaluate(f"() => document.querySelectorAll({BUTTONS!r}).length")
    assert links == 5
    for number in range(links):
        page.evaluate(
            f"(n) => document.querySelectorAll({BUTTONS!r})[n].click()",
            number,
        )
        page.saved(number + 1)
    files = {path.suffix: path for path in page.saved(links)}
    assert files.keys() == {".svg", ".png", ".csv", ".xlsx", ".json"}
    text = files[".csv"].read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["licence"] for row in rows} == {"CC-BY-NC-SA-3.0-IGO"}
    assert all(row["citation"] and row["source"] and row["result_kind"] for row in rows)
    last = max(row["time"] for row in rows)
    assert {row["place"]: Decimal(row["value"]) for row in rows if row["time"] == last} == figures
    content = json.loads(files[".json"].read_text(encoding="utf-8"))
    at = [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
    for row in at:
        if row["time"] == last:
            value = row["value"]["number"] if isinstance(row["value"], dict) else row["value"]
            assert Decimal(str(value)) == figures[row["place"]]
    with zipfile.ZipFile(files[".xlsx"]) as book:
        cells = "".join(
            book.read(name).decode() for name in book.namelist() if name.startswith("xl/")
        )
    for figure in figures.values():
        assert f"<v>{figure.normalize():f}</v>" in cells or f"<v>{figure}</v>" in cells
    picture = files[".svg"].read_text(encoding="utf-8")
    ElementTree.fromstring(picture)
    title = plain(state["title"])
    for saved in (json.dumps(content, ensure_ascii=False), cells, picture):
        stated = plain(saved.replace("&amp;", "&"))
        assert title.split(" ")[0] in stated
        assert "CC BY-NC-SA 3.0 IGO" in stated  # the licence of each series
        assert ",".join(figures) in stated  # the address of the choice
    assert files[".png"].read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("opened", [("chromium", "zh")], indirect=True)
def test_what_is_chosen_by_hand_is_in_the_address_and_comes_back(
    opened: tuple[BrowserPage, str], site: Path
) -> None:
    """An entry of a list is chosen; the address that follows opens the same page again."""
    page, _ = opened
    before = page.evaluate(STATE)
    page.evaluate(
        """() => [...document.querySelectorAll("#choices [role=option]")]
          .find((option) => option.ariaSelected !== "true").click()"""
    )
    page.wait_for("(old) => decodeURIComponent(location.hash) !== old", before["hash"])
    page.wait_for(f"() => ({SHOWN})(decodeURIComponent(location.hash))")
    after = page.evaluate(STATE)
    assert after["rows"] != before["rows"]
    address = page.evaluate("() => location.href")
    page.open("about:blank")
    page.open(address)
    page.wait_for("() => document.getElementById('comparison').dataset.shown")
    again = page.evaluate(STATE)
    assert (again["title"], again["rows"], again["hash"]) == (
        after["title"], after["rows"], after["hash"],
    )  # fmt: skip
    assert measure(page, "layout") == []


@pytest.mark.parametrize("opened", [("chromium", "es")], indirect=True)
def test_an_address_that_names_what_is_not_here_says_so(opened: tuple[BrowserPage, str]) -> None:
    page, _ = opened
    page.evaluate("() => { location.hash = 'figures=idi&series=score.idi&places=ZZZ&times=2024'; }")
    page.wait_for("() => !document.getElementById('refusal').hidden")
    assert "ZZZ" in page.text("#refusal")
    assert page.evaluate("() => document.getElementById('comparison').hidden")


@pytest.mark.parametrize("opened", [("chromium", "en"), ("chromium", "ar")], indirect=True)
def test_a_group_states_its_economies_of_all_as_the_plain_file_of_the_group_does(
    opened: tuple[BrowserPage, str], site: Path
) -> None:
    """In the table, next to the name in the chart, and in the columns count and of of the CSV."""
    page, language = opened
    time = page.evaluate(
        "() => JSON.parse(document.querySelector('#page-data').text).collections[0].times.at(-1).id"
    )
    stated = {}
    for group in ("africa", "all"):
        with (site / "data/groups" / f"{group}.csv").open(encoding="utf-8", newline="") as stream:
            rows = [row for row in csv.DictReader(stream) if row["series"] == "idi"]
        stated[group] = next(row for row in rows if row["edition"] == f"idi-{time}")
    state = choose(page, places="itu-region:africa,all", times=time, series="score.idi")
    marks = page.evaluate("() => [...document.querySelectorAll('#panel-0 .plot text')]"
                          ".map((text) => text.textContent).join(' ')")  # fmt: skip
    for row, group in zip(state["rows"], stated.values(), strict=True):
        words = i18n.text(
            "charts", "of-economies", language, count=group["count"], total=group["of"]
        )
        assert plain(row[-1]).endswith(plain(words))
        assert all(plain(part) in plain(marks) for part in words.split())
        assert any(plain(words) in plain(sentence) for sentence in state["sentences"])
    page.evaluate("() => { document.getElementById('comparison-downloads').open = true; }")
    page.click("#comparison-downloads [data-form=csv]")
    (path,) = page.saved(1)
    saved = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [(row["count"], row["of"], row["value"], row["mark"]) for row in saved] == [
        (group["count"], group["of"], group["value"], "") for group in stated.values()
    ]
