"""The page served on 127.0.0.1, only to the browser of the person who started it.

The address that opens the page has a token that is valid once: it is exchanged for a cookie, and
afterwards the address is of no use. If it is used a second time, nobody can say which of the two
was the owner: the server ends. Every other request has to name this host and, if a browser states
the page that it comes from, this page. The server ends by itself when there are no more requests.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ictindex.apps.desk.page_files import TYPES, page_file, page_html
from ictindex.apps.desk.requests import Desk
from ictindex.core.data_classes import dataclass
from ictindex.core.errors import UsageError
from ictindex.data.io.files import MEBIBYTE, MOST_BYTES
from ictindex.language import i18n

HOST = "127.0.0.1"
MOST_BODY = MOST_BYTES + MEBIBYTE  # a file, and the request for it
MOST_CONNECTIONS = 32  # open at once; a browser opens six
_MOST_DRAINED = 16 * MOST_BODY  # bytes of a refused body that are read, so that the answer arrives
_DRAINING = 10.0  # seconds without a byte of it
_HEADER = 4  # bytes of the length of the JSON before a file
_CHUNK = 64 * 1024
_BOTH_WAYS = 2  # the module of sockets is not needed for this number
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A page of another origin, such as a file, leads to the address with the token: a browser sends no
# strict cookie with what follows. So this page of the server itself leads on.
_LEADS_ON = (
    b'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">'
    b'<meta http-equiv="refresh" content="0;url=/">'
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that the server waits for a page that is silent, or was closed."""

    silent: float = 300.0
    closed: float = 15.0


@dataclass(frozen=True, slots=True)
class FirstFile:
    """The file with which the page was opened; the page gets it once."""

    name: str
    data: bytes


