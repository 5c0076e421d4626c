"""The page in browsers, from disk: it starts, asks nobody, keeps nothing, refuses what it must."""

from __future__ import annotations

import base64
import re
import sys
import time
from pathlib import Path

import pytest
from browsers import NAMES, Browser, BrowserPage, Harness
from language_files import words as language_words

pytestmark = pytest.mark.browser
READY = "() => state.phase !== 'loading' && state.phase"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
# Noted before the page begins: what its policy forbade.
WATCH = """
window.forbidden = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.forbidden.push(event.effectiveDirective);
});
"""


def words(language: str, key: str) -> str:
    return str(language_words(language)["page-file"][key])


def start(page: BrowserPage, path: Path) -> str:
    """Open the page and wait until it has started, or says that it cannot."""
    page.open(path)
    return str(page.wait_for(READY, seconds=120))


def needed_memory(browser: Browser) -> int:
    """Return the least memory of the page within a minute: what it frees itself is no need."""
    least = int(browser.memory()["page"])
    for _ in range(20):
        if least < 300_000:
            break
        time.sleep(3)
        least = min(least, int(browser.memory()["page"]))
    return least


@pytest.mark.parametrize("browser_name", NAMES, indirect=True)
def test_it_starts_from_disk_and_asks_nobody(
    harness: Harness, browser_name: str, page_path: Path
) -> None:
    with harness.open(browser_name) as browser:
        page = browser.page(WATCH)
        assert start(page, page_path) == "ready"
        assert page.evaluate("() => location.protocol") == "file:"
        answer = page.evaluate(
            "() => engine.call({ call: 'start', language: 'fr' }).then(({ answer }) => answer)"
        )
        assert {"code": "BRA", "name": "Brésil"} in answer["economies"]
        assert answer["python"] == "3.14.2"
        assert page.outside() == []
        assert page.evaluate("() => window.forbidden") == []
        assert page.call("errors") == []
        if sys.platform == "linux":
            assert 40_000 < needed_memory(browser) < 300_000  # kilobytes


def test_the_harness_hears_of_a_request(
    harness: Harness, browser_name: str, tmp_path: Path
) -> None:
    """A page without a policy, whose worker and whose image ask for something."""
    source = "fetch('http://worker.test/').catch(() => {})"
    plain = tmp_path / "plain.html"
    plain.write_text(
        '<!doctype html><title>plain</title><img src="http://image.test/x.png"><script>'
        f'new Worker(URL.createObjectURL(new Blob(["{source}"])));</script>',
        encoding="utf-8",
    )
    with harness.open(browser_name) as browser:
        page = browser.page()
        page.open(plain)
        heard = page.wait_for("() => new Promise((done) => setTimeout(() => done(1), 500))")
        assert heard == 1
        asked = " ".join(page.outside())
        assert "http://worker.test/" in asked
        assert "://image.test/x.png" in asked  # Firefox asks by https first


@pytest.mark.parametrize("browser_name", NAMES, indirect=True)
def test_the_policy_holds(harness: Harness, browser_name: str, page_path: Path) -> None:
    """Scripts of the page itself, or in a worker made by it, reach nobody and evaluate nothing."""
    attempts = {
        "connect-src": "fetch('http://host.test/fetch').catch(() => {})",
        "img-src": "new Image().src = 'http://host.test/image'",
        "style-src-elem": "document.body.append(Object.assign(document.createElement('link'),"
        " { rel: 'stylesheet', href: 'http://host.test/style.css' }))",
        "script-src-elem": "document.body.append(Object.assign(document.createElement('script'),"
        " { textContent: 'window.intruded = 1' }))",
        "frame-src": "document.body.append(Object.assign(document.createElement('iframe'),"
        " { src: 'http://host.test/frame' }))",
        "script-src": "setTimeout(() => { try { window.intruded = (0, eval)('2'); } catch {} }, 0)",
        "form-action": "document.body.append(Object.assign(document.createElement('form'),"
        " { id: 'sent', action: 'http://host.test/form', method: 'post' })),"
        " setTimeout(() => document.getElementById('sent').submit(), 0)",
    }
    with harness.open(browser_name, offline=False) as browser:
        page = browser.page(WATCH)
        assert start(page, page_path) == "ready"
        for directive, attempt in attempts.items():
            page.evaluate(f"() => {{ {attempt}; }}")
            page.wait_for("(name) => window.forbidden.includes(name)", directive, 10)
        inside = page.evaluate(
            """() => new Promise((done) => {
              const text = "fetch('http://host.test/worker').then(() => postMessage('open'),"
                + " () => { try { eval('1'); postMessage('evaluates'); }"
                + " catch { postMessage('closed'); } })";
              const worker = new Worker(URL.createObjectURL(new Blob([text])));
              worker.onmessage = (event) => done(event.data);
              worker.onerror = () => done('error');
            })"""
        )
        assert inside == "closed"
        assert page.evaluate("() => window.intruded ?? null") is None
        assert [line for line in page.outside() if re.match("(GET|POST|CONNECT) ", line)] == []


