"""The programs of docs/examples run as users run them: in processes of their own."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ictindex as ict

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
Ask = Callable[..., tuple[int, Any]]


def values_of(economy: str) -> dict[str, str]:
    """Return the values of an economy of the sample data, as they are printed."""
    table = ict.read_observations(ict.sample_data("idi-2024-annex.csv")).where(economy=[economy])
    frame = table.to_frame()
    return dict(zip(frame["indicator"], map(str, frame["value"]), strict=True))


def printed_scores() -> dict[str, str]:
    """Return the scores that ITU printed for the economies of the sample data."""
    with ict.sample_data("idi-2024-published.csv").open(encoding="utf-8") as stream:
        return {
            row["economy"]: row["value"] for row in csv.DictReader(stream) if row["node"] == "idi"
        }


# ---------------------------------------------------------------- the web service


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ict.editions.demonstrate(
        tmp_path_factory.mktemp("service") / "trial"
    ).edition.path.parent


@pytest.fixture(scope="module")
def service(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Start the service on a free port; its address, and the file of all that it writes."""
    folder = tmp_path_factory.mktemp("log")
    written = folder / "written.txt"
    command = [sys.executable, str(EXAMPLES / "web_service.py"), "--port", "0",
               "--editions", str(editions)]  # fmt: skip
    variables = os.environ | {"TMPDIR": str(folder), "ICTINDEX_LANGUAGE": "ru"}
    with written.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=stream, env=variables, cwd=folder)
    try:
        deadline = time.monotonic() + 120
        while not (listening := re.search(r"listening on (\S+)", written.read_text("utf-8"))):
            assert process.poll() is None and time.monotonic() < deadline, written.read_text(
                "utf-8"
            )
            time.sleep(0.05)
        yield listening[1], written
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def ask(service: tuple[str, Path]) -> Ask:
    def ask(
        path: str, body: object = None, *, kind: str = "application/json", language: str = "en"
    ) -> tuple[int, Any]:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"Content-Type": kind, "Accept-Language": language}
        request = urllib.request.Request(service[0] + path, data, headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=120) as answered:  # noqa: S310
                return answered.status, json.load(answered)
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)

    return ask


def test_the_service_gives_the_printed_scores(ask: Ask) -> None:
    printed = printed_scores()
    for economy in ("BRA", "KOR"):
        status, body = ask("/score", {"edition": 2024, "values": values_of(economy)})
        assert (status, body["score"]) == (200, printed[economy])


def test_the_service_answers_errors_by_code_in_the_language_of_the_request(ask: Ask) -> None:
    values = values_of("BRA") | {"coverage-4g": "985"}
    idi = ict.methodology("idi", edition=2024)
    with pytest.raises(ict.errors.IctindexError) as caught:
        idi.score(values)
    for language, expected in (("fr-CA, en;q=0.5", "fr"), ("de, zh;q=0.2", "zh"), ("de", "en")):
        status, body = ask("/score", {"edition": 2024, "values": values}, language=language)
        assert (status, body["error"]["code"]) == (422, caught.value.code)
        assert body["error"]["message"] == caught.value.message(expected)
    assert ask("/score", {"edition": 1999, "values": values})[0] == 404
    assert ask("/score", {"values": values})[1]["error"]["code"] == "request.field"
    assert ask("/score", b"[1]")[1]["error"]["code"] == "request.json"
    assert ask("/score", b"[" * 100_000)[1]["error"]["code"] == "request.json"
    assert ask("/score", b"1" * 1_000_001)[0] == 413
    assert ask("/score")[0] == 405
    assert ask("/nowhere")[0] == 404


def test_the_service_explains_a_score(ask: Ask) -> None:
    request = {"edition": 2024, "values": values_of("BRA"), "node": "network-coverage"}
    status, body = ask("/explain", request, language="ar")
    score = ict.methodology("idi", edition=2024).score(request["values"])
    expected = score.explain(node="network-coverage", language="ar")
    assert status == 200 and body["text"] == expected.to_text()
    assert body["explanation"] == json.loads(json.dumps(expected.to_dict(), default=str))


