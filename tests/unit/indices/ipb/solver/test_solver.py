"""Cases worked out by hand: days, hours, rates, add-ons, ties, what cannot be met."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from small_cases import small_cases

import ictindex
from ictindex.core.errors import UsageError
from ictindex.indices.ipb.solver import (
    Infeasible,
    Offer,
    Problem,
    Proof,
    Solution,
    branch_and_bound,
    solve,
    solve_all,
)
from ictindex.indices.ipb.solver.linear_relaxation import Advice, Relaxation

SRC = Path(ictindex.__file__).parents[1]
ONE = ((0,),)
MONTH = Fraction(30)


def offer(name: str, cost: float | str, amount: int | None, days: object = 30, **more) -> Offer:
    return Offer(name, Fraction(str(cost)), (amount,), days=Fraction(days), **more)


def bought(problem: Problem) -> tuple[dict[str, int], Fraction]:
    solution = solve(problem)
    assert isinstance(solution, Solution)
    counts = {o.id: n for o, n in zip(problem.offers, solution.counts, strict=True) if n}
    return counts, solution.cost


def test_a_short_plan_is_bought_until_every_day_is_covered() -> None:
    """30 / 7 rounded up is 5; four weeks and two days are cheaper where there is a day pack."""
    weekly, daily = offer("weekly", 95, 35000, 7), offer("daily", 15, 7000, 1)
    assert bought(Problem((weekly,), (5000,), ONE, MONTH)) == ({"weekly": 5}, 475)
    assert bought(Problem((weekly, daily), (5000,), ONE, MONTH)) == (
        {"weekly": 4, "daily": 2}, 410,
    )  # fmt: skip
    assert bought(Problem((weekly, daily), (5000,), ONE)) == ({"daily": 1}, 15)


def test_an_hour_covers_a_part_of_a_day() -> None:
    hour = offer("hour", 5, None, Fraction(1, 24))
    assert bought(Problem((hour,), (5000,), ONE, MONTH)) == ({"hour": 720}, 3600)
    assert bought(Problem((hour,), (5000,), ONE)) == ({"hour": 1}, 5)


def test_a_day_that_is_not_covered_is_bought_out_of_bundle() -> None:
    """15 of 30 days covered: half of the volume is beyond, although 5 GB are included."""
    base = offer("base", 0, 0, 0, rates=(Fraction(1, 100),))
    pack = offer("pack", 20, 5000, 15, is_plan=False, requires=(0,), most=1)
    solution = solve(Problem((base, pack), (2000,), ONE, MONTH))
    assert isinstance(solution, Solution)
    # The pack saves 10 of the 20 that the whole volume costs out of bundle, but costs 20.
    assert (solution.counts, solution.cost, solution.beyond) == ((1, 0), 20, (2000,))
    cheap = offer("pack", 5, 5000, 15, is_plan=False, requires=(0,), most=1)
    solution = solve(Problem((base, cheap), (2000,), ONE, MONTH))
    assert isinstance(solution, Solution)
    assert (solution.counts, solution.cost, solution.beyond) == ((1, 1), 15, (1000,))
    assert solution.base == 0


def test_overage_of_a_capped_plan() -> None:
    capped = offer("4 GB", 14, 4000, rates=(Fraction(2, 1000),))
    unlimited = offer("unlimited", 25, None)
    assert bought(Problem((capped, unlimited), (5000,), ONE, MONTH)) == ({"4 GB": 1}, 16)
    # 12,000 MB beyond cost 24: now the plan without limit is cheaper.
    assert bought(Problem((capped, unlimited), (16000,), ONE, MONTH, one_plan=True)) == (
        {"unlimited": 1}, 25,
    )  # fmt: skip


def test_rates_are_those_of_one_plan_that_is_bought() -> None:
    dear = Offer("dear calls", Fraction(1), (0, 0), rates=(Fraction(9), Fraction(1)))
    long = Offer("dear texts", Fraction(1), (0, 0), rates=(Fraction(1), Fraction(9)))
    solution = solve(Problem((dear, long), (10, 10), ((0,), (1,))))
    assert isinstance(solution, Solution)
    assert solution.cost == 101  # not 22: no customer pays the lower rate of each
    assert (solution.counts, solution.base) == ((1, 0), 0)


def test_an_add_on_needs_its_plan() -> None:
    plan = offer("plan", 30, 0)
    add_on = offer("add-on", 5, 5000, is_plan=False, requires=(0,))
    other = offer("other", 34, 5000)
    assert bought(Problem((plan, add_on, other), (5000,), ONE)) == ({"other": 1}, 34)
    assert bought(Problem((plan, add_on), (10000,), ONE)) == ({"plan": 1, "add-on": 2}, 40)


def test_included_minutes_go_where_calls_are_dearest() -> None:
    """50 free minutes to anywhere, 20 on-net only: off-net calls at 3 use the 50 first."""
    plan = Offer("plan", Fraction(10), (20, 50), rates=(Fraction(1), Fraction(3)), most=1)
    solution = solve(Problem((plan,), (60, 60), ((0,), (0, 1))))
    assert isinstance(solution, Solution)
    assert solution.cost == 10 + 40 * 1 + 10 * 3
    assert solution.included == ((20, 0), (0, 50))


def test_of_equal_prices_the_fewest_purchases_then_the_first_offers() -> None:
    half, whole = offer("half", 5, 1000), offer("whole", 10, 2000)
    assert bought(Problem((half, whole), (2000,), ONE))[0] == {"whole": 1}
    a, b, c, d = (offer(name, cost, size) for name, cost, size in (
        ("a", 4, 400), ("b", 5, 500), ("c", 5, 500), ("d", 6, 600),
    ))  # fmt: skip
    # a + d, b + b, b + c, c + c all cost 10 for 1000: most of the first offer wins.
    assert bought(Problem((a, b, c, d), (1000,), ONE))[0] == {"a": 1, "d": 1}
    assert bought(Problem((b, c, a, d), (1000,), ONE))[0] == {"b": 2}


def test_a_better_offer_of_the_same_price_does_not_jump_the_order() -> None:
    small, large = offer("small", 5, 1000), offer("large", 5, 9000)
    assert bought(Problem((small, large), (1000,), ONE))[0] == {"small": 1}
    assert bought(Problem((small, large), (2000,), ONE))[0] == {"large": 1}


def test_what_nothing_meets_is_named() -> None:
    data = Offer("data", Fraction(5), (1000, 0))
    assert solve(Problem((data,), (500, 70), ((0,), (1,)))) == Infeasible((1,))
    voice = Offer("voice", Fraction(5), (0, 100))
    both = Problem((data, voice), (500, 70), ((0,), (1,)), one_plan=True)
    assert solve(both) == Infeasible(())
    assert isinstance(solve(Problem((data, voice), (500, 70), ((0,), (1,)))), Solution)


def test_prices_too_fine_for_floating_point_are_still_exact() -> None:
    """Two ways that differ in the fifteenth decimal of the price."""
    tiny = Fraction(1, 10**15)
    first, other = offer("one", 10, 1000), offer("two", 10, 1000)
    cheaper = Offer("three", Fraction(10) - tiny, (1000,), days=MONTH)
    fine = Offer("base", Fraction(0), (0,), rates=(Fraction(1, 7**9),))
    counts, cost = bought(Problem((first, other, cheaper, fine), (2000,), ONE, MONTH))
    assert (counts, cost) == ({"base": 1}, Fraction(2000, 7**9))
    counts, cost = bought(Problem((first, other, cheaper), (2000,), ONE, MONTH))
    assert (counts, cost) == ({"three": 2}, 20 - 2 * tiny)


@small_cases(
    ("part", "problem"),
    [
        ("needs", lambda: Problem((), (-1,), ())),
        ("days", lambda: Problem((), (1,), (), days=0)),
        ("pools", lambda: Problem((), (1, 1, 1), ((0, 1), (1, 2)))),
        ("offers", lambda: Problem((offer("a", -1, 5),), (1,), ONE)),
        ("offers", lambda: Problem((offer("a", 1, 5, requires=(0,)),), (1,), ONE)),
    ],
)
def test_an_unfit_problem_is_refused(part: str, problem) -> None:
    with pytest.raises(UsageError, match=f"is not consistent: {part}"):
        problem()


LIES: dict[str, Callable[[Advice], Advice]] = {
    "no bound": lambda solution: replace(solution, multipliers=[0] * len(solution.multipliers)),
    "too high a bound": lambda solution: replace(
        solution, multipliers=[3 * m for m in solution.multipliers]
    ),
    "below zero": lambda solution: replace(
        solution, multipliers=[-m - 1 for m in solution.multipliers]
    ),
    "too little": lambda solution: replace(solution, values=[0.0] * len(solution.values)),
    "too much": lambda solution: replace(solution, values=[item + 1 for item in solution.values]),
    "beyond": lambda solution: replace(solution, values=[item + 1e6 for item in solution.values]),
    "impossible": lambda solution: replace(solution, feasible=False),
    "impossible, no reason": lambda reported: replace(
        reported, feasible=False, multipliers=[0] * len(reported.multipliers)
    ),
}


@pytest.mark.parametrize("choices", [0, 100])
@pytest.mark.parametrize("lie", LIES)
def test_what_a_linear_programme_suggests_is_not_taken_on_trust(
    lie: str, choices: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = Relaxation.solve
    monkeypatch.setattr(Relaxation, "solve", lambda self, *box: LIES[lie](true(self, *box)))
    monkeypatch.setattr(branch_and_bound, "_MOST_CHOICES", choices)
    weekly, daily = offer("weekly", 95, 35000, 7), offer("daily", 15, 7000, 1)
    solution = solve(Problem((weekly, daily), (5000,), ONE, MONTH))
    assert isinstance(solution, Solution)
    assert (solution.counts, solution.cost) == ((4, 2), 410)


def test_a_search_that_takes_too_long_ends_without_a_price(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(branch_and_bound, "_MOST_NODES", 2)
    monkeypatch.setattr(branch_and_bound, "_MOST_CHOICES", 0)
    weekly, daily = offer("weekly", 95, 35000, 7), offer("daily", 15, 7000, 1)
    problem = Problem((weekly, daily), (5000,), ONE, MONTH)
    with pytest.raises(UsageError, match="did not prove that nothing is cheaper"):
        solve(problem)
    (solution,) = solve_all([problem])
    assert isinstance(solution, UsageError)


def test_a_proof_leaves_no_room() -> None:
    assert Proof(100, 100, Fraction(1), 1).holds
    assert not Proof(100, 99, Fraction(1), 1).holds


def test_many_problems_at_once_have_the_same_answers() -> None:
    problems = [
        Problem((offer("a", 7, size), offer("b", 11, 2 * size)), (2000,), ONE, MONTH)
        for size in range(100, 1100, 10)
    ]
    progress: list[tuple[int, int]] = []
    solutions = solve_all(problems, lambda done, of: progress.append((done, of)))
    assert solutions == [solve(problem) for problem in problems]
    assert progress[-1] == (100, 100)
    assert [done for done, _ in progress] == sorted({done for done, _ in progress})


SOLVING = """
import os, sys
sys.path.insert(0, {folder!r})
import random_markets
from ictindex.indices.ipb.solver import branch_and_bound, solve_all
branch_and_bound._MOST_CHOICES = 0
problems = [random_markets.draw(seed, nested=seed % 2 == 0) for seed in range(300)]
"""
SOLVE = "solve_all(problems)\n"

# A program that embeds the library and logs from another thread all the while.
LOGGING = """
import decimal, gc, locale, logging, random, signal, threading, time, warnings
import numpy, pandas, xarray
import ictindex as ict

