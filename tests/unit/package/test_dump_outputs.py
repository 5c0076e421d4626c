"""The tool that compares what two versions show sees a difference that a reader would miss."""

from __future__ import annotations

import ast
import importlib.util
import inspect
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from small_cases import small_cases

import ictindex as ict

FILE = Path(__file__).resolve().parents[3] / "tools" / "dump_outputs.py"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dump_outputs", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lay_out(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / "family" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_equal_folders_end_with_0(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = (lay_out(tmp_path / side, a="1\n2\n") for side in ("before", "after"))
    assert tool.compare(before, after, (), 10) == 0
    assert capsys.readouterr().out == (
        "== family: 1 files equal, 0 differ; 2 lines equal, 0 lines differ\n"
    )


def test_a_changed_an_added_and_a_lost_file_are_counted_and_shown(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lay_out(tmp_path / "before", a="1\n2\n3\n", lost="x\n", same="y\n")
    after = lay_out(tmp_path / "after", a="1\n4\n3\n", added="x\n", same="y\n")
    assert tool.compare(before, after, (), 100) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "== family: 1 files equal, 3 differ; 3 lines equal, 4 lines differ"
    assert [line for line in printed if line[:1] in "+-" and line[1:2] not in "+-"] == [
        "-2",
        "+4",
        "+x",
        "-x",
    ]


def test_only_so_many_lines_are_printed_but_all_are_counted(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lay_out(tmp_path / "before", a="1\n" * 50)
    after = lay_out(tmp_path / "after", a="2\n" * 50)
    assert tool.compare(before, after, (), 5) == 1
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 6
    assert printed[-1].endswith("0 lines equal, 100 lines differ")


def test_a_family_that_was_not_written_is_no_agreement(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lay_out(tmp_path / "before", a="1\n")
    (tmp_path / "after").mkdir()
    assert tool.compare(before, tmp_path / "after", (), 5) == 1
    assert "== family: not compared, it is absent in" in capsys.readouterr().out


def test_a_file_that_is_empty_in_one_version_and_absent_in_the_other_is_counted(
    tool: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = lay_out(tmp_path / "before", a="1\n", b="")
    after = lay_out(tmp_path / "after", a="1\n")
    assert tool.compare(before, after, (), 5) == 1
    assert "1 files equal, 1 differ" in capsys.readouterr().out


@small_cases(
    ("first", "other"),
    [
        (pd.Series([Decimal("1.0")]), pd.Series([Decimal("1.00")])),
        (pd.Series([1]), pd.Series([1.0])),
        (pd.Series(["1"]), pd.Series([1], dtype=object)),
        (pd.Series([1], name="a"), pd.Series([1], name="b")),
        (pd.Series([1], index=["a"]), pd.Series([1], index=["b"])),
    ],
    ids=["zeros", "float", "text", "name", "index"],
)
def test_frames_that_look_alike_are_written_differently(
    tool: ModuleType, first: pd.Series, other: pd.Series
) -> None:
    assert tool.describe_frame(first) != tool.describe_frame(other)


def test_a_path_and_a_module_are_replaced_by_their_names(tool: ModuleType, tmp_path: Path) -> None:
    dump = tool.Dump(tmp_path / "out", tmp_path / "work")
    dump.text("a", f"{tmp_path / 'work'}/x.csv {type(ict.Findings())} <b><i>1</i></b>")
    assert (tmp_path / "out" / "a.txt").read_text("utf-8") == (
        "<WORK>/x.csv <class 'Findings'> <b>\n<i>1</i>\n</b>\n"
    )


def test_no_file_is_written_twice(tool: ModuleType, tmp_path: Path) -> None:
    dump = tool.Dump(tmp_path / "out", tmp_path / "work")
    dump.text("a", "1")
    with pytest.raises(ValueError, match="a is written twice"):
        dump.text("a", "1")


def find_misfits(code: str) -> list[str]:
    """Return calls of public functions that are gone, or have no argument of that name."""
    spaces = {"ict": ict, "a": ict.analysis}
    misfits = []
    for node in ast.walk(ast.parse(code)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        path = ast.unparse(node.func).split(".")
        if not all(part.isidentifier() for part in path):
            continue  # a method of what another call returned
        held: object = spaces.get(path[0])
        for name in path[1:] if held is not None else ():
            held = getattr(held, name, None)
        if path[0] in spaces and held is None:
            misfits.append(".".join(path))
        elif inspect.isfunction(held):
            arguments = inspect.signature(held).parameters
            misfits += [
                f"{held.__name__}({k.arg}=)"
                for k in node.keywords
                if k.arg and k.arg not in arguments
            ]
    return misfits


def test_the_tool_calls_functions_and_arguments_that_are_there() -> None:
    assert find_misfits("a.impute(x, 'median', groups='y'); ict.analysis.clubs()") == [
        "impute(groups=)",
        "ict.analysis.clubs",
    ]
    assert find_misfits(FILE.read_text(encoding="utf-8")) == []
