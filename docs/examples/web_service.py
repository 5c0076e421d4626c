"""A web service around ictindex: WSGI, the standard library, no state.

    python web_service.py --port 8000 --editions editions

    POST /score         {"edition": 2024, "values": {...}}: the scores of an economy
    POST /explain       the same, and "node": the arithmetic of a score
    POST /validate?edition=2024     a CSV file or a questionnaire: its findings
    POST /baskets       {"edition": 2025, "tariffs": [...], "economics": [...]}
    GET  /editions      the published editions
    GET  /editions/ID?root=sha256:...   the scores, if every byte is as published

The language of messages is that of the header Accept-Language. Every error is an object with
`code`, `details` and `message`; a program decides by the code. Figures are text, so that no digit
is lost. Behind another server (gunicorn, waitress) the callable is `web_service:application`.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import socketserver
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import ictindex as ict

LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
MOST_JSON = 1_000_000  # bytes of a request with JSON
MOST_FILE = 10_000_000  # bytes of a file; the library has bounds of its own for what is in it
MOST_ROWS = 2_000  # tariffs, or economics
SECONDS = 30  # without a byte from a client, before the connection is closed
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

log = logging.getLogger("ictindex.service")
editions_folder: Path | None = None


class RequestError(Exception):
    """A request that this service refuses by itself, with a code of its own."""

    def __init__(self, status: int, code: str, **details: object) -> None:
        super().__init__(code)
        self.status, self.code, self.details = status, code, details


MESSAGES = {  # translate these as the rest of your service is translated
    "request.no-such-address": "There is nothing at this address.",
    "request.method": "This address takes another method.",
    "request.length": "The request needs a body and its length.",
    "request.too-long": "The body is longer than {most} bytes.",
    "request.json": "The body is no JSON object.",
    "request.field": "The field or parameter {field} is absent or of the wrong kind.",
    "request.type": "Send text/csv or an Excel workbook.",
    "service.fault": "The service failed; the fault is in its log.",
}


# ------------------------------------------------------------------ the addresses


def score(request: Request) -> dict[str, Any]:
    """Score one economy."""
    result = one_economy(request)
    return {
        "methodology": request.methodology("idi").id,
        "score": str(result.score),
        "nodes": {node: str(figure) for node, figure in result.nodes.items()},
    }


def explain(request: Request) -> dict[str, Any]:
    """Explain the score of one economy: as data, and as text in the language of the request."""
    node = request.json().get("node")
    if not isinstance(node, str | None):
        raise RequestError(400, "request.field", field="node")
    explanation = one_economy(request).explain(node=node, language=request.language)
    return {"explanation": explanation.to_dict(), "text": explanation.to_text()}


def one_economy(request: Request) -> Any:
    """Return the scores of the economy of a request."""
    return request.methodology("idi").score(request.field("values", dict))


def validate(request: Request) -> dict[str, Any]:
    """Validate an uploaded file by the rules of the library."""
    if request.content_type not in (WORKBOOK, "text/csv"):
        raise RequestError(415, "request.type", type=request.content_type)
    content = request.body(MOST_FILE)
    # The name is ours: findings repeat it.
    if request.content_type == WORKBOOK:
        submission = ict.read_questionnaire(content, name="upload.xlsx")
        table = ict.data.derive(submission.observations).completed
    else:
        table = ict.read_observations(content, name="upload.csv")
    # Whoever uploads a file is shown no value of another economy.
    judgement = ict.validate(table, request.methodology("idi"), role="focal-point")
    judged = judgement.to_dict(request.language)
    levels = [finding["errorlevel"] for finding in judged["findings"]]
    return {
        "year": judged["year"],
        "rules": judged["rules"],
        "errors": levels.count("error"),
        "warnings": levels.count("warning"),
        "findings": judged["findings"],
    }


def baskets(request: Request) -> dict[str, Any]:
    """Price baskets from tariffs and economics, with the cheapest purchase of each."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for name in ("tariffs", "economics"):
        rows = request.field(name, list)
        if not 0 < len(rows) <= MOST_ROWS or not all(isinstance(row, dict) for row in rows):
            raise RequestError(400, "request.field", field=name, most=MOST_ROWS)
        tables[name] = rows
    result = ict.compute(
        request.methodology("ipb"),
        tariffs=ict.read_tariffs(tables["tariffs"]),
        economics=ict.read_economics(tables["economics"]),
    )
    figures = [
        {
            "economy": economy,
            "basket": basket,
            **{m: text_of(result.figure(economy, basket, m)) for m in ("usd", "ppp", "share")},
            "purchase": result.explain(economy, basket, language=request.language).to_text(),
        }
        for economy in result.economies
        for basket in result.baskets
    ]
    return {"methodology": result.methodology.id, "figures": figures}


