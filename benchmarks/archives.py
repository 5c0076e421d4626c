"""The benchmarks of the archive: one edition, many editions, and a register of 3,000 records."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import floors
import inputs
from measuring import Figure, figure, fresh, repeat, timed, times

_COLD_VERIFY = """
import time
import ictindex as ict
from ictindex.apps.cli import main
import ictindex.editions, ictindex.editions.signature_checks, ictindex.apps.cli.command_tree
sys.argv = ["ictindex", "verify", sys.argv[1], "--root", sys.argv[2]]
start = time.process_time()
try:
    main()
except SystemExit:
    pass
print(1000 * (time.process_time() - start))
"""


def archive() -> Iterator[Figure]:
    """An edition published, verified, opened, recomputed; and a hundred of them verified."""
    import ictindex as ict

    idi = ict.methodology("idi", edition=2024)
    table = ict.read_observations(inputs.plausible(2022))
    receipt = ict.accept(
        table, ict.validate(table, idi, year=2022), role="compiler", transcribed="made up"
    )
    result = ict.compute(idi, receipt.observations)

    with tempfile.TemporaryDirectory() as base:
        taken = []
        for n in times(5):
            folder = Path(base) / f"editions-{n}"

            def publish(folder: Path = folder) -> None:
                ict.publish(result, folder, released="2024-06-27", receipts=receipt)

            taken.append(timed(publish))
        path = folder / "idi-2024-reconstruction"
        written = floors.synced(path, Path(base) / "copies")
        floor = [timed(written) for _ in times(5)]
        yield figure(f"publish, {inputs.ECONOMIES} economies", taken, floor, limit=2000)
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        root = ict.verify(path).root
        verified, digests, opened, again = repeat(
            lambda: ict.verify(path, root=root),
            floors.digests_of(path),
            lambda: ict.open_edition(path),
            lambda: ict.editions.recompute(path),
        )
        yield figure(f"verify, {size // 1000} kB", verified, digests, limit=5, times=True)
        command = [float(fresh(_COLD_VERIFY, str(path), root).splitlines()[-1]) for _ in times(7)]
        yield figure("verify as a command, beyond imports", command, digests, limit=100)
        yield figure("open, verified", opened, digests, limit=150)
        yield figure("recompute, library", again, digests)
        for n in range(inputs.EDITIONS - 1):
            ict.editions.release_data(receipt, folder, name=f"a-{n}", released="2024-06-27")
        hundred, digests = repeat(
            lambda: ict.editions.list_editions(folder).verify(), floors.digests_of(folder)
        )
        yield figure(f"verify, {inputs.EDITIONS} editions", hundred, digests, limit=3000)


_FIRST = """
import time
import ictindex as ict
ict.editions.list_editions, ict.verify  # loaded before the clock starts
start = time.process_time()
{call}
print(1000 * (time.process_time() - start))
"""


def register() -> Iterator[Figure]:
    """A register of 3,000 records, with a folder for each edition and with hardly any.

    The floor opens, reads and closes each file of the register: every call has to do that much.
    """
    import ictindex as ict

    count = inputs.RECORDS
    with tempfile.TemporaryDirectory() as base:
        for there in (False, True):
            folder = Path(base) / str(there)
            keys = inputs.register(folder, count)
            editions = [inputs.edition_of_a_file(folder, year) for year in (2024, 2025)]
            if there:
                for key in keys:
                    (folder / key).mkdir()
            how = "folders there" if there else "folders absent"
            files = floors.contents_of(folder / "register")
            call = f"ict.editions.list_editions({str(folder)!r})"
            first = [float(fresh(_FIRST.format(call=call))) for _ in times(5)]
            listed, plain = repeat(lambda folder=folder: ict.editions.list_editions(folder), files)
            yield figure(f"editions(), {count:,} records, {how}, first", first, plain, limit=600)
            yield figure(f"editions(), {count:,} records, {how}, again", listed, plain, limit=300)
        call = f"ict.verify({str(editions[0])!r})"
        first = [float(fresh(_FIRST.format(call=call))) for _ in times(5)]
        yield figure(f"verify, {count:,} records, first edition", first, plain, limit=300)
        second, plain = repeat(lambda: ict.verify(editions[1]), files)
        yield figure(f"verify, {count:,} records, each further one", second, plain, limit=15)