def test_the_service_validates_an_upload(ask: Ask, tmp_path: Path) -> None:
    rows = [("BRA", "coverage-3g", 2022, 94), ("BRA", "coverage-4g", 2022, 97)]
    lines = ["economy,indicator,year,value", *(",".join(map(str, row)) for row in rows)]
    content = "\n".join(lines).encode()
    status, body = ask("/validate?edition=2024", content, kind="text/csv", language="es")
    assert status == 200 and body["year"] == 2022 and body["errors"] == 1
    (finding,) = [finding for finding in body["findings"] if finding["rule"] == "C01"]
    file = tmp_path / "upload.csv"
    file.write_bytes(content)
    table = ict.read_observations(file)
    judged = ict.validate(table, ict.methodology("idi", edition=2024), role="focal-point")
    with ict.set_options(language="es"):
        assert finding["message"] in [
            finding["message"] for finding in judged.to_dict()["findings"]
        ]
    # A questionnaire takes the same way.
    workbook = tmp_path / "ecu.xlsx"
    ict.questionnaire("ECU", edition=2025).save(workbook)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    status, body = ask("/validate?edition=2025", workbook.read_bytes(), kind=kind)
    assert status in (200, 422) and "Traceback" not in json.dumps(body)
    status, body = ask("/validate?edition=2024", b"PK no workbook", kind=kind, language="fr")
    assert status == 422 and body["error"]["code"] in ict_codes()
    assert str(tmp_path.parent) not in json.dumps(body) and "upload." in json.dumps(body)
    assert ask("/validate?edition=2024", b"x", kind="text/html")[0] == 415


def ict_codes() -> set[str]:
    """Return every code of the library."""
    page = EXAMPLES.parent / "reference" / "codes.md"
    return set(re.findall(r"^\| `([^`]+)` \| ", page.read_text("utf-8"), re.M))


def test_the_service_prices_baskets(ask: Ask) -> None:
    tables = {}
    for name in ("tariffs", "economics"):
        file = ict.sample_data(f"ipb-{name}-synthetic.csv")
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
        tables[name] = [{k: v for k, v in row.items() if v} for row in frame.to_dict("records")]
    status, body = ask("/baskets", {"edition": 2025, **tables})
    assert status == 200, body
    shares = {row["basket"]: row["share"] for row in body["figures"]}
    expected = ict.compute(
        ict.methodology("ipb", edition=2025),
        tariffs=ict.sample_data("ipb-tariffs-synthetic.csv"),
        economics=ict.sample_data("ipb-economics-synthetic.csv"),
    )
    assert shares == {b: str(expected.figure("ATA", b)) for b in expected.baskets}
    assert all(row["ppp"] is None and row["purchase"] for row in body["figures"])
    assert ask("/baskets", {"edition": 2025, "tariffs": [], "economics": []})[0] == 400


@pytest.mark.slow
def test_the_service_shows_an_edition_only_if_it_is_intact(ask: Ask, editions: Path) -> None:
    (row,) = ask("/editions")[1]["editions"]
    status, body = ask(f"/editions/{row['id']}?root={row['root']}")
    assert status == 200 and body["verdict"] == "intact-pinned"
    table = editions / row["id"] / "table.csv"
    content = table.read_bytes()
    assert body["table"].encode() == content
    table.write_bytes(content.replace(b"9", b"8", 1))
    try:
        status, body = ask(f"/editions/{row['id']}")
        assert (body["intact"], body["verdict"], "table" in body) == (False, "altered", False)
    finally:
        table.write_bytes(content)
    assert ask("/editions/idi-1999")[0] == 404
    assert ask("/editions/..%2F..%2Fsubmissions")[0] == 404


