"""Isolates: Unicode's marks that keep the direction of words within words of the other direction.

Each medium isolates once. Text and Markdown have the marks; HTML has an element of its own for a
number, and LaTeX a command, in whose place the marks would be a second time.
"""

from __future__ import annotations

import re
import unicodedata

ISOLATE = re.compile("[\u2066-\u2069]")
_END = "\u2069"
# Only isolates of numbers are taken out of others: pages of editions have the rest as it is, and
# no byte of an edition may differ from what the same round gave before.
_TWICE = re.compile(f"[\u2066-\u2068](\u2066[^\u2066-{_END}]*{_END}){_END}")
_NUMBER = re.compile(f"\u2066[^\u2066-{_END}]*{_END}")
_WHOLE = re.compile(f"[\u2066-\u2068]([^\u2066-{_END}]*){_END}")


def isolate_once(words: str) -> str:
    """Take away isolates that hold nothing but the isolate of a number."""
    while _END + _END in words:
        once = _TWICE.sub(r"\1", words)
        if once == words:
            break
        words = once
    return words


def is_isolated(words: str) -> bool:
    """Tell whether words are the isolate of a number and nothing else."""
    return _NUMBER.fullmatch(words) is not None


def strip_isolate(words: str) -> str:
    """Return words without the isolate around them, for an element that isolates by itself."""
    whole = _WHOLE.fullmatch(words)
    return words if whole is None else whole[1]


def split_isolates(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text without the marks, and whether each was isolated."""
    pieces: list[tuple[str, bool]] = []
    opened = 0
    for part in re.split("([\u2066-\u2069])", text):
        if part == _END:
            opened = max(opened - 1, 0)
        elif ISOLATE.fullmatch(part):
            opened += 1
        elif part:
            pieces.append((part, opened > 0))
    return pieces


def write_latex_isolates(escaped: str, *, right_to_left: bool) -> str:
    r"""Write isolates of escaped words as commands: ``\\LR`` and ``\\RL``, which Arabic loads.

    A page from left to right does not load them, and needs none.
    """
    if not ISOLATE.search(escaped):
        return escaped
    if not right_to_left:
        return ISOLATE.sub("", escaped)
    out, opened = [], 0
    for position, letter in enumerate(escaped):
        if letter == _END:
            out.append("}" * bool(opened))
            opened -= bool(opened)
        elif ISOLATE.match(letter):
            opened += 1
            turns = letter == "\u2067" or (
                letter == "\u2068" and _starts_right_to_left(escaped[position + 1 :])
            )
            out.append(r"\RL{" if turns else r"\LR{")
        else:
            out.append(letter)
    return "".join(out) + "}" * opened


def _starts_right_to_left(words: str) -> bool:
    """Tell whether the first letter with a direction has that from right to left."""
    ways = (unicodedata.bidirectional(letter) for letter in words.partition(_END)[0])
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"
