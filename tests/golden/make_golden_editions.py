"""Make an archive of golden editions: run once for each archive, by hand, never by a test.

    python tests/golden/make_golden_editions.py tests/golden/golden-editions-2.zip

It publishes demonstrations with fixed dates by the code as it is, runs the scripts that lie in
them, packs them with fixed times, and prints the digests that ``test_golden_editions`` holds: of
the archive, the head of the register, and the root of each edition. An archive that is there is
not written over: a later version of the library reads and recomputes it as it is, and an archive
of later code is another one next to it.

It holds an edition of synthetic economies (``ict.editions.demonstrate``), a price basket bought
from synthetic tariffs; and a price basket of 2010, whose prices go through US dollars to an Atlas
income and make a composite. From the fourth archive on it also holds an edition with commitments
and a withheld value, of a season in which one State rejected estimates and another one replaced
its figures (``closed_season``). All figures are invented.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import basket_edition_cases as cases
import closed_season

import ictindex as ict

# In the order of publication; the register keeps it.
OF_2010 = {"released": "2011-06-01", "kind": "demonstration"}
OF_A_SEASON = {"released": "2026-06-30", "publisher": "Office of trials"}
OF_2025 = {"released": "2025-12-15", "kind": "demonstration"}
PRICES = """economy,basket,year,price,currency,operator,source
KEN,fixed-telephone,2010,800,KES,,invented
KEN,mobile-cellular,2010,1600,KES,,invented
KEN,fixed-broadband,2010,24000,KES,,invented
UGA,fixed-telephone,2010,20000,UGX,,invented
UGA,mobile-cellular,2010,41000,UGX,,invented
UGA,fixed-broadband,2010,60000,UGX,,invented
"""
ECONOMICS = """economy,series,year,value,currency,window,source,vintage
KEN,gni-per-capita-atlas,2010,1200,USD,,invented,2011
KEN,exchange-rate,2010,80,KES,annual,invented,2011
UGA,gni-per-capita-atlas,2010,1200,USD,,invented,2011
UGA,exchange-rate,2010,2000,UGX,annual,invented,2011
"""


def make(folder: Path) -> list[ict.editions.Edition]:
    """Publish the editions into one folder, with one register."""
    made = [ict.editions.demonstrate(folder / "demonstration").edition]
    editions = made[0].path.parent
    early = cases.files(folder / "in", prices=PRICES, economics=ECONOMICS)
    ipb = ict.methodology("ipb", edition=2010)
    made.append(cases.publish(editions, early, methodology=ipb, **OF_2010))
    made.append(cases.publish(editions, cases.MARKET, **OF_2025))
    season = closed_season.play(folder, 2025).result
    made.append(ict.publish(season, editions, salt=closed_season.MASTER, **OF_A_SEASON))
    for edition in made:
        for script in ("verify.py", "recompute.py"):
            done = subprocess.run([sys.executable, "-I", script], cwd=edition.path, check=False)
            if done.returncode:
                raise SystemExit(f"{edition.id}: {script} failed")
    return made


def pack(editions: Path, target: Path) -> None:
    """Pack a folder: sorted, with one time for every file, so that the same bytes come out."""
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(path for path in editions.rglob("*") if path.is_file()):
            name = file.relative_to(editions.parent).as_posix()
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def main() -> None:
    target = Path(sys.argv[1]).resolve()
    if target.exists():
        raise SystemExit(f"{target.name} is there: a golden archive is never made again")
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder))
        editions = Path(folder) / "editions"
        shutil.copytree(made[0].path.parent, editions)
        pack(editions, target)
        print("archive", hashlib.sha256(target.read_bytes()).hexdigest())
        print("head", ict.editions.read_register(made[0].path.parent).head)
        for edition in made:
            print(edition.id, edition.root)


if __name__ == "__main__":
    main()
