"""Plots in a process other than this one: the same plots, and no process that stays."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from ictindex.publishing.graphics import plot_process, vega_lite
from ictindex.publishing.website.language_processes import call_apart

pytest.importorskip("vl_convert")
SPEC: dict[str, Any] = {
    "$schema": vega_lite.SCHEMA,
    "data": {"values": [{"a": "عربي", "b": 1}, {"a": "é", "b": 2}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "b", "type": "quantitative"},
        "y": {"field": "a", "type": "nominal"},
    },
}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    kept: list[subprocess.Popen[str]] = []
    start = plot_process._start_process

    def keep() -> subprocess.Popen[str]:
        kept.append(start())
        return kept[-1]

    monkeypatch.setattr(plot_process, "_start_process", keep)
    return kept


def test_only_names_of_clips_are_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    made = '<g clip-path="url(#clip7)"/><clipPath id="clip7"/><text>clip7 in a title</text>'
    monkeypatch.setattr(plot_process, "_ask", lambda *_: made)
    assert plot_process.draw_plot("{}") == (
        '<g clip-path="url(#clip1)"/><clipPath id="clip1"/><text>clip7 in a title</text>'
    )


@pytest.mark.slow
def test_a_plot_of_the_process_is_the_plot_made_here(
    started: list[subprocess.Popen[str]],
) -> None:
    here = plot_process.compile_plot(SPEC, vega_lite.VERSION)
    drawn = plot_process.draw_plot(json.dumps(here))
    assert not started and "عربي" in drawn
    with plot_process.plot_apart():
        assert plot_process.compile_plot(SPEC, vega_lite.VERSION) == here
        assert plot_process.draw_plot(json.dumps(here)) == drawn
        assert len(started) == 1 and started[0].poll() is None
    assert started[0].poll() == 0


@pytest.mark.slow
def test_a_process_ends_after_many_plots_and_when_asked_to(
    started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot_process, "_MOST", 2)
    with plot_process.plot_apart():
        for _ in range(3):
            plot_process.compile_plot(SPEC, vega_lite.VERSION)
        assert [process.poll() for process in started] == [0, None]
        plot_process.end_process()
        assert [process.poll() for process in started] == [0, 0]


@pytest.mark.slow
def test_a_plot_that_is_none_is_refused_as_it_is_here() -> None:
    wrong = {"mark": "nothing that there is"}
    with pytest.raises(ValueError) as here:
        plot_process.compile_plot(wrong, vega_lite.VERSION)
    with plot_process.plot_apart():
        with pytest.raises(ValueError) as apart:
            plot_process.compile_plot(wrong, vega_lite.VERSION)
        assert str(apart.value) == str(here.value)
        assert plot_process.compile_plot(SPEC, vega_lite.VERSION)


@pytest.mark.slow
def test_where_no_process_may_start_or_live_plots_are_made_here(
    started: list[subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = plot_process.compile_plot(SPEC, vega_lite.VERSION)
    with plot_process.plot_apart():
        plot_process.compile_plot(SPEC, vega_lite.VERSION)
        started[0].kill()
        started[0].wait()
        assert plot_process.compile_plot(SPEC, vega_lite.VERSION) == here

    def refuse() -> subprocess.Popen[str]:
        raise PermissionError("no process for this user")

    monkeypatch.setattr(plot_process, "_start_process", refuse)
    with plot_process.plot_apart():
        assert plot_process.compile_plot(SPEC, vega_lite.VERSION) == here


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="no copies of a process are made")
def test_a_copy_of_a_process_that_has_drawn_does_not_wait_for_threads_that_it_lacks(
    started: list[subprocess.Popen[str]],
) -> None:
    here = plot_process.compile_plot(SPEC, vega_lite.VERSION)

    def draw(language: str) -> str:
        return json.dumps(plot_process.compile_plot(SPEC, vega_lite.VERSION))

    with pytest.raises(RuntimeError, match="a copy of a process that has drawn some"):
        list(call_apart(draw, ["en"], 1))
    with plot_process.plot_apart():
        (made,) = call_apart(draw, ["en"], 1)
    assert json.loads(made) == here
    assert not started  # the copy has started a process of its own


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="no copies of a process are made")
def test_a_copy_leaves_the_process_of_plots_to_the_one_that_started_it(
    started: list[subprocess.Popen[str]],
) -> None:
    def draw(language: str) -> str:
        plot_process.end_process()
        return json.dumps(plot_process.compile_plot(SPEC, vega_lite.VERSION))

    with plot_process.plot_apart():
        here = plot_process.compile_plot(SPEC, vega_lite.VERSION)
        (made,) = call_apart(draw, ["en"], 1)
        assert json.loads(made) == here
        assert started[0].poll() is None
        assert plot_process.compile_plot(SPEC, vega_lite.VERSION) == here
        assert len(started) == 1
    assert started[0].poll() == 0