logging.getLogger("ictindex").setLevel(logging.WARNING)  # its steps are not counted here
ipb = ict.methodology("ipb", edition=2025)
tables = dict(
    tariffs=ict.sample_data("ipb-tariffs-synthetic.csv"),
    economics=ict.sample_data("ipb-economics-synthetic.csv"),
)

def files():
    return [(entry.st_dev, entry.st_ino, entry.st_mode) for entry in map(os.fstat, (0, 1, 2))]

def state():
    proc = "/proc/self/"
    opened, threads = (
        sorted(os.listdir(proc + name)) if os.path.isdir(proc + name) else []
        for name in ("fd", "task")
    )
    return dict(
        files=files(),
        opened=opened,
        threads=threads,
        python_threads=threading.enumerate(),
        streams=(sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__),
        signals=[signal.getsignal(number) for number in sorted(signal.valid_signals())],
        locale=locale.setlocale(locale.LC_ALL),
        environment=dict(os.environ),
        folder=os.getcwd(),
        decimals=repr(decimal.getcontext()),
        errors=numpy.geterr(),
        chance=random.getstate(),
        warnings=list(warnings.filters),
        loggers=(logging.root.level, list(logging.root.handlers)),
        hooks=(sys.excepthook, threading.excepthook, sys.gettrace(), sys.getprofile()),
        limits=(sys.getrecursionlimit(), sys.getswitchinterval(), gc.get_threshold()),
    )

