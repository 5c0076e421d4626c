"""Effects of importing the package on the process that imports it."""

import ast
import inspect
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import ictindex as ict

SOURCE = Path(ict.__file__).resolve().parent
ANNEX = str(ict.sample_data("idi-2024-annex.csv"))
# Hosts reached from Python go through one of these; ``socket`` is what all others rest on.
NETWORK = {"socket", "ssl", "http.client", "urllib.request", "asyncio", "ftplib", "requests"}


def python(code: str, *flags: str, **more: str) -> str:
    """Run code in a fresh interpreter; what it prints."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, *flags, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=kept | {"PYTHONPATH": str(SOURCE.parent), "PYTHONUTF8": "1"} | more,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# Compute a whole edition and one economy; every digit, and the words of an explanation.
DIGITS = f"""
import ictindex as ict
idi = ict.methodology("idi", edition=2024)
values = dict(zip(idi.indicators, ["87.4", "89.3", "105.7", "99.2", "98.5", "123.3", "2908.6",
                                   "1.0", "1.4", "93.8"]))
one = idi.score(values)
result = ict.compute(idi, {ANNEX!r})
print(one.unrounded, sorted(one.nodes.items()))
print(one.explain())
print([[code, *(format(x, "f") for x in row if x is not None)]
       for code, row in zip(result.economies,
                          result.exact.to_numpy())])
print(result.to_frame().to_csv())
print(result.groups().to_csv())
print(result)
print(result.explain("BRA", language="fr"))
"""


# Settings of a host that a user may have.
HOSTILE = """
import decimal
for context in (decimal.getcontext(), decimal.DefaultContext):
    context.prec, context.rounding = 3, decimal.ROUND_UP
    context.Emax, context.Emin, context.clamp, context.capitals = 9, -9, 1, 0
    for trap in context.traps:
        context.traps[trap] = trap is not decimal.FloatOperation
"""
APART = "== and again =="


@pytest.fixture(scope="module")
def twice() -> list[str]:
    """Return the digits, and those of the same process after its decimals were set otherwise."""
    return python(f"{DIGITS}\nprint({APART!r})\n{HOSTILE}{DIGITS}").split(f"{APART}\n")


@pytest.fixture(scope="module")
def digits(twice: list[str]) -> str:
    return twice[0]


def test_importing_loads_nothing_heavy() -> None:
    heavy = ["numpy", "pandas", "pydantic", "xarray", "typer", "rich", "decimal", "tomllib"]
    code = f"import sys, ictindex; print(sorted(set({heavy!r}) & set(sys.modules)))"
    assert python(code, "-S").strip() == "[]"


def test_importing_changes_no_global_state() -> None:
    code = """
import sys, os, locale, decimal, warnings, signal, threading, logging, random, builtins
def state():
    context = decimal.getcontext()
    return (
        repr(context), repr(decimal.DefaultContext), locale.setlocale(locale.LC_ALL),
        list(warnings.filters), os.getcwd(), sorted(os.environ.items()), list(sys.path),
        sys.excepthook, sys.displayhook, sys.stdout, sys.stdout.encoding, sys.getrecursionlimit(),
        sys.get_int_max_str_digits(), threading.active_count(), logging.getLogger().handlers[:],
        signal.getsignal(signal.SIGINT), random.getstate(), sorted(vars(builtins)),
    )
before = state()
import ictindex
assert state() == before
"""
    python(code)


@pytest.mark.slow
def test_computing_changes_no_global_state() -> None:
    code = f"""
import os, sys, locale, decimal, warnings, random, threading
import numpy as np, pandas as pd, xarray
def state():
    return (
        repr(decimal.getcontext()), locale.setlocale(locale.LC_ALL), list(warnings.filters),
        os.getcwd(), sorted(os.environ.items()), np.geterr(), np.get_printoptions(),
        pd.get_option("display.max_rows"), random.getstate(), threading.active_count(),
        np.random.get_state()[1].tobytes(), sys.getrecursionlimit(),
    )
import ictindex as ict
before = state()
result = ict.compute(ict.methodology("idi", edition=2024), {ANNEX!r})
result.to_text(), result.groups(), result.explain("BRA").to_html()
try:
    ict.compute(result.methodology, {ANNEX!r}, edition=1999)
except ict.errors.IctindexError as error:
    str(error)
