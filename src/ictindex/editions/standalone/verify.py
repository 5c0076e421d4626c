"""Tell whether a published edition is what was published. Needs Python 3.8 or newer, no network.

    python -I verify.py [FOLDER] [--root sha256:...] [--register FOLDER] [--head sha256:...]
                        [--publisher sha256:...]
FOLDER: by default that of this file. Uses a register next to it. Exit: 0 intact, 1 not, 2 misuse.
Who can change an edition can change its verify.py: keep one from elsewhere, and a root or a head.
--publisher: the printed fingerprint of the publisher's keys. Without it, a signature only proves
that keys in this folder made it. What calls itself official and is not signed is not official.
"""
import sys
if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # a file of the edition could pass for a module of Python
import argparse, contextlib, datetime, hashlib, json, os, re
from unicodedata import normalize as normal

MANIFEST, MOST, PUBLISHED = "manifest.json", 1 << 24, ("edition", "data-release")
VERDICTS = {  # the first verdict that a problem leads to
    "altered": "altered added unreadable unsound not-the-root disagrees renamed",
    "incomplete": "missing", "register-unreadable": "register-unreadable", "register-altered":
        "record-missing record-added record-unsound record-altered record-twice record-astray",
    "register-forked-or-rolled-back": "head-unknown", "not-in-register": "not-in-register",
}
# The form of a manifest and of a record: in canonical JSON each content has one text.
TEXT, YEAR, DATE = r'"(?:[^"\\]|\\[^r])*"', "[1-9][0-9]{3}", '"[0-9]{4}-[0-9]{2}-[0-9]{2}"'
HEX, KIND = "[0-9a-f]{64}", '"(?:official|reconstruction|demonstration)"'
DEVICE = r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9])"
NAME = rf'(?!(?ai:{DEVICE}) *[./"])(?![. ])[^\\/:*?"<>|]{{1,120}}(?<![. ])'
FILE = rf'{{"path":"(?=[^"]{{1,999}}"){NAME}(?:/{NAME})*","sha256":"{HEX}","size":[0-9]{{1,15}}}}'
ID = rf'"id":"(?!(?:register|{DEVICE})")(?=[^"]{{1,120}}")[a-z0-9]+(?:-[a-z0-9]+)*"'
HEAD, ROOT = rf'{ID},"index":{TEXT},"kind"', f"sha256:{HEX}"
EDITION = (rf'{{"arithmetic":{{"name":"decimal40","version":1}},"edition":{YEAR},"files":\['
           rf'(?:{FILE}(?:,{FILE})*)?\],{HEAD}:(?:{KIND}|"data","of":{KIND}),"publisher":{TEXT},'
           rf'"released":{DATE},"schema":1,"year":{YEAR}}}\n')
WORD = PART = rf'(?:"[ !#-\[\]-~]*":|{TEXT}(?!:)|-?[0-9]{{1,15}}(?![0-9])|null|true|false|,)'
for _ in range(6): PART = rf"(?:{WORD}|[\[{{]{PART}*[\]}}])"  # nested, within reason
CHAIN = rf'"number":[0-9]{{1,8}},"previous":"(?:{ROOT})?"'
RECORD = (rf'{{"date":{DATE},(?:"edition":{YEAR},{HEAD}:{KIND},{CHAIN},"publisher":{TEXT},"root":'
          rf'"{ROOT}","schema":1,"type":"(?:edition|data-release)","year":{YEAR}|(?:"details":'
          rf'(?={{){PART},)?{ID},{CHAIN},"root":"{ROOT}","schema":1,'
          r'"type":"(?:erratum|withdrawal)")}\n')
# Names of files that systems and editors leave behind: no program runs or shows them.
PLAIN = r"(?:[^/.]+|[^/]*\.(?:csv|json|toml|txt|xlsx))"
STRAY = (r"(?i)\.DS_Store|(?:eh)?Thumbs\.db|desktop\.ini|\.directory|\.(?:git)?keep|#[^/]+#|"
         r"\.(?:nfs|fuse_hidden)[0-9a-f]+|\.~lock\.[^/]+#|[^/]+\.sw[nop]|"
         rf"(?:\._|\.#|~\$){PLAIN}|{PLAIN}~")
digest = lambda kind, data: "sha256:" + hashlib.sha256(b"ictindex:%s:1\n" % kind + data).hexdigest()

def read(path, most):  # at most a byte more than expected; no link, device or pipe
    with contextlib.suppress(OSError, MemoryError):
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "rb") as file: return file.read(min(most, os.path.getsize(path)) + 1)

