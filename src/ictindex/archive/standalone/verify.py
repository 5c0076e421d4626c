"""Tell whether a published edition is what was published. Needs Python 3.8 or newer, no network.

    python -I verify.py [FOLDER] [--root sha256:...] [--register FOLDER] [--head sha256:...]

FOLDER is the edition, by default that of this file; a register beside it is used. Root and head of
the register are best had from elsewhere: a print, a mail. Exit code: 0 intact, 1 not, 2 misused.
"""

# mypy: ignore-errors
# ruff: noqa: PTH100, PTH112, PTH118, PTH119, PTH120, PTH123, PTH208
import argparse
import hashlib
import json
import os
import re
import stat
import sys
import unicodedata

MANIFEST, MOST, PUBLISHED = "manifest.json", 1 << 24, ("edition", "data-release")
VERDICTS = {  # the first one that a problem speaks for
    "altered": "altered added unreadable unsound not-the-root disagrees renamed",
    "incomplete": "missing",
    "register-altered": "record-missing record-added record-unsound record-altered record-twice",
    "register-forked-or-rolled-back": "head-unknown",
    "not-in-register": "not-in-register",
}


def digest(kind, data):
    return "sha256:" + hashlib.sha256(b"ictindex:%s:1\n" % kind + data).hexdigest()


def read(path, most):  # one byte more than expected at most; no link, device or pipe is followed
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        with open(path, "rb") as stream:
            return stream.read(most + 1)
    except OSError:
        return None


def record(path):  # the bytes of a file, and what it says if that is in the canonical form
    data = read(path, MOST) or b""
    try:
        found = json.loads(data.decode("utf-8"), parse_float=int, parse_constant=int)
        text = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        sound = text.encode() == data and unicodedata.is_normalized("NFC", text)
        return data, found if sound and isinstance(found, dict) else {}
    except (ValueError, RecursionError):
        return data, {}


def listed(manifest):  # {path: (size, digest)}; a path that leads elsewhere is never found
    try:
        files = {one["path"]: (one["size"], one["sha256"]) for one in manifest["files"]}
        sound = all(type(p) is str and type(s[0]) is int and s[0] >= 0 for p, s in files.items())
        sound = sound and [one["path"] for one in manifest["files"]] == sorted(files)
        return files if sound and isinstance(manifest["id"], str) else None
    except (KeyError, TypeError):
        return None


def look(top, name, files, found):  # what lies in a folder, beside what should lie there
    top_is_open = os.access(os.path.join(top, name), os.R_OK | os.X_OK)
    for entry in os.scandir(os.path.join(top, name)) if top_is_open else []:
        path, folder = name + entry.name, entry.is_dir(follow_symlinks=False)
        if folder and any(known.startswith(path + "/") for known in files):
            yield from look(top, path + "/", files, found)
        elif path in files:
            found.add(path)
            data = read(entry.path, files[path][0])
            if data is None or (len(data), hashlib.sha256(data).hexdigest()) != files[path]:
                yield "unreadable" if data is None else "altered", path
        elif path != MANIFEST:
            yield "added", path + "/" * folder


def follow(register, head):  # the chain of records, the place of the head, problems
    names = os.listdir(register) if os.path.isdir(register) else []
    names, chain, bad = {name for name in names if name[:8] != ".record-"}, [], {}
    while (name := f"{len(chain):08}.json") in names:
        data, said = record(os.path.join(register, name))
        if said.get("number") != len(chain) or (said.get("previous") == "") == bool(chain):
            bad[name] = "record-unsound"
        chain.append((name, digest(b"register", data), said))
    for other in names - {one[0] for one in chain}:
        late = re.fullmatch(r"[0-9]{8}\.json", other)
        bad[name if late else other] = "record-missing" if late else "record-added"
    for n in range(len(chain) - 1, 0, -1):  # the end vouches for the beginning
        (before, old, _), (this, new, said) = chain[n - 1], chain[n]
        if said.get("previous") != old and before not in bad and this not in bad:
            vouched = head == new or n + 1 < len(chain)
            for name in [before] if vouched else [this] if head else [before, this]:
                bad[name] = "record-altered"
    at = [*(one[1] for one in chain), head].index(head)
    if head and not bad and at == len(chain):
        bad[f"{max(at - 1, 0):08}.json"] = "head-unknown"
    return chain, at, bad


def verify(folder, root=None, register=None, head=None):  # (verdict, problems, root, head)
    folder, problems, pinned, last = os.path.realpath(folder), set(), root, ""
    beside = os.path.join(os.path.dirname(folder), "register") if not register else ""
    beside = beside if os.path.isdir(beside) else ""
    data, manifest = record(os.path.join(folder, MANIFEST))
    mine, files = digest(b"edition", data), listed(manifest)
    renamed = beside and manifest.get("id") != os.path.basename(folder)
    if files is None or root not in (None, mine):
        there = os.path.lexists(os.path.join(folder, MANIFEST))
        problems = {("missing" if not there else "not-the-root" if root else "unsound", MANIFEST)}
    if register or beside or head:
        chain, at, bad = follow(register or beside, head)
        last, key = chain[-1][1] if chain else "", manifest.get("id")
        ours = [n for n, (_, _, said) in enumerate(chain) if said.get("type") in PUBLISHED]
        ours = [n for n in ours if chain[n][2].get("id") == key]
        bad.update({chain[n][0]: "record-twice" for n in ours[1:]})
        pinned = root or (head and ours and ours[0] <= at)
        if not problems and not bad:
            if not ours:
                problems = {("disagrees", MANIFEST) if renamed else ("not-in-register", "register")}
            elif chain[ours[0]][2].get("root") != mine:
                problems |= set() if root else {("disagrees", MANIFEST)}
                bad = {} if pinned and not root else {chain[ours[0]][0]: "record-altered"}
        problems |= {(code, "register/" + name) for name, code in bad.items()}
    if MANIFEST not in {name for _, name in problems}:
        problems |= {("renamed", os.path.basename(folder))} if renamed else set()
        problems |= set(look(folder, "", files, found := set()))
        problems |= {("missing", path) for path in files if path not in found}
    said = [v for v, codes in VERDICTS.items() if any(one in codes.split() for one, _ in problems)]
    said.append("intact-pinned" if pinned else "intact")
    return said[0], sorted(problems, key=lambda one: one[::-1]), mine if data else "", last


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    for name in ("--root", "--head"):
        parser.add_argument(name, type=lambda text: re.fullmatch("sha256:[0-9a-f]{64}", text)[0])
    parser.add_argument("--register")
    verdict, problems, root, head = verify(**vars(parser.parse_args()))
    lines = [verdict, *(f"  {code}: {name}" for code, name in problems)]
    lines += [f"root {root or '-'}", f"head {head or '-'}"]
    sys.stdout.write(ascii("\n".join(lines))[1:-1].replace("\\n", "\n") + "\n")
    return 0 if verdict.startswith("intact") else 1


if __name__ == "__main__":
    sys.exit(main())
