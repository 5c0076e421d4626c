"""The page on 127.0.0.1: for one browser, asked by nobody else, and gone when it is closed."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from ictindex.apps.desk import local_server
from ictindex.apps.desk.local_server import (
    HOST,
    MOST_BODY,
    MOST_CONNECTIONS,
    FirstFile,
    LocalServer,
    Patience,
)
from ictindex.language import i18n

REFUSED = (
    "This request does not come from the page that this program opened. Start `ictindex open` "
    "again and use the page that it opens.\n"
)


class Browser:
    """A client that sends what it is asked to."""

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.cookie = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        sent = {
            "Host": self.server.host,
            "Origin": self.server.origin if method == "POST" else None,
            "X-Ictindex": "1" if method == "POST" else None,
            "Cookie": self.cookie or None,
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(HOST, self.server.port, timeout=10)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name, value)
        if method == "POST" and "Content-Length" not in headers and "Content_Length" not in headers:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, content

    def enter(self) -> None:
        status, headers, content = self.ask("GET", self.path)
        assert status == 200 and b'content="0;url=/"' in content
        self.cookie = headers["set-cookie"].partition(";")[0]

    @property
    def path(self) -> str:
        return self.server.address.removeprefix(self.server.origin)

    def call(
        self, request: dict[str, object], data: bytes = b""
    ) -> tuple[dict[str, object], bytes]:
        head = json.dumps(request).encode()
        body = len(head).to_bytes(4, "big") + head + data
        status, _, content = self.ask("POST", "/call", body)
        assert status == 200
        length = int.from_bytes(content[:4], "big")
        return json.loads(content[4 : 4 + length]), content[4 + length :]


def started(**more: object) -> Iterator[Browser]:
    server = LocalServer(**more)
    # It asks more often than for a person whether it is to end: 47 tests wait for that.
    serve = server._server.serve_forever
    server._server.serve_forever = lambda poll_interval: serve(poll_interval / 20)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Browser(server)
    finally:
        server.stop()
        thread.join(timeout=10)
        assert not thread.is_alive()


@pytest.fixture
def browser() -> Iterator[Browser]:
    yield from started()


@pytest.fixture
def page(browser: Browser) -> Browser:
    browser.enter()
    return browser


def test_the_page_is_served_with_its_policy(page: Browser) -> None:
    status, headers, content = page.ask("GET", "/")
    assert status == 200 and b'id="words"' in content
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
    for name in ("page.css", "page.js", "engine-native.js"):
        assert page.ask("GET", f"/{name}")[0] == 200


@pytest.mark.slow
def test_the_library_answers(page: Browser) -> None:
    answer, data = page.call({"call": "start", "language": "fr"})
    assert answer["edition"] and data == b""
    answer, data = page.call(
        {"call": "questionnaire", "economy": "ECU", "edition": 2025, "language": "fr"}
    )
    assert data[:2] == b"PK" and answer["files"][0]["length"] == len(data)


def test_the_cookie_is_for_this_page_alone(browser: Browser) -> None:
    _, headers, _ = browser.ask("GET", browser.path)
    cookie = headers["set-cookie"]
    assert cookie.startswith(f"ictindex-{browser.server.port}=")
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie


def test_a_wrong_token_opens_nothing(browser: Browser) -> None:
    for path in ("/?token=", "/?token=wrong", "/?token=a&token=b", "/?other=1"):
        status, _, content = browser.ask("GET", path)
        assert status == 403
        assert content.decode() == (
            "This address has been used already: it opens the page only once. "
            "Start `ictindex open` again.\n"
        )
    browser.enter()  # the right one is good still


TAKEN = (
    "The address of the page was used twice, so that it is not certain that only your browser "
    "used it. No answer was given to the second one, and the page has ended. If you opened the "
    "address twice yourself, start `ictindex open` again. If not, another account of this computer "
    "may have used it and seen the file: inform the person who looks after the computer.\n"
)


def test_a_token_that_comes_twice_ends_the_server() -> None:
    """Nobody can say which of the two was the owner: neither gets anything any more."""
    server = LocalServer(first=FirstFile("ecu.xlsx", b"PK"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    first, second = Browser(server), Browser(server)
    first.enter()
    status, headers, content = second.ask("GET", second.path)
    assert status == 403 and "set-cookie" not in headers
    assert content.decode() == TAKEN
    thread.join(timeout=10)
    assert not thread.is_alive() and server.taken
    assert not server.knows(first.cookie.partition("=")[2])


def test_the_browser_that_used_the_address_may_use_it_once_more(page: Browser) -> None:
    assert page.ask("GET", page.path)[0] == 200
    assert not page.server.taken
    assert page.ask("GET", "/")[0] == 200


def test_a_page_on_the_disk_may_lead_to_the_address_and_to_nothing_else(browser: Browser) -> None:
    """A browser says that a file is of another site."""
    assert browser.ask("GET", "/", Sec_Fetch_Site="cross-site")[0] == 403
    status, headers, _ = browser.ask("GET", browser.path, Sec_Fetch_Site="cross-site")
    assert status == 200
    browser.cookie = headers["set-cookie"].partition(";")[0]
    assert browser.ask("GET", "/", Sec_Fetch_Site="cross-site")[0] == 403
    assert browser.ask("GET", "/", Sec_Fetch_Site="same-origin")[0] == 200


@pytest.mark.parametrize("path", ["/", "/page.js", "/page.css"])
def test_nothing_is_served_without_the_cookie(page: Browser, path: str) -> None:
    page.cookie = ""
    status, _, content = page.ask("GET", path)
    assert (status, content.decode()) == (403, REFUSED)
    page.cookie = f"ictindex-{page.server.port}=guessed"
    assert page.ask("GET", path)[0] == 403
    page.cookie = "\x00;;==,"
    assert page.ask("GET", path)[0] == 403


@pytest.mark.parametrize("path", ["/call", "/alive", "/closed", "/first"])
def test_another_page_is_refused(page: Browser, path: str) -> None:
    for origin in ("http://example.org", "null", f"http://localhost:{page.server.port}",
                   f"https://{page.server.host}", None):  # fmt: skip
        status, headers, content = page.ask("POST", path, Origin=origin)
        assert (status, content.decode()) == (403, REFUSED), origin
        assert "access-control-allow-origin" not in headers
    assert page.ask("POST", path, Sec_Fetch_Site="cross-site")[0] == 403
    assert page.ask("POST", path, Sec_Fetch_Site="same-site")[0] == 403


@pytest.mark.parametrize(
    "host", ["example.org", "localhost", "127.0.0.1", "127.0.0.1:1", "attacker.test:{port}", None]
)
def test_another_name_of_this_computer_is_refused(page: Browser, host: str | None) -> None:
    """A foreign page may let its own name point here: the browser then names that host."""
    named = None if host is None else host.format(port=page.server.port)
    for method, path in (("GET", "/"), ("POST", "/call")):
        status, _, content = page.ask(method, path, Host=named)
        assert (status, content.decode()) == (403, REFUSED)
    assert Browser(page.server).ask("GET", "/?token=x", Host=named)[0] == 403


def test_a_form_of_another_page_cannot_ask(page: Browser) -> None:
    """A form sends no header of its own."""
    assert page.ask("POST", "/call", X_Ictindex=None)[0] == 403
    assert page.ask("POST", "/first", X_Ictindex="2")[0] == 403


def test_too_much_is_refused_before_it_is_read(page: Browser) -> None:
    status, _, content = page.ask("POST", "/call", Content_Length=str(MOST_BODY + 1))
    assert status == 413
    assert content.decode() == (
        "The file is larger than 20 MiB. A questionnaire is much smaller: choose the right file.\n"
    )
    assert page.ask("POST", "/call", Content_Length="9" * 5000)[0] == 413
    for length in ("-1", "1e9", "", "٣"):
        if length.isascii():
            assert page.ask("POST", "/call", Content_Length=length)[0] in (400, 411)


def test_the_refusal_of_a_file_that_is_sent_whole_arrives(page: Browser) -> None:
    """A connection closed with bytes unread is reset, and takes the answer with it."""
    for _ in range(5):
        status, _, content = page.ask("POST", "/call", bytes(MOST_BODY + 3_000_000))
        assert status == 413 and content.startswith(b"The file is larger than 20 MiB.")


def test_a_page_that_is_closed_while_it_loads_prints_nothing(
    page: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(20):
        sock = socket.create_connection((HOST, page.server.port))
        sock.sendall(
            f"GET /page.js HTTP/1.0\r\nHost: {page.server.host}\r\nCookie: {page.cookie}\r\n\r\n"
            .encode()
        )  # fmt: skip
        # Closed with a reset: what is written afterwards is a broken pipe.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()
    assert page.ask("GET", "/")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_fault_of_our_own_is_still_printed(
    page: Browser, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> str:
        raise LookupError("planted")

    monkeypatch.setattr(local_server, "page_html", fail)
    with pytest.raises(http.client.HTTPException):
        page.ask("GET", "/")
    while "planted" not in (text := capfd.readouterr().err):
        time.sleep(0.01)
    assert "LookupError" in text


def test_slow_strangers_take_a_bounded_number_of_threads_and_no_place(page: Browser) -> None:
    before = threading.active_count()
    strangers = [socket.create_connection((HOST, page.server.port)) for _ in range(100)]
    try:
        assert page.ask("GET", "/")[0] == 200
        # The thread of an ended connection still has to read that it ended.
        last = time.monotonic() + 10
        while threading.active_count() - before > MOST_CONNECTIONS and time.monotonic() < last:
            time.sleep(0.01)
        assert threading.active_count() - before <= MOST_CONNECTIONS
    finally:
        for stranger in strangers:
            stranger.close()


@pytest.mark.slow
def test_what_needs_no_submission_does_not_wait_for_a_check(page: Browser) -> None:
    with page.server.desk._turn:  # a check that does not end
        answer, _ = page.call({"call": "start"})
        assert answer["version"]
        answer, data = page.call({"call": "questionnaire", "economy": "ECU", "edition": 2025})
        assert data[:2] == b"PK"
        waiting = threading.Thread(target=page.call, args=({"call": "report"},), daemon=True)
        waiting.start()
        waiting.join(timeout=0.2)
        assert waiting.is_alive()
    waiting.join(timeout=10)
    assert not waiting.is_alive()


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xff\xff\xff{}", b"\x00\x00\x00\x02\xff\xfe"])
def test_a_body_that_is_none_is_refused(page: Browser, body: bytes) -> None:
    assert page.ask("POST", "/call", body)[0] in (200, 400)
    answer, _ = page.call({"call": "start"})
    assert answer["version"]


@pytest.mark.parametrize(
    "path",
    ["/../page.js", "/..%2fpage.js", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/page.html",
     "/page", "/page.js/", "/PAGE.JS", "/engine-native.js%00", "/.", "/c:%5cwindows%5cwin.ini"],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(page: Browser, path: str) -> None:
    status, _, content = page.ask("GET", path)
    assert (status, content) == (404, b"")


def test_other_methods_are_none(page: Browser) -> None:
    for method in ("OPTIONS", "PUT", "DELETE", "TRACE"):
        status, headers, _ = page.ask(method, "/call")
        assert status == 501
        assert not any(name.startswith("access-control") for name in headers)


def test_the_file_of_the_start_is_handed_over_once() -> None:
    for browser in started(first=FirstFile("ecu é.xlsx", b"\x00PK")):
        browser.enter()
        _, _, content = browser.ask("POST", "/first")
        length = int.from_bytes(content[:4], "big")
        assert json.loads(content[4 : 4 + length]) == {"name": "ecu é.xlsx"}
        assert content[4 + length :] == b"\x00PK"
        assert browser.ask("POST", "/first")[2] == b"\x00\x00\x00\x02{}"


def test_refusals_speak_the_language_of_the_command() -> None:
    for browser in started(language="ar"):
        _, _, content = browser.ask("GET", "/")
        assert content.decode().startswith(i18n.message("desk.request-refused", {}, "ar"))


def ended(server: LocalServer) -> bool:
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    thread.join(timeout=20)
    return not thread.is_alive()


def test_it_ends_by_itself_where_no_page_comes() -> None:
    assert ended(LocalServer(patience=Patience(silent=0.1)))


def test_it_ends_soon_after_the_page_is_closed() -> None:
    server = LocalServer(patience=Patience(silent=3600, closed=0.1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    browser = Browser(server)
    browser.enter()
    assert browser.ask("POST", "/closed", X_Ictindex=None)[0] == 204  # a beacon has no headers
    thread.join(timeout=20)
    assert not thread.is_alive()


def test_a_page_that_is_loaded_again_keeps_it() -> None:
    for browser in started(patience=Patience(silent=3600, closed=3600)):
        browser.enter()
        browser.ask("POST", "/closed", X_Ictindex=None)
        assert browser.ask("GET", "/")[0] == 200
        assert browser.ask("POST", "/alive")[0] == 204


def test_only_this_computer_can_reach_it() -> None:
    for browser in started():
        assert browser.server.address.startswith("http://127.0.0.1:")
        assert browser.server.port > 1023