class LocalServer:
    """A server of the page for one browser, with one desk behind it."""

    def __init__(
        self,
        language: str = "en",
        first: FirstFile | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.language = language
        self.entered: Callable[[], None] | None = None  # called when the address has been used
        self.taken = False  # the address was used twice: perhaps by another account first
        self.desk = Desk()
        self.patience = patience or Patience()
        self._first = first
        self._token = secrets.token_urlsafe(32)
        self._is_used = False
        self._session = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self._ends_at = time.monotonic() + self.patience.silent
        try:
            self._server = _Server((HOST, 0), self)
        except OSError as error:
            raise UsageError("desk.no-port") from error

    @property
    def port(self) -> int:
        """The port that was free."""
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """The host that every request has to name."""
        return f"{HOST}:{self.port}"

    @property
    def origin(self) -> str:
        """The origin of the page."""
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """The address that opens the page, once."""
        return f"{self.origin}/?token={self._token}"

    @property
    def cookie(self) -> str:
        """The name of the cookie: all ports of a host share cookies."""
        return f"ictindex-{self.port}"

    def run(self) -> None:
        """Serve until there are no more requests, or until it is interrupted."""
        watch = threading.Thread(target=self._watch, daemon=True)
        watch.start()
        try:
            self._server.serve_forever(poll_interval=0.1)
        finally:
            self._server.server_close()

    def stop(self) -> None:
        """End serving."""
        self._server.shutdown()

    def _watch(self) -> None:
        while time.monotonic() < self._ends_at:
            time.sleep(0.05)
        self.stop()

    def stay(self) -> None:
        """Start the wait again after a request."""
        self._end_after(self.patience.silent)

    def end_soon(self) -> None:
        """End shortly, unless the page comes back: it was closed or loaded again."""
        self._end_after(self.patience.closed)

    def _end_after(self, seconds: float) -> None:
        with self._lock:
            if not self.taken:
                self._ends_at = time.monotonic() + seconds

    def exchange(self, token: str) -> str | None:
        """Return the secret of the cookie for the token, which is valid once.

        If it comes again, nothing is served any more, and the server ends.
        """
        with self._lock:
            if not compare_digest(token.encode(), self._token.encode()):
                return None
            if self._is_used:
                self.taken = True
                self._ends_at = 0.0
                return None
            self._is_used = True
        if self.entered is not None:
            self.entered()
        return self._session

    def knows(self, secret: str) -> bool:
        """Tell whether the secret of a cookie is that of this page, which is still served."""
        return compare_digest(secret.encode(), self._session.encode()) and not self.taken

    def answer(self, request: str, data: bytes) -> tuple[str, bytes]:
        """Answer a request of the page."""
        response = self.desk.answer(request, data)
        return response.json, response.data

    def hand_over(self) -> FirstFile | None:
        """Return the file with which the page was opened, only once."""
        with self._lock:
            first, self._first = self._first, None
        return first


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False
    request_queue_size = 64  # clients that wait to be accepted

    def __init__(self, address: tuple[str, int], owner: LocalServer) -> None:
        self._connections: dict[Any, bool] = {}  # each with whether it has shown the cookie
        self._guard = threading.Lock()
        super().__init__(address, _Handler)
        self.owner = owner

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread; of too many connections the oldest without the cookie is ended."""
        with self._guard:
            if len(self._connections) >= MOST_CONNECTIONS:
                stranger = next(
                    (c for c, trusted in self._connections.items() if not trusted), None
                )
                ended = request if stranger is None else stranger
                self._connections.pop(ended, None)
                with suppress(OSError):
                    ended.shutdown(_BOTH_WAYS)  # its thread reads an end, and closes it
            else:
                ended = None
            if ended is not request:
                self._connections[request] = False
        if ended is request:
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def trust(self, request: Any) -> None:
        """Keep a connection that has shown the cookie."""
        with self._guard:
            if request in self._connections:
                self._connections[request] = True

    def shutdown_request(self, request: Any) -> None:
        """Close a connection."""
        with self._guard:
            self._connections.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print nothing for a page that was closed or loaded again while it was answered."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _RefusedError(Exception):
    """A request that is refused: its status, the code of the words for it, its bytes not read."""

    def __init__(self, status: int, code: str, unread: int = 0, **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.unread, self.values = status, code, unread, values


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "ictindex"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:  # the name that the standard library asks for
        self._answer_with(self._get)

    def do_POST(self) -> None:
        self._answer_with(self._post)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: an address contains the token."""

    def _answer_with(self, work: Callable[[], None]) -> None:
        try:
            self._check_host()
            work()
        except _RefusedError as refusal:
            words = i18n.sentences(
                i18n.message(refusal.code, refusal.values, self.server.owner.language),
                i18n.message(refusal.code, refusal.values, self.server.owner.language, "remedy"),
                self.server.owner.language,
            )
            self._send(refusal.status, f"{words}\n".encode(), "text/plain; charset=utf-8")
            self._drain(refusal.unread)

    def _drain(self, left: int) -> None:
        """Read what is still sent: a connection closed before would take the answer with it."""
        self.connection.settimeout(_DRAINING)
        while left > 0 and (chunk := self.rfile.read1(min(left, _CHUNK))):
            left -= len(chunk)

    def _check_host(self) -> None:
        """Refuse every other name of this computer."""
        # A foreign page may make its own name point here; the browser then names that host.
        owner = self.server.owner
        if self.headers.get_all("Host") != [owner.host]:
            raise _RefusedError(403, "desk.request-refused")

    def _check_page(self) -> None:
        """Refuse every other page."""
        owner = self.server.owner
        origin = self.headers.get("Origin")
        if origin is not None and origin != owner.origin:
            raise _RefusedError(403, "desk.request-refused")
        if self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise _RefusedError(403, "desk.request-refused")

    def _has_cookie(self) -> bool:
        """Tell whether the request has the cookie of this page."""
        owner = self.server.owner
        cookies: SimpleCookie = SimpleCookie()
        with suppress(CookieError):
            cookies.load(self.headers.get("Cookie", ""))
        held = cookies.get(owner.cookie)
        return held is not None and owner.knows(held.value)

    def _check_session(self) -> None:
        self._check_page()
        if not self._has_cookie():
            raise _RefusedError(403, "desk.request-refused")
        self.server.owner.stay()
        self.server.trust(self.connection)

    def _get(self) -> None:
        owner = self.server.owner
        address = urlsplit(self.path)
        if address.path == "/" and address.query:
            if self._has_cookie():  # the browser that used the address, once more
                self._send(200, _LEADS_ON, TYPES[".html"])
                return
            tokens = parse_qs(address.query).get("token", [])
            secret = owner.exchange(tokens[0]) if len(tokens) == 1 else None
            if secret is None:
                raise _RefusedError(
                    403, "desk.address-taken" if owner.taken else "desk.address-used"
                )
            owner.stay()
            cookie = f"{owner.cookie}={secret}; HttpOnly; SameSite=Strict; Path=/"
            self._send(200, _LEADS_ON, TYPES[".html"], {"Set-Cookie": cookie})
            return
        self._check_session()
        if address.path == "/":
            self._send(200, page_html().encode(), TYPES[".html"])
            return
        name = address.path.removeprefix("/")
        content = page_file(name)
        if content is None:
            self._send(404, b"", "text/plain")
            return
        self._send(200, content, TYPES[name[name.rindex(".") :]])

    def _post(self) -> None:
        owner = self.server.owner
        self._check_session()
        if self.headers.get("Origin") != owner.origin:
            raise _RefusedError(403, "desk.request-refused")
        path = urlsplit(self.path).path
        if path == "/closed":
            owner.end_soon()
            self._send(204, b"", "text/plain")
        elif self.headers.get("X-Ictindex") != "1":
            # Only a page of this origin can send it: another one would have to ask for permission.
            raise _RefusedError(403, "desk.request-refused")
        elif path == "/alive":
            self._send(204, b"", "text/plain")
        elif path == "/first":
            first = owner.hand_over()
            head = json.dumps({"name": first.name}) if first is not None else "{}"
            self._reply(head, b"" if first is None else first.data)
        elif path == "/call":
            self._reply(*owner.answer(*self._body()))
        else:
            self._send(404, b"", "text/plain")

    def _body(self) -> tuple[str, bytes]:
        """Return the request and the bytes of its file."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()):
            raise _RefusedError(411, "desk.request-refused")
        if len(length) > len(str(MOST_BODY)) or int(length) > MOST_BODY:
            self.close_connection = True
            unread = _MOST_DRAINED if len(length) > len(str(_MOST_DRAINED)) else int(length)
            raise _RefusedError(
                413,
                "desk.request-too-large",
                min(unread, _MOST_DRAINED),
                most=str(MOST_BYTES // MEBIBYTE),
            )
        body = self.rfile.read(int(length))
        size = int.from_bytes(body[:_HEADER], "big")
        if len(body) < _HEADER + size or len(body) != int(length):
            raise _RefusedError(400, "desk.request-refused")
        try:
            return body[_HEADER : _HEADER + size].decode(), body[_HEADER + size :]
        except UnicodeDecodeError as error:
            raise _RefusedError(400, "desk.request-refused") from error

    def _reply(self, head: str, data: bytes) -> None:
        text = head.encode()
        body = len(text).to_bytes(_HEADER, "big") + text + data
        self._send(200, body, "application/octet-stream")

    def _send(
        self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **(more or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