def editions(request: Request) -> dict[str, Any]:
    """List the published editions, as their register has them."""
    if editions_folder is None:
        return {"editions": []}
    return {"editions": ict.editions.list_editions(editions_folder).to_dict()["editions"]}


def edition(request: Request) -> dict[str, Any]:
    """Verify an edition, and show its scores only if every byte is as published."""
    listed = {row["id"]: row for row in editions(request)["editions"]}
    row = listed.get(request.path.rpartition("/")[2])
    if row is None or editions_folder is None:
        raise RequestError(404, "request.no-such-address")
    folder = editions_folder / row["id"]
    report = ict.verify(folder, root=request.parameter("root"))
    answer = {**row, "verdict": report.verdict, "intact": report.intact, "pinned": report.pinned}
    if report.intact:
        answer["table"] = (folder / "table.csv").read_text("utf-8")
    return answer


ADDRESSES: dict[tuple[str, str], Callable[[Request], dict[str, Any]]] = {
    ("POST", r"/score"): score,
    ("POST", r"/explain"): explain,
    ("POST", r"/validate"): validate,
    ("POST", r"/baskets"): baskets,
    ("GET", r"/editions"): editions,
    ("GET", r"/editions/[a-z0-9-]+"): edition,
}


# ------------------------------------------------------------------ requests and answers


