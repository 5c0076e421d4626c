"""Publishers in processes of their own, for the tests of crashes and races.

Run as a script: it imports the library once, then forks a publisher for each request, so that a
publisher can be traced from its first system call and killed at any of them. Small editions are
committed (three files); with ``publish`` the whole way from a result is gone.

A line of JSON on the standard input is a request, a line of JSON on the standard output a reply.
"""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import tempfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import edition_cases as cases
from offices import office, private

import ictindex as ict
from ictindex.core.errors import (
    ArchiveError,
    DamagedArchiveError,
    IctindexError,
    TakenIdError,
    UnusableFileError,
)
from ictindex.editions.storage import commit
from ictindex.editions.storage.format import MANIFEST, manifest, root_of

PUBLISHED, FAULT, TAKEN, OTHER, UNTYPED = 0, 3, 4, 5, 9
# Found before a fault is injected: only calls of the library meet it.
KEY = private()


def small(
    key: str = "idi-2024", publisher: str = "Example office"
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A record and files of the smallest edition that the register knows."""
    files = {"a.txt": b"first", "inputs/b.csv": b"second,1\n", "inputs/c.csv": b""}
    head = {
        "id": key, "index": "idi", "edition": 2024, "kind": "official", "year": 2022,
        "released": "2024-06-27", "publisher": publisher,
    }  # fmt: skip
    files[MANIFEST] = manifest(head, files)
    record = {name: part for name, part in head.items() if name != "released"}
    record |= {"type": "edition", "date": head["released"], "root": root_of(files[MANIFEST])}
    return record, files


def commit_small(folder: str) -> None:
    commit.commit(folder, *small())


def append_small(folder: str) -> None:
    """Add an erratum to an edition that is there."""
    record, _ = small()
    erratum = {"type": "erratum", "id": "idi-2024", "root": record["root"], "date": "2024-07-01"}
    commit.commit(folder, {**erratum, "details": {"reason": "a digit"}})


@lru_cache(maxsize=1)
def at_hand() -> Any:
    """A result under receipts."""
    with tempfile.TemporaryDirectory() as inbox:
        path = cases.written(Path(inbox), cases.rows())
        return cases.official(path)


def publish(folder: str) -> None:
    ict.publish(at_hand(), folder, released="2024-06-27", publisher=office(Path(folder)))


def erratum(folder: str) -> None:
    ict.editions.publish_erratum(
        Path(folder) / "idi-2024", economy="BRA", indicator="internet-users", corrected="81.5",
        reason="The survey was revised.", role=office(Path(folder)), date="2024-09-01",
    )  # fmt: skip


def withdraw(folder: str) -> None:
    ict.editions.withdraw(
        Path(folder) / "idi-2024", reason="Wrong file", role=ict.editions.PublisherKey(KEY),
        date="2024-09-01",
    )  # fmt: skip


def withdrawable(folder: str) -> None:
    """A published edition, and the chain of keys of its publisher."""
    commit_small(folder)
    begin(folder)


def begin(folder: str) -> None:
    office(Path(folder))


ACTIONS = {
    "commit": commit_small, "append": append_small, "publish": publish, "erratum": erratum,
    "withdraw": withdraw,
}  # fmt: skip
# Actions that need a published edition; the second is refused where the first was committed.
ON_RECORD = {"append": commit_small, "erratum": publish, "withdraw": withdrawable}


# Actions in a folder where nothing is published yet, but the publisher's keys are there.
WITH_KEYS = {"publish": begin}
SIGNED = ("publish", "erratum", "withdraw")


def outcome(action: str, folder: str) -> int:
    try:
        ACTIONS[action](folder)
    except TakenIdError:
        return TAKEN
    # The archive, the file of the key, or a record of the chain of keys that cannot be read.
    except (ArchiveError, DamagedArchiveError, UnusableFileError):
        return FAULT
    except IctindexError:
        return OTHER
    except BaseException:
        return UNTYPED
    return PUBLISHED


def rehearse() -> None:
    """Do each action once, so that no module or word is loaded while a fault is injected."""
    for action, change in ACTIONS.items():
        with tempfile.TemporaryDirectory() as folder:
            if action in ON_RECORD:
                ON_RECORD[action](folder)
            WITH_KEYS.get(action, str)(folder)
            change(folder)


def attended(action: str, folder: str) -> dict[str, int]:
    """Fork a publisher that waits until its tracer is there, and tell how it ended."""
    ready, go = os.pipe()
    there, here = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(go)
        os.write(here, b".")  # from here on all its calls are the publisher's, but for one
        waiting = True
        while waiting:  # the fault may hit this call: it is none of the publisher's
            with suppress(OSError):
                os.read(ready, 1)
                waiting = False
        os._exit(outcome(action, folder))
    os.read(there, 1)  # a tracer that came earlier would meet a fork that is not done
    reply({"pid": child})
    sys.stdin.readline()  # the tracer is attached
    os.write(go, b".")
    for end in (ready, go, there, here):
        os.close(end)
    _, status = os.waitpid(child, 0)
    killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return {"killed": killed, "code": os.WEXITSTATUS(status) if not killed else -1}


def race(folder: str, publishers: int, rounds: int) -> dict[str, Any]:
    """Let publishers of one id start at the same moment, in many rounds."""
    fork = multiprocessing.get_context("fork")
    barrier, queue = fork.Barrier(publishers + 1), fork.SimpleQueue()

    def compete(n: int) -> None:
        record, files = small(publisher=f"publisher {n}")
        for number in range(rounds):
            barrier.wait()
            try:
                commit.commit(Path(folder) / str(number), record, files)
                queue.put((n, "won"))
            except IctindexError as error:
                queue.put((n, error.code))
            except BaseException as error:
                queue.put((n, repr(error)))

    workers = [fork.Process(target=compete, args=(n,)) for n in range(publishers)]
    for worker in workers:
        worker.start()
    faults = []
    for number in range(rounds):
        path = Path(folder) / str(number)
        prepare(path, number)
        barrier.wait()
        ends = dict(queue.get() for _ in workers)
        faults += [f"round {number}: {fault}" for fault in judged(path, ends)]
    for worker in workers:
        worker.join()
    return {"faults": faults[:20], "rounds": rounds}


def prepare(path: Path, number: int) -> None:
    """Nothing there; an empty folder of that name; a stage of a publisher who died; all of it."""
    if number % 4 in (1, 3):
        (path / "idi-2024").mkdir(parents=True)
    if number % 4 in (2, 3):
        (path / ".stage-0123456789abcdef" / "inputs").mkdir(parents=True)
        (path / ".stage-0123456789abcdef" / "a.txt").write_bytes(b"fir")
        (path / "register").mkdir()
        (path / "register" / ".record-0123456789abcdef").write_bytes(b'{"half')


def judged(folder: Path, ends: dict[int, str]) -> list[str]:
    winners = [n for n, end in ends.items() if end == "won"]
    if len(winners) != 1:
        return [f"{len(winners)} winners"]
    faults = [end for n, end in ends.items() if n != winners[0] and end != "archive.id-taken"]
    record, files = small(publisher=f"publisher {winners[0]}")
    there = cases.tree(folder)
    expected = {f"idi-2024/{path}": content for path, content in files.items()}
    register = there.pop("register/00000000.json", b"")
    if there != expected or json.loads(register)["root"] != record["root"]:
        faults.append(f"left behind: {sorted(there)}")
    return faults


def reply(stated: dict[str, Any]) -> None:
    print(json.dumps(stated), flush=True)


def main() -> None:
    if sys.platform == "linux":
        # Where the system lets only parents trace, anybody may trace a publisher.
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    rehearse()
    reply({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "race":
            reply(race(asked["folder"], asked["publishers"], asked["rounds"]))
        else:
            reply(attended(asked["do"], asked["folder"]))


if __name__ == "__main__":
    main()