@pytest.mark.slow
def test_many_requests_at_once_get_what_each_would_get_alone(
    ask: Ask, service: tuple[str, Path]
) -> None:
    """Eight threads with fifty requests each: six languages, scores and errors, mixed."""
    printed = printed_scores()
    idi = ict.methodology("idi", edition=2024)
    languages = ("en", "fr", "es", "ar", "ru", "zh")
    complete = {e: values for e in sorted(printed) if len(values := values_of(e)) == 10}
    assert len(complete) >= 10
    economies = list(complete)
    requests, expected = [], []
    for position in range(400):
        economy = economies[position % len(economies)]
        values, language = complete[economy], languages[position % 6]
        if position % 3:
            requests.append(("/score", {"edition": 2024, "values": values}, language))
            expected.append(("score", str(idi.score(values).score)))
        else:
            node = {"edition": 2024, "values": values, "node": "network-coverage"}
            requests.append(("/explain", node, language))
            explained = idi.score(values).explain(node="network-coverage", language=language)
            expected.append(("text", explained.to_text()))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda r: ask(r[0], r[1], language=r[2]), requests))
    for (status, body), (key, value) in zip(answers, expected, strict=True):
        assert status == 200 and body[key] == value
    # Nothing but the lines of both logs was written, and no figure is in them.
    lines = service[1].read_text("utf-8").splitlines()
    written = r"ictindex(\.service (listening on|GET|POST)| (read|computed|validated|verified)) "
    log = rf"\d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d,\d{{3}} {written}"
    assert [line for line in lines if not re.match(log, line)] == []
    assert len(lines) > 400
    # No upload is left.
    assert not list(service[1].parent.glob("upload.*"))


# ---------------------------------------------------------------- the pipeline