class Request:
    """A request; it is read no further than its address needs."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.method = environ["REQUEST_METHOD"]
        self.path = environ.get("PATH_INFO", "")
        self.content_type = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        self.language = preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        self._parameters = parse_qs(environ.get("QUERY_STRING", ""))
        self._length = environ.get("CONTENT_LENGTH") or ""
        self._stream = environ["wsgi.input"]
        self._object: dict[str, Any] | None = None

    def body(self, most: int) -> bytes:
        """Return the body, of at most so many bytes."""
        if not re.fullmatch(r"[0-9]{1,12}", self._length) or int(self._length) == 0:
            raise RequestError(411, "request.length")
        if int(self._length) > most:
            self._discard(min(int(self._length), 10 * most))
            raise RequestError(413, "request.too-long", most=most)
        content: bytes = self._stream.read(int(self._length))
        return content

    def _discard(self, length: int) -> None:
        """Read bytes and keep none: who is still sending would not read the answer."""
        while length > 0 and (part := self._stream.read(min(length, 65_536))):
            length -= len(part)

    def json(self) -> dict[str, Any]:
        """Return the JSON object of the body; a number keeps the digits that were written."""
        if self._object is None:
            try:
                read = json.loads(self.body(MOST_JSON), parse_float=Decimal)
            except (ValueError, RecursionError):
                read = None
            if not isinstance(read, dict):
                raise RequestError(400, "request.json")
            self._object = read
        return self._object

    def field(self, name: str, kind: type) -> Any:
        """Return a field of the JSON object."""
        value = self.json().get(name)
        if not isinstance(value, kind):
            raise RequestError(400, "request.field", field=name)
        return value

    def parameter(self, name: str) -> str | None:
        """Return a parameter of the address."""
        return self._parameters.get(name, [None])[0]

    def methodology(self, index: str) -> Any:
        """Return the methodology of the edition that the request names; none is guessed."""
        in_address = self.parameter("edition") or ""
        if re.fullmatch(r"[0-9]{4}", in_address):
            return ict.methodology(index, edition=int(in_address))
        return ict.methodology(index, edition=self.field("edition", int))


def preferred(header: str) -> str:
    """Return the language of a header Accept-Language: the wanted one that there is, or English."""
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header.split(",")):
        name, _, weight = part.partition(";q=")
        language = name.strip().lower().partition("-")[0]
        quality = float(weight) if re.fullmatch(r"[01](\.[0-9]{1,3})?", weight.strip()) else 1.0
        if language in LANGUAGES and quality > 0:
            wanted.append((-quality, position, language))
    return min(wanted)[2] if wanted else "en"


def text_of(figure: Decimal | None) -> str | None:
    """Return a figure as text."""
    return None if figure is None else str(figure)


def status_of(error: ict.errors.IctindexError) -> int:
    """Return the status of an error of the library."""
    if isinstance(error, ict.errors.UnknownMethodologyError):
        return 404
    if isinstance(error, ict.errors.EditionError):
        return 409
    return 422


def answer(request: Request) -> tuple[int, dict[str, Any]]:
    """Return the status and the body of the answer to a request."""
    try:
        here = [key for key in ADDRESSES if re.fullmatch(key[1], request.path)]
        if not here:
            raise RequestError(404, "request.no-such-address")
        respond = ADDRESSES.get((request.method, here[0][1]))
        if respond is None:
            raise RequestError(405, "request.method", allowed=here[0][0])
        # For this context only: other threads keep their language.
        with ict.set_options(language=request.language):
            return 200, respond(request)
    except RequestError as error:
        message = MESSAGES[error.code].format(**error.details)
        return error.status, fault(error.code, error.details, message)
    except ict.errors.IctindexError as error:
        body = fault(error.code, error.details, error.message(request.language))
        body["error"]["faults"] = [
            {"code": cause.code, "details": dict(cause.details)} for cause in error.faults
        ]
        return status_of(error), body
    except Exception:
        log.exception("a fault of the service")
        return 500, fault("service.fault", {}, MESSAGES["service.fault"])


def fault(code: str, details: dict[str, object], message: str) -> dict[str, Any]:
    """Return the body of an error."""
    return {"error": {"code": code, "details": details, "message": message}}


STATUS = {
    200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict",
    411: "Length Required", 413: "Content Too Large", 415: "Unsupported Media Type",
    422: "Unprocessable Content", 500: "Internal Server Error",
}  # fmt: skip


def application(
    environ: dict[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """Answer a request: the callable of WSGI."""
    begun = time.monotonic()
    request = Request(environ)
    status, body = answer(request)
    content = json.dumps(body, ensure_ascii=False, default=str).encode()
    headers = [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Language", request.language),
        ("Content-Length", str(len(content))),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(f"{status} {STATUS[status]}", headers)
    # No figure and no file is logged: a submission may be confidential.
    log.info(
        "%s %r %d %d bytes %.0f ms",
        request.method, request.path, status, len(content), 1000 * (time.monotonic() - begun),
    )  # fmt: skip
    return [content]


# ------------------------------------------------------------------ a server for this program


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """The server of the standard library, a thread for each request."""

    daemon_threads = True
    request_queue_size = 64


class Handler(WSGIRequestHandler):
    """It closes connections that are silent, and writes no log of its own."""

    timeout = SECONDS

    def log_message(self, format: str, *args: object) -> None:
        """Leave the log to the application."""


def warm_up() -> None:
    """Load the large libraries before the first request, not within it."""
    ict.compute(ict.methodology("idi", edition=2024), ict.sample_data("idi-2024-annex.csv"))


def main() -> None:
    """Read the command line and serve."""
    global editions_folder
    parser = argparse.ArgumentParser(description="A web service around ictindex.")
    parser.add_argument("--port", type=int, default=8000, help="0: any free port")
    parser.add_argument("--editions", type=Path, help="a folder of published editions")
    options = parser.parse_args()
    editions_folder = options.editions
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    warm_up()
    with make_server("127.0.0.1", options.port, application, Server, Handler) as server:
        log.info("listening on http://127.0.0.1:%d", server.server_port)
        server.serve_forever()


if __name__ == "__main__":
    main()