def refuse(*arguments):
    raise AssertionError("a file descriptor was redirected")

logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.INFO)
done = threading.Event()
written, seen = [0], []

def log():
    while not done.is_set():
        number = written[0]
        os.write(1, b"output %d\\n" % number)
        os.write(2, b"error %d\\n" % number)
        logging.getLogger("host").info("log %d", number)
        seen.append(files())
        written[0] += 1
        done.wait(0.0005)

before = state()
os.dup = os.dup2 = refuse
thread = threading.Thread(target=log)
thread.start()
end = time.monotonic() + 60
while written[0] < 100 and time.monotonic() < end:
    first = written[0]
    solve_all(problems)
    bought = ict.compute(ipb, **tables)
    assert written[0] > first, "nothing was logged meanwhile"
done.set()
thread.join()
# Python has joined the thread a moment before the system has ended it.
end = time.monotonic() + 30
while state()["threads"] != before["threads"] and time.monotonic() < end:
    time.sleep(0.01)
after = state()
changed = {{name for name in before if before[name] != after[name]}}
assert not changed, [(name, before[name], after[name]) for name in changed]
assert all(entry == before["files"] for entry in seen)
lines = b"".join(b"output %d\\n" % number for number in range(written[0]))
assert os.lseek(1, 0, os.SEEK_CUR) == len(lines)  # only these lines moved the offset
assert bought.purchase("ATA", "mobile-data-only").proof.holds
"""


def program(*parts: str) -> str:
    return "".join(parts).format(folder=str(Path(__file__).parents[4] / "support"))


@pytest.mark.slow
def test_solving_prints_nothing() -> None:
    assert output(program(SOLVING, SOLVE)) == ""


def test_no_solver_of_another_library_is_called() -> None:
    """Those write past Python to the output of the process."""
    code = """
    import sys
    from fractions import Fraction
    from ictindex.indices.ipb.solver import Offer, Problem, solve
    week = Offer("week", Fraction(95), (Fraction(2000),), days=Fraction(7))
    print(solve(Problem((week,), (Fraction(5000),), ((0,),), days=30)).counts)
    print(*{"scipy", "highspy", "pulp", "ortools"} & set(sys.modules))
    """
    assert output(textwrap.dedent(code)) == "(5,)\n\n"


@pytest.mark.slow
def test_another_thread_logs_to_both_streams_while_baskets_are_computed(tmp_path: Path) -> None:
    """Every line arrives whole and in order, nothing else does, and the process stays as it was."""
    streams = [tmp_path / "output.txt", tmp_path / "errors.txt"]
    with streams[0].open("wb") as first, streams[1].open("wb") as second:
        done = subprocess.run(
            [sys.executable, "-c", program(SOLVING, LOGGING)],
            env={**os.environ, "PYTHONPATH": str(SRC)},
            stdin=subprocess.DEVNULL,
            stdout=first,
            stderr=second,
        )
    output, errors = (path.read_text(encoding="utf-8").splitlines() for path in streams)
    assert done.returncode == 0, errors[-20:]
    assert len(output) >= 100
    assert output == [f"output {number}" for number in range(len(output))]
    assert errors == [
        line for number in range(len(output)) for line in (f"error {number}", f"log {number}")
    ]


@pytest.mark.slow
def test_solving_works_without_standard_output() -> None:
    assert output(program("import os; os.close(1)\n", SOLVING, SOLVE)) == ""


def output(code: str) -> str:
    """Run a program; return all that it wrote, to either stream."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=True,
        text=True,
    )
    return done.stdout