def test_it_keeps_nothing(harness: Harness, browser_name: str, page_path: Path) -> None:
    with harness.open(browser_name) as browser:
        page = browser.page()
        assert start(page, page_path) == "ready"
        kept = page.evaluate(
            """async () => ({
              local: localStorage.length,
              session: sessionStorage.length,
              cookie: document.cookie,
              databases: (await indexedDB.databases()).length,
              caches: typeof caches === "undefined" ? 0 : await caches.keys().then(
                (names) => names.length, () => 0),
            })"""
        )
        assert kept == {"local": 0, "session": 0, "cookie": "", "databases": 0, "caches": 0}


FEATURES = {
    "WebAssembly": "delete window.WebAssembly",
    "WebAssembly exceptions": """
        const validate = WebAssembly.validate;
        WebAssembly.validate = (bytes) => !bytes.includes(25) && validate(bytes);
    """,
    "BigInt": "Object.defineProperty(window, 'BigInt', { value: undefined })",
    "DecompressionStream": "delete window.DecompressionStream",
    "crypto.subtle": "Object.defineProperty(crypto, 'subtle', { value: undefined })",
    "Worker": "delete window.Worker",
}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_browser_that_lacks_something_says_so_in_six_languages(
    harness: Harness, browser_name: str, page_path: Path, feature: str
) -> None:
    with harness.open(browser_name, locale="ru") as browser:
        page = browser.page(FEATURES[feature])
        page.open(page_path)
        page.wait_for_element("#page-file-stop")
        shown = page.text("body").splitlines()
        lines = [line for line in shown if line.strip()]
        assert lines[0] == words("ru", "browser")
        assert sorted(lines[:6]) == sorted(words(language, "browser") for language in LANGUAGES)
        assert lines[6].split(", ")[0] == feature
        assert page.evaluate("() => typeof state === 'undefined'")  # no other script began
        blocked = "script-src 'none'"  # as Firefox reports each of them
        assert [error for error in page.call("errors") if blocked not in error] == []


@pytest.mark.parametrize("part", ["worker", "modules"])
def test_an_altered_part_is_not_used(
    harness: Harness, browser_name: str, page_text: str, part: str, tmp_path: Path
) -> None:
    text = re.search(rf'data-part="{part}">([^<]*)<', page_text)
    assert text
    content = bytearray(base64.b64decode(text[1]))
    content[len(content) // 2] ^= 1
    altered = tmp_path / "altered.html"
    altered.write_text(
        page_text.replace(text[1], base64.b64encode(content).decode()), encoding="utf-8"
    )
    with harness.open(browser_name, locale="es") as browser:
        page = browser.page()
        assert start(page, altered) == "failed"
        assert words("es", "altered") in page.text("#engine")


def test_an_altered_script_does_not_run(
    harness: Harness, browser_name: str, page_text: str, tmp_path: Path
) -> None:
    altered = tmp_path / "altered.html"
    altered.write_text(
        page_text.replace("const engine = (", "window.intruded = 1;\nconst engine = ("),
        encoding="utf-8",
    )
    with harness.open(browser_name) as browser:
        page = browser.page(WATCH)
        page.open(altered)
        page.wait_for("() => window.forbidden.length")
        assert page.evaluate("() => [window.intruded ?? 0, typeof PAGE_FILE]") == [0, "undefined"]


def test_the_page_shows_its_digests(
    harness: Harness, browser_name: str, page_path: Path, page_text: str
) -> None:
    digest = re.search(r'"digest": "([0-9a-f]{64})"', page_text)
    whole = page_path.with_suffix(".sha256").read_text(encoding="utf-8").split()[0]
    assert digest
    with harness.open(browser_name) as browser:
        page = browser.page()
        assert start(page, page_path) == "ready"
        page.select("#language", "fr")
        page.wait_for("() => document.documentElement.lang === 'fr' && state.phase !== 'loading'")
        # A page that is laid out again under the pointer would take the click elsewhere.
        page.click("#page-contents summary")
        page.wait_for("() => document.querySelector('#page-contents details').open")
        shown = page.text("#page-contents").replace("\u2068", "").replace("\u2069", "")
        assert words("fr", "digest").format(digest=digest[1]) in shown
        page.set_files("#page-contents-file", page_path)
        page.wait_for("() => document.getElementById('page-contents-digest').textContent")
        text = page.text("#page-contents-digest").replace("\u2068", "").replace("\u2069", "")
        assert text == words("fr", "file-digest").format(file=page_path.name, digest=whole)
