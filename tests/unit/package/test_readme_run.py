"""`.ci/readme.py` takes each block of the README, in the environment that its section names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
if not (ROOT / ".ci" / "readme.py").is_file():
    pytest.skip("there is no checkout around the tests", allow_module_level=True)
sys.path.insert(0, str(ROOT / ".ci"))
try:
    import readme
finally:
    sys.path.remove(str(ROOT / ".ci"))

README = (ROOT / "README.md").read_text(encoding="utf-8")

PAGE = """# Title
## Bare
```python
1 + 1
```
## With extras
Needs `pip install "ictindex[charts]"`, or `"ictindex[analysis,charts]"`.
```sh
ictindex demo
```
## Words alone
No block.
"""


def test_a_section_has_its_blocks_and_the_extras_that_it_names() -> None:
    assert [(s.title, s.extras, s.fences) for s in readme.sections(PAGE)] == [
        ("Bare", (), (readme.Fence("python", "1 + 1\n"),)),
        ("With extras", ("charts", "analysis"), (readme.Fence("sh", "ictindex demo\n"),)),
    ]


def test_no_block_of_the_readme_is_outside_a_section() -> None:
    in_sections = [fence for section in readme.sections(README) for fence in section.fences]
    assert len(in_sections) == README.count("\n```") / 2
    # Every kind of block is run or known not to be a command.
    assert {fence.language for fence in in_sections} <= {"python", "sh", "bash", "powershell"}


def test_what_is_expected_and_supplied_is_in_the_readme() -> None:
    lines = [line for s in readme.sections(README) for f in s.fences for line in f.code.split("\n")]
    for start in readme.FINDINGS:
        assert [line for line in lines if line.startswith(start)], start
    for file in readme.OWN_FILES:
        assert [line for line in lines if file in line], file


def test_a_traceback_is_never_as_expected() -> None:
    traceback = "Traceback (most recent call last):\n"
    assert readme.Outcome("ictindex demo", 0, 0, "").as_expected
    assert not readme.Outcome("ictindex demo", 0, 0, traceback).as_expected
    assert not readme.Outcome("ictindex demo", 1, 0, "").as_expected