def are_apart(files):  # tell whether no system takes two paths for one
    paths = [file["path"] for file in files]
    names = [*paths, MANIFEST, *{p[: at.start()] for p in paths for at in re.finditer("/", p)}]
    twins = {normal("NFC", normal("NFKD", name).casefold()) for name in names}
    fit = len(twins) == len(names) and "".join(paths).isprintable() and paths == sorted(paths)
    return fit and all(len(name.encode()) <= 120 for path in paths for name in path.split("/"))

def record(path, form):  # the bytes of a file, and its facts if it has the form
    data = read(path, MOST) or b""
    with contextlib.suppress(ValueError, RecursionError):
        text, facts = data.decode(), json.loads(data.decode(), parse_float=int, parse_constant=int)
        same = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        if same == text and normal("NFC", text) == text and re.fullmatch(form, text):
            datetime.date.fromisoformat(facts["released" if form == EDITION else "date"])
            return data, facts if len(data) <= MOST and are_apart(facts.get("files", ())) else {}
    return data, {}

def is_stray(path, where, files):  # by its name, or as a note of macOS on a file
    folder, name = os.path.split(path)
    noted = name[:2] == "._" and f"{folder}/{name[2:]}".lstrip("/") in files and read(where, 65535)
    noted = noted and len(noted) < 65536 and noted[:4] == b"\0\5\x16\7" and b"<" not in noted
    return noted or re.fullmatch(STRAY, name)

