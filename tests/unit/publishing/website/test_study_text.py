"""Markdown of a study becomes parts of a page; what is hostile or unknown is text or an error."""

from __future__ import annotations

from small_cases import small_cases

from ictindex.publishing.website.study_documents import Study
from ictindex.publishing.website.study_text import split_text

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
    "<javascript:alert(1)>", "[x](data:text/html;base64,PHNjcmlwdD4=)", "&lt;script&gt;",
    "<!--><script>alert(1)//", "</article><script>", "[x]: javascript:alert(1)\n\n[x]",
    "{{ page }} {% raw %}", "\u202e<b>", "<style>*{display:none}</style>",
)  # fmt: skip


def study(text: str) -> Study:
    return Study("trial", "trial.md", "A <title>", "en", "", "", "", (), text, 5)


def split(text: str) -> tuple[str, list[str], list[str]]:
    parts, faults = split_text(study(text), ["map"])
    written = "".join(str(part.markup) for part in parts)
    charts = [part.chart.name for part in parts if part.chart]
    return (
        written,
        charts,
        [f"{finding.details['line']}: {finding.details['wanted']}" for finding in faults],
    )


def test_fences_and_blocks_of_colons_name_charts() -> None:
    text = "One\n\n```{chart} map\n:edition: idi-2024\n```\n\n:::{chart} prices\n:::\n\nTwo\n"
    parts, faults = split_text(study(text), ["map"])
    assert not faults
    assert [part.chart.name if part.chart else "text" for part in parts] == [
        "text", "map", "prices", "text",
    ]  # fmt: skip
    first, second = (part.chart for part in parts if part.chart)
    assert first is not None and second is not None
    assert (dict(first.options), first.line) == ({"edition": "idi-2024"}, 7)
    assert second.line == 11


def test_code_that_shows_a_chart_stays_code() -> None:
    written, charts, faults = split("````\n```{chart} map\n```\n:::{chart} map\n:::\n````\n")
    assert not charts and not faults
    assert ":::{chart} map" in written


@small_cases(("text", "fault"), [
    ("A\n\n```{note}\nB\n```\n", "7: {note}"),
    ("* A\n\n  ```{chart} map\n  ```\n", "7: {chart} map"),
    ("![shot](https://example.org/x.png)\n", "5: ![shot]"),
    ("```{chart} map\nedition\n```\n", "6: edition"),
    ("```{chart} map\n:edition: a\n:edition: b\n```\n", "7: :edition: b"),
])  # fmt: skip
def test_what_a_study_cannot_hold_is_named_with_its_line(text: str, fault: str) -> None:
    assert fault in split(text)[2]


@small_cases(
    "address",
    ["//evil.example", "//evil.example/a.html", "evil.example", "/a.html", "a.html", "https:///x",
     "ftp://evil.example", ".//evil.example", "\\\\\\\\evil.example", ""],
)  # fmt: skip
def test_an_address_that_is_not_whole_is_refused(address: str) -> None:
    _, faults = split_text(study(f"One\n\n[words](<{address}>)\n"), ["map"])
    [finding] = faults
    assert finding.code == "study.link" and finding.details["line"] == "7"
    assert finding.message("en").startswith("trial.md, line 7: the address '")
    assert finding.message("en").endswith("' of a link is not whole.")


def test_a_link_elsewhere_does_not_report_the_page() -> None:
    written, _, faults = split(
        '[a](https://example.org/?a=1&b=2 "T") <http://example.org> [c](mailto:a@example.org) '
        "[d](#two) [e](../idi-2024/index.html) [f](./g.html)\n"
    )
    assert not faults
    assert '<a href="https://example.org/?a=1&amp;b=2" title="T" rel="noreferrer">a</a>' in written
    assert '<a href="http://example.org" rel="noreferrer">' in written
    assert '<a href="mailto:a@example.org" rel="noreferrer">c</a>' in written
    for address in ("#two", "../idi-2024/index.html", "./g.html"):
        assert f'<a href="{address}">' in written


@small_cases("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    written, _, _ = split(f"# {hostile}\n\n{hostile}\n\n| a |\n|---|\n| {hostile} |\n")
    lowered = written.lower()
    assert "<script" not in lowered and "<img" not in lowered and "<svg" not in lowered
    assert "<iframe" not in lowered and "<style" not in lowered
    assert 'href="javascript' not in lowered and 'href="data' not in lowered


def test_headings_stand_below_that_of_the_page_and_tables_can_be_scrolled() -> None:
    written, _, _ = split("# One\n\n## Two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert "<h2>One</h2>" in written and "<h3>Two</h3>" in written
    assert 'role="region" aria-label="A &lt;title&gt; (1)"><table>' in written
    kept, _, _ = split("## Two\n")
    assert "<h2>Two</h2>" in kept
