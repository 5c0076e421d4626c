"""The library in the browser finds what it finds natively, and lives through hostile files."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import hostile_mutations
import pytest
from browsers import BrowserPage, Harness
from desk_cases import plan_cells, workbook
from filled_submission import VALUES

from ictindex.apps.desk.requests import Desk

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
HOSTILE = 60
LEVELS = {"fatal", "error", "warning", "information"}
# A call of the page's own engine, and its answer as text: what the two may differ in is nothing.
CALL = """([request, data]) => engine.call(request,
  data === null ? null : Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0)))
  .then(({ answer }) => answer)"""
TYPED = (
    "62,2", "62.2 %", "n.d.", "-", "aprox. 62", "1.234.567", "1 234 567", "٦٢٫٢", "１２３",
    "12 000 (est.)", "<b>9</b>", "\u202e12", "x" * 300, "1e309", "TRUE", "2024-07-27", "0,622",
)  # fmt: skip
FACTORS = (0, -1, 0.001, 0.01, 0.1, 1 / 12, 1.02, 2, 10, 12, 100, 1000, 1_000_000)


def ask(page: BrowserPage, call: str, data: bytes | None = None, **options: Any) -> dict[str, Any]:
    """Ask the engine of the page, as its own scripts do."""
    packed = None if data is None else base64.b64encode(data).decode()
    answer: dict[str, Any] = page.evaluate(CALL, [{"call": call, **options}, packed])
    return answer


def ask_natively(desk: Desk, call: str, data: bytes = b"", **options: Any) -> dict[str, Any]:
    """Ask the library of this interpreter the same."""
    answer: dict[str, Any] = json.loads(
        desk.answer(json.dumps({"call": call, **options}), data).json
    )
    return answer


def mutated(number: int) -> tuple[str, bytes]:
    """Return a filled questionnaire with one to four cells changed, and its language."""
    draw = random.Random(number)
    language = LANGUAGES[number % len(LANGUAGES)]
    changes: dict[str, object] = {}
    for name in draw.sample(sorted(VALUES), draw.randint(1, 4)):
        written = VALUES[name]
        value = float(written) * draw.choice(FACTORS)
        whole = "." not in written and value == int(value)
        changes[name] = draw.choice([draw.choice(TYPED), int(value) if whole else value, None])
    earlier = {name: float(value) * draw.choice((0.9, 0.97, 1)) for name, value in VALUES.items()}
    plan = plan_cells(language, price=draw.choice((12, 1200, "$12", 0.12)))
    return language, workbook(
        changes, language, plan=draw.choice((None, plan)), earlier=draw.choice((None, earlier))
    )


@lru_cache(maxsize=1)
def _seeds() -> list[bytes]:
    return [workbook(language=language, plan=plan_cells(language)) for language in ("en", "ar")]


def hostile(number: int) -> bytes:
    """Return a questionnaire whose bytes or parts were damaged with intent."""
    draw = random.Random(20_000_000 + number)
    data = draw.choice(_seeds())
    return hostile_mutations.workbook(data, draw)


@pytest.fixture(scope="module")
def started(
    request: pytest.FixtureRequest, harness: Harness, page_path: Path
) -> Iterator[tuple[str, BrowserPage]]:
    """The page in each browser, once: one session judges every file."""
    with harness.open(request.param) as browser:
        page = browser.page()
        page.open(page_path)
        page.wait_for("() => state.phase === 'ready'", seconds=120)
        yield request.param, page
        assert page.outside() == []
        assert page.call("errors") == []


@pytest.mark.parametrize(
    ("started", "count"),
    [
        ("chromium", 40),
        ("firefox", 40),
        pytest.param("chromium", 200, marks=[pytest.mark.slow, pytest.mark.long]),
    ],
    indirect=["started"],
)
def test_findings_equal_the_native_ones(started: tuple[str, BrowserPage], count: int) -> None:
    _, page = started
    desk = Desk()
    levels: set[str] = set()
    for number in range(count):
        language, data = mutated(number)
        arguments = {"name": "filled.xlsx", "language": language}
        here = ask_natively(desk, "open", data, **arguments)
        there = ask(page, "open", data, **arguments)
        assert there == here, (number, language)
        levels |= {finding["level"] for finding in here["findings"]}
        if number % 10 == 0:
            assert ask(page, "result", language=language) == ask_natively(
                desk, "result", language=language
            )
            sheet = here["sheets"][number // 10 % len(here["sheets"])]["id"]
            assert ask(page, "values", sheet=sheet) == ask_natively(desk, "values", sheet=sheet)
    assert levels >= {"error", "warning"}  # the mutations reach the rules


@pytest.mark.parametrize(
    "started",
    ["chromium", pytest.param("firefox", marks=[pytest.mark.slow, pytest.mark.long])],
    indirect=True,
)
def test_a_hostile_workbook_ends_in_a_message(started: tuple[str, BrowserPage]) -> None:
    _, page = started
    desk = Desk()
    refused = 0
    for number in range(HOSTILE):
        data = hostile(number)
        arguments = {"name": "damaged.xlsx", "language": LANGUAGES[number % 6]}
        here = ask_natively(desk, "open", data, **arguments)
        there = ask(page, "open", data, **arguments)
        if "error" in here:
            refused += 1
            assert there["error"]["message"] and there["error"]["code"] != "desk.unexpected"
            assert there["error"]["code"] == here["error"]["code"], number
        else:
            assert there == here, number
    assert refused > HOSTILE // 10
    # After all of them the page judges a sound one as before.
    [sound, _], arguments = _seeds(), {"name": "filled.xlsx", "language": "en"}
    assert ask(page, "open", sound, **arguments) == ask_natively(desk, "open", sound, **arguments)