def look(top, files):  # compare a folder with the files of the manifest
    folders, seen, left = {p[: at.end()] for p in files for at in re.finditer("/", p)}, set(), [""]
    for name in left:
        inside = []  # a folder that may not be read lacks every file
        with contextlib.suppress(OSError), os.scandir(os.path.join(top, name)) as entries:
            inside = [(name + entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        for path, folder in inside:
            seen.add(path)
            if folder and path + "/" in folders:
                left.append(path + "/")
            elif path in files:
                data = read(os.path.join(top, path), files[path][0])
                if data is None or (len(data), hashlib.sha256(data).hexdigest()) != files[path]:
                    yield "unreadable" if data is None else "altered", path
            elif path != MANIFEST:
                left_behind = not folder and is_stray(path, os.path.join(top, path), files)
                yield "besides" if left_behind else "added", path + "/" * folder
    yield from (("missing", path) for path in files if path not in seen)

def follow(register, head):  # the chain, the position of the head, problems
    chain, bad, roots, names = [], {}, {}, None
    with contextlib.suppress(OSError): names = set(os.listdir(register) if register else ())
    if names is None or os.path.islink(register or ""): return chain, 0, {"": "register-unreadable"}
    while (name := f"{len(chain):08}.json") in names:
        data, facts = record(os.path.join(register, name), RECORD)
        if not facts or facts["number"] != len(chain) or (facts["previous"] == "") == bool(chain):
            bad[name] = "record-unsound"
        chain.append((name, digest(b"register", data), facts))
    strays = {name: "besides" for name in names if re.fullmatch(STRAY, name)}
    for other in {n for n in names - {*strays} if n[:8] != ".record-"} - {c[0] for c in chain}:
        late = re.fullmatch(r"[0-9]{8}\.json", other)
        bad[name if late else other] = "record-missing" if late else "record-added"
    for (before, old, _), (this, new, facts) in zip(chain[-2::-1], chain[:0:-1]):
        if before not in bad and this not in bad and facts["previous"] != old:
            vouched = head == new or this != chain[-1][0]  # the end confirms the beginning
            for name in [before] if vouched else [this] if head else [before, this]:
                bad[name] = "record-altered"
    for name, _, facts in [] if bad else chain:  # an id is published once, then named
        first, root = facts["type"] in PUBLISHED, roots.get(facts["id"])
        if root if first else root != facts["root"]:
            bad[name] = "record-twice" if first else "record-astray"
        roots.setdefault(facts["id"], facts["root"])
    at = [*(c[1] for c in chain), head].index(head)
    if head and not bad and at == len(chain): bad[f"{max(at - 1, 0):08}.json"] = "head-unknown"
    return chain, at, {**bad, **strays}

# Signatures (Ed25519, RFC 8032): the check alone, with public data.
PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, UNIT = -121665 * pow(121666, -1, PRIME) % PRIME, (0, 1, 1, 0)

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = (x % PRIME for x in (b - a, d - c, d + c, b + a))
    return e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME

def times(number, point):
    total = UNIT
    while number:
        total = add(total, point) if number & 1 else total
        number, point = number >> 1, add(point, point)
    return total

def point(data):
    y, odd = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if y >= PRIME or x * x % PRIME != square or (not x and odd): raise ValueError
    x = x if x & 1 == odd else PRIME - x
    return x, y, 1, x * y % PRIME

def is_signed(facts, kind):  # whether the key that a record names signed the record
    rest = {name: part for name, part in facts.items() if name != "signature"}
    if kind == b"signature": rest.pop("schema")
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    public, signature = bytes.fromhex(facts["key"]), bytes.fromhex(facts["signature"])
    whole = signature[:32] + public + b"ictindex:%s:1\n" % kind + text.encode()
    own, scalar = point(public), int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(hashlib.sha512(whole).digest(), "little") % ORDER
    left = times(scalar, point((4 * pow(5, -1, PRIME) % PRIME).to_bytes(32, "little")))
    right, small = add(point(signature[:32]), times(challenge, own)), times(8, own)
    same = not any((left[n] * right[2] - right[n] * left[2]) % PRIME for n in (0, 1))
    return scalar < ORDER and same and bool(small[0] or small[1] != small[2])

SIGNATURE = (rf'{{"date":{DATE},"head":"{ROOT}",{ID},"key":"{HEX}","number":[0-9]{{1,15}},"root":'
             rf'"{ROOT}","schema":1,"signature":"{HEX}{HEX}"}}\n')
VALID = rf'{{"public":"{HEX}","valid_from":{DATE},"valid_until":(?:null|{DATE})}}'
KEYS = (rf'{{"date":{DATE},"key":"{HEX}","keys":\[{VALID}(?:,{VALID}){{0,15}}\],"name":{TEXT},'
        rf'"number":[0-9]{{1,4}},"previous":"(?:{ROOT})?","register":{{"head":"(?:{ROOT})?",'
        rf'"records":[0-9]{{1,15}}}},"schema":1,"signature":"{HEX}{HEX}"}}\n')

def key_holds(keys, key, day):
    return any(k["public"] == key and k["valid_from"] <= day <= (k["valid_until"] or day)
               for k in keys)

def keys_of(folder, heads):  # the records of the publisher's keys, each with its fingerprint
    records, top = [], os.path.join(folder, "publisher")
    names = sorted(n for n in os.listdir(top) if re.fullmatch(r"(?a)[0-9]{4}\.json", n))
    for number, name in enumerate(names):
        data, facts = record(os.path.join(top, name), KEYS)
        before, old = records[-1] if records else (facts, "")
        listed = [key["public"] for key in facts["keys"]]
        count, head = facts["register"]["records"], facts["register"]["head"]
        if (name != f"{number:04}.json" or facts["number"] != number or facts["previous"] != old
                or facts["name"] != before["name"] or facts["date"] < before["date"]
                or count < before["register"]["records"] or listed != sorted(set(listed))
                or head != (heads[:count] or [""])[-1] or count > len(heads)
                or not key_holds(before["keys"], facts["key"], facts["date"])
                or not is_signed(facts, b"publisher")):
            raise ValueError
        records.append((facts, digest(b"publisher", data)))
    return records

def publisher(folder, register=None, pin=None):  # who signed an intact edition, in words
    top = os.path.abspath(folder)
    where = os.path.abspath(register or os.path.join(os.path.dirname(top), "register"))
    data, facts = record(os.path.join(top, MANIFEST), EDITION)
    kind, root = facts.get("of", facts.get("kind")), digest(b"edition", data)
    places = list(dict.fromkeys((os.path.dirname(top), os.path.dirname(where))))
    chain, signers = follow(where if os.path.lexists(where) else None, None)[0], []
    heads, no = [item[1] for item in chain], "not signed by its publisher"
    first = [n for n, c in enumerate(chain) if c[2]["id"] == facts["id"] and "kind" in c[2]][:1]
    no += f": {'' if kind == 'official' else f'a {kind}, '}not an official edition"
    try:
        keys = [keys_of(p, heads) for p in places if os.path.isdir(os.path.join(p, "publisher"))]
        keys = [records for records in keys if records]
        if len({records[-1][1] for records in keys}) > 1: return f"{no} (two chains of keys)"
        keys = keys[0] if keys else []
    except (KeyError, ValueError, OSError):
        return f"{no} (the chain of keys is broken)"
    if pin and pin not in [item[1] for item in keys]: return f"{no} (another fingerprint)"
    names = [os.path.join(p, "signatures", n) for p in places if keys
             and os.path.isdir(os.path.join(p, "signatures"))
             for n in os.listdir(os.path.join(p, "signatures")) if n.endswith(".json")]
    for sig in (record(name, SIGNATURE)[1] for name in names):
        if not sig or (sig["id"], sig["root"]) != (facts["id"], root) or not first: continue
        n, ends = sig["number"], [k["register"]["records"] - 1 for k, _ in keys[1:]]
        held = [key for (item, _), end in zip(keys, [*ends, n]) for key in item["keys"]
                if item["register"]["records"] - 1 <= n <= end]
        signers += [sig] if (
            n >= first[0] and heads[n : n + 1] == [sig["head"]] and sig["date"] >= facts["released"]
            and key_holds(held, sig["key"], sig["date"]) and is_signed(sig, b"signature")) else []
    if not signers: return no
    name, print_ = keys[0][0]["name"], keys[0][1]
    if name != facts["publisher"]: return f"{no} (the keys here bear another name)"
    name = ascii(name)[1:-1]
    if pin: return f"signed by its publisher, {name}"
    return f"signed with a key of this folder named {name}: compare {print_} with the printed one"

def verify(folder, root=None, register=None, head=None):  # verdict, problems, root, head, notes
    if register == "" or not all(re.fullmatch(ROOT, x) for x in (root, head) if x is not None):
        raise ValueError("root and head are sha256: and 64 digits 0-9a-f, the register a folder")
    top = os.path.abspath(folder)
    name, nearby = os.path.basename(top), os.path.join(os.path.dirname(top), "register")
    where = os.path.abspath(register) if register else nearby if os.path.lexists(nearby) else None
    data, facts = record(os.path.join(top, MANIFEST), EDITION)
    key, mine = facts.get("id", name), digest(b"edition", data) if data else ""
    renamed = where and not register and os.path.normcase(key) != os.path.normcase(name)
    copy = root or re.match(rf"{re.escape(key)}[^a-z0-9-]", name)  # a name that no edition has
    code = "unsound" if root in (None, mine) else "not-the-root"
    code = code if os.path.lexists(os.path.join(top, MANIFEST)) else "missing"
    problems = set() if facts and root in (None, mine) else {(code, MANIFEST)}
    chain, at, bad = follow(where, head)
    about = [(n, item[0], item[2]) for n, item in enumerate(chain) if item[2].get("id") == key]
    number, file, kept = ([o for o in about if o[2]["type"] in PUBLISHED] or [(0, "", {})])[0]
    pinned = root or (head and kept and number <= at)
    if where and not problems and set(bad.values()) <= {"besides"}:
        meant = {**facts, "kind": facts.get("of", facts["kind"]), "type": PUBLISHED["of" in facts]}
        if not kept:
            unknown = ("disagrees", MANIFEST), ("not-in-register", "register")
            problems = {unknown[0 if renamed and not copy else 1]}
        elif {**kept, **meant, "root": mine, "date": facts["released"]} != {**meant, **kept}:
            problems = {("disagrees", MANIFEST)} if not root and kept["root"] != mine else set()
            bad.update({} if problems and pinned else {file: "record-altered"})
    problems |= {(code, f"register/{item}".rstrip("/")) for item, code in bad.items()}
    if facts and MANIFEST not in {item for _, item in problems}:
        problems |= {("other-name" if copy else "renamed", name)} if renamed else set()
        files = {item["path"]: (item["size"], item["sha256"]) for item in facts["files"]}
        problems |= set(look(top, files))
    codes, types = {code for code, _ in problems}, [item[2]["type"] for item in about]
    verdicts = [item for item in VERDICTS if codes & set(VERDICTS[item].split())]
    verdicts.append("intact-pinned" if pinned else "intact")
    notes = [f"{item} on record" for item in ("erratum", "withdrawal") if item in types]
    notes += [] if where else ["no register was found: nothing here shows whether it was published"]
    problems, last = sorted(problems, key=lambda item: item[::-1]), chain[-1][1] if chain else ""
    return verdicts[0], problems, mine, last, notes

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    for option, form in (("--root", ROOT), ("--head", ROOT), ("--register", "(?s).+"),
                         ("--publisher", ROOT)):
        parser.add_argument(option, type=lambda text, form=form: re.fullmatch(form, text)[0])
    options = vars(parser.parse_args())
    pin = options.pop("publisher")
    verdict, problems, root, head, notes = verify(**options)
    intact = verdict.startswith("intact")
    top, near = options["folder"], options["register"]
    who = publisher(top, near, pin) if intact else "no signature counts"
    lines = [verdict, *(f"  {code}: {ascii(name)[1:-1]}" for code, name in problems), who, *notes]
    sys.stdout.write("\n".join([*lines, f"root {root or '-'}", f"head {head or '-'}"]) + "\n")
    sys.exit(not intact or bool(pin and who[:6] != "signed"))