assert state() == before
"""
    python(code)


@pytest.mark.slow
def test_nothing_reaches_for_the_network() -> None:
    """Nothing of it is imported; and the process computes with sockets forbidden."""
    code = f"import sys, ictindex; print(sorted(set({sorted(NETWORK)!r}) & set(sys.modules)))"
    assert python(code, "-S").strip() == "[]"
    guard = """
import sys
def guard(event, arguments):
    if event.startswith(("socket.", "urllib.", "ftplib.", "smtplib.", "http.")):
        raise RuntimeError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise RuntimeError(f"writes {arguments[0]}")
sys.dont_write_bytecode = True
sys.addaudithook(guard)
"""
    python(guard + DIGITS)


@pytest.mark.lint
def test_no_module_imports_the_network() -> None:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            # One module serves a page, to this computer alone (test_local_server.py).
            served = {"http", "urllib"} if path.name == "local_server.py" else set()
            assert not {name.split(".")[0] for name in names} & {
                "socket", "ssl", "http", "urllib", "asyncio", "ftplib", "requests", "pickle",
            } - served, path  # fmt: skip


@pytest.mark.lint
def test_no_check_is_an_assert() -> None:
    """Asserts vanish under ``-O``: none may be in the package."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Assert)], path


@pytest.mark.slow
def test_optimised_in_another_place_with_another_seed(digits: str) -> None:
    surroundings = {"LC_ALL": "C", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}
    assert python(DIGITS, "-O", **surroundings) == digits
    assert python(
        "import ictindex as ict\nprint(ict.methodology('idi', edition=2024).show())", "-OO"
    )


@pytest.mark.slow
def test_a_hostile_decimal_context_and_any_folder(
    digits: str, twice: list[str], tmp_path: Path
) -> None:
    assert twice[1] == digits
    assert python(f"import os; os.chdir({str(tmp_path)!r})\n" + HOSTILE + DIGITS) == digits


@pytest.mark.slow
def test_a_context_that_traps_everything(digits: str) -> None:
    code = "import decimal\nfor trap in (c := decimal.getcontext()).traps: c.traps[trap] = True\n"
    assert python(code + DIGITS) == digits


@pytest.mark.slow
def test_a_hostile_locale(digits: str) -> None:
    code = """
import locale
for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "ar_EG.UTF-8", "tr_TR.UTF-8", ""):
    try:
        locale.setlocale(locale.LC_ALL, name)
        break
    except locale.Error:
        pass
"""
    assert python(code + DIGITS, LC_ALL="tr_TR.UTF-8", LANG="de_DE.UTF-8") == digits


@pytest.mark.slow
def test_threads_give_equal_results() -> None:
    """Each thread in its own language, all with one methodology and from cold caches."""
    code = f"""
import ictindex as ict
from ictindex.language import i18n
from concurrent.futures import ThreadPoolExecutor
languages = ["en", "fr", "es", "ar", "ru", "zh"] * 2
def work(language):
    with ict.set_options(language=language):
        idi = ict.methodology("idi", edition=2024)
        result = ict.compute(idi, {ANNEX!r})
        return result.exact.to_csv(), result.to_text(), str(result.explain("BRA"))
with ThreadPoolExecutor(12) as pool:
    found = list(pool.map(work, languages))
assert len({{exact for exact, _, _ in found}}) == 1
assert found == [work(language) for language in languages]
assert len({{text for _, text, _ in found}}) == 6
assert i18n.current_language() == "en"
"""
    python(code)


def test_the_version_is_that_of_the_project() -> None:
    project = SOURCE.parent.parent / "pyproject.toml"
    if not project.is_file():
        pytest.skip("installed from a wheel: there is no pyproject.toml next to the package")
    with project.open("rb") as stream:
        assert tomllib.load(stream)["project"]["version"] == ict.__version__


def test_types_travel_with_the_package() -> None:
    assert (SOURCE / "py.typed").is_file()


def test_every_public_name_exists() -> None:
    assert ict.__all__ == sorted(set(ict.__all__))
    assert set(ict.__all__) <= set(dir(ict))
    for name in ict.__all__:
        assert getattr(ict, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'compote'"):
        _ = ict.compote


@pytest.mark.slow
def test_star_import() -> None:
    python("from ictindex import *; assert compute and methodology and errors and sample_data")


def test_all_errors_descend_from_one() -> None:
    kinds = [
        c for _, c in inspect.getmembers(ict.errors, inspect.isclass) if issubclass(c, Exception)
    ]
    assert len(kinds) > 8
    assert all(issubclass(kind, ict.errors.IctindexError) for kind in kinds)