def pipeline(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / "yearly_pipeline.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a working folder in which the pipeline has run without interruption."""
    work = tmp_path_factory.mktemp("finished") / "work"
    assert pipeline("example", work).returncode == 0
    ran = pipeline("run", work)
    assert ran.returncode == 0, ran.stderr
    return work


@pytest.mark.slow
def test_the_pipeline_publishes_and_a_second_run_changes_nothing(finished: Path) -> None:
    before = contents(finished)
    ran = pipeline("run", finished)
    assert ran.returncode == 0 and "published" not in ran.stderr
    assert contents(finished) == before
    signalled = json.loads((finished / "signal.json").read_text("utf-8"))
    edition = finished / "editions" / signalled["id"]
    assert ict.verify(edition, root=signalled["root"]).pinned
    exact = pd.read_csv(finished / "exports" / signalled["id"] / "exact.csv", dtype=str)
    opened = ict.open_edition(edition).exact
    assert exact.set_index("economy (demonstration)")["idi"]["XAA"] == str(opened.loc["XAA", "idi"])


# Ended without a warning as soon as this is there: among the receipts, while the edition is being
# published, when it is published and nothing else is written yet.
MOMENTS = ("receipts/xad.receipt.json", "editions", "editions/idi-2024-demonstration")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that ends a process at once")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_that_is_killed_goes_on_and_ends_the_same(
    moment: str, finished: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    for name in ("settings.toml", "consultations.csv", "submissions", "keys"):
        source = finished / name
        files = [source] if source.is_file() else sorted(source.iterdir())
        for file in files:
            target = work / file.relative_to(finished)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    command = [sys.executable, str(EXAMPLES / "yearly_pipeline.py"), "run", str(work)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while not (work / moment).exists() and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "the run ended before it could be killed"
    # What is called an edition is a whole one.
    for edition in (work / "editions").glob("idi-*"):
        assert ict.verify(edition).problems == ()
    ran = pipeline("run", work)
    assert ran.returncode == 0, ran.stderr
    assert contents(work) == contents(finished)


@pytest.mark.slow
def test_the_pipeline_stops_where_somebody_has_to_answer(finished: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "submissions").mkdir(parents=True)
    settings = (finished / "settings.toml").read_text("utf-8")
    (work / "settings.toml").write_text(settings, "utf-8")
    submission = (finished / "submissions" / "xab.csv").read_text("utf-8")
    slip = re.sub(r"(coverage-3g,2022,)[\d.]+", r"\g<1>1", submission)
    assert slip != submission
    (work / "submissions" / "xab.csv").write_text(slip, "utf-8")
    ran = pipeline("run", work)
    assert ran.returncode == 1 and "to be answered: xab.csv" in ran.stderr
    assert "3G" in (work / "findings" / "xab.html").read_text("utf-8")
    assert not (work / "receipts").exists() and not (work / "editions").exists()
    # The corrected file is accepted, and the page of findings goes.
    (work / "submissions" / "xab.csv").write_text(submission, "utf-8")
    estimates = (finished / "submissions" / "estimates.csv").read_text("utf-8")
    (work / "submissions" / "estimates.csv").write_text(estimates, "utf-8")
    ran = pipeline("run", work)
    assert ran.returncode == 1 and "consultations are missing" in ran.stderr
    assert not (work / "findings" / "xab.html").exists()
    assert len(pd.read_csv(work / "pending.csv")) == 3
    (work / "settings.toml").write_text("edition = ", "utf-8")
    assert pipeline("run", work).returncode == 2


@pytest.mark.slow
def test_an_edition_that_was_published_is_not_published_from_other_inputs(
    finished: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    for path, content in contents(finished).items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_bytes(content)
    submission = work / "submissions" / "xab.csv"
    text = submission.read_text("utf-8")
    submission.write_text(re.sub(r"(internet-users,2022,\d+)\.\d", r"\1.5", text), "utf-8")
    ran = pipeline("run", work)
    assert ran.returncode == 3 and "it never changes" in ran.stderr, ran.stderr
    assert contents(work / "editions") == contents(finished / "editions")


# ---------------------------------------------------------------- tables for a warehouse


@pytest.mark.slow
def test_the_batch_writes_each_edition_once_with_every_place(
    finished: Path, tmp_path: Path
) -> None:
    program, editions = EXAMPLES / "editions_to_parquet.py", finished / "editions"
    command = [sys.executable, str(program), str(editions), str(tmp_path / "tables")]
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2)
    )
    assert len(first.stdout.splitlines()) == 2 and not second.stdout
    scores = pd.read_parquet(tmp_path / "tables" / "scores", dtype_backend="pyarrow")
    (row,) = ict.editions.list_editions(editions).to_dict()["editions"]
    opened = ict.open_edition(editions / row["id"])
    assert set(scores["root"]) == {row["root"]} and set(scores["edition"]) == {row["id"]}
    values = scores[scores["node"] == "idi"].set_index("economy")
    for economy in opened.economies:
        exact, stored = opened.exact.loc[economy, "idi"], values.loc[economy, "exact"]
        assert (stored if not pd.isna(stored) else None) == exact
        if exact is not None:
            assert values.loc[economy, "rounded"] == Decimal(str(opened.scores.loc[economy, "idi"]))
    inputs = pd.read_parquet(tmp_path / "tables" / "inputs")
    assert len(inputs) == len(opened.observations)


# ---------------------------------------------------------------- programs that embed the library


def load(name: str) -> Any:
    """Import an example program as a module."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # annotations are read by their names
    spec.loader.exec_module(module)
    return module


def scores_of(result: ict.Result) -> dict[str, Decimal]:
    """Return the rounded scores of a result, as the library has them in Python."""
    exact = {economy: result.unrounded(economy).get("idi") for economy in result.economies}
    return {
        economy: score.quantize(Decimal("0.1"), ROUND_HALF_UP)
        for economy, score in exact.items()
        if score is not None
    }


def highest(result: ict.Result) -> list[tuple[str, Decimal]]:
    """Return the five economies with the highest scores."""
    return sorted(scores_of(result).items(), key=lambda item: (-item[1], item[0]))[:5]


@pytest.mark.slow
def test_an_assistant_gets_exact_scores_and_errors_in_words() -> None:
    anyio = pytest.importorskip("anyio", reason="mcp is not installed")
    mcp = pytest.importorskip("mcp", reason="mcp is not installed")
    server = load("mcp_tools").server

    async def talk() -> list[Any]:
        async with mcp.Client(server) as client:
            asked = {"values": values_of("BRA"), "edition": 2024}
            wrong = {"values": {**values_of("BRA"), "coverage-4g": "985"}, "edition": 2024}
            return [
                [tool.name for tool in (await client.list_tools()).tools],
                await client.call_tool("score_economy", asked),
                await client.call_tool("explain_economy", {**asked, "language": "fr"}),
                await client.call_tool("score_economy", {**wrong, "language": "es"}),
                await client.call_tool(
                    "check_table", {"csv": "economy,x\nBRA,1\n", "edition": 2024}
                ),
            ]

    names, score, explanation, refused, unreadable = anyio.run(talk)
    assert names == [
        "list_indicators", "score_economy", "explain_economy", "check_table",
    ]  # fmt: skip
    assert json.loads(score.content[0].text)["score"] == printed_scores()["BRA"]
    assert "82,0" in explanation.content[0].text
    assert refused.is_error and unreadable.is_error
    answer = json.loads(refused.content[0].text[refused.content[0].text.index("{") :])
    expected = pytest.raises(ict.errors.IctindexError, match="985")
    with expected as raised:
        ict.methodology("idi", edition=2024).score({**values_of("BRA"), "coverage-4g": "985"})
    assert raised.value.message("es") in json.dumps(answer, ensure_ascii=False)


@pytest.mark.slow
def test_a_database_gives_back_every_digit() -> None:
    pytest.importorskip("duckdb", reason="duckdb is not installed")
    pytest.importorskip("polars", reason="polars is not installed")
    program = load("query_tables")
    file = ict.sample_data("idi-2024-annex.csv")
    table = program.from_database(file)
    result = ict.compute(ict.methodology("idi", edition=2024), table)
    best = [(economy, score) for economy, score, _ in program.best_economies(result)]
    assert best == highest(result)
    own = ict.read_observations(file)
    assert sorted(own.cells["written"]) == sorted(table.cells["written"])


@pytest.mark.slow
def test_a_dashboard_names_economies_in_the_language_of_the_reader() -> None:
    pytest.importorskip("fastapi", reason="fastapi is not installed")
    from fastapi.testclient import TestClient

    client = TestClient(load("dashboard").make_app(ict.sample_data("idi-2024-annex.csv")))
    page = client.get("/", params={"economy": "BRA", "language": "ar"})
    assert page.status_code == 200 and 'dir="rtl"' in page.text
    assert '<option value="BRA" selected>البرازيل' in page.text
    refused = client.get("/", params={"economy": "<b>", "language": "fr"})
    assert refused.status_code == 422 and "<b>" not in refused.text


@pytest.mark.slow
def test_results_are_read_in_r_with_their_digits(tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    if program is None:
        assert "REQUIRE_R" not in os.environ
        pytest.skip("R is not installed")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

    def run(edition: str) -> subprocess.CompletedProcess[str]:
        command = [program, str(EXAMPLES / "read_results.R")]
        command += [str(ict.sample_data("idi-2024-annex.csv")), edition]
        variables = os.environ | {"PATH": path, "ICTINDEX_LANGUAGE": "en"}
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=tmp_path, env=variables
        )

    edition = ict.methodology("idi", edition=2024)
    result = ict.compute(edition, ict.sample_data("idi-2024-annex.csv"))
    lines = run("2024").stdout.splitlines()
    assert [line.split() for line in lines[:5]] == [[e, str(s)] for e, s in highest(result)]
    scores = scores_of(result)
    mean = sum(scores.values()) / len(scores)
    assert lines[5].split()[:2] == ["exploration", "mean"]
    assert float(lines[5].split()[2]) == pytest.approx(float(mean), rel=1e-5)
    assert "methodology.no-edition: " in run("1999").stderr
