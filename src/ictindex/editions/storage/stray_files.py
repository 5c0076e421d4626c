"""Files that systems and editors leave behind in an edition.

A file manager that opens a folder already writes ``.DS_Store`` or ``Thumbs.db``. Such files have no
effect: no program runs them, no browser shows them, and the library does not read them. A report
names them, and the edition still counts as intact. Any other unpublished file makes the edition
altered. The standalone verifier in every edition has the same list of names.
"""

from __future__ import annotations

import re

_PLAIN = r"(?:[^/.]+|[^/]*\.(?:csv|json|toml|txt|xlsx))"  # neither run nor shown
_STRAY = re.compile(
    r"\.DS_Store|(?:eh)?Thumbs\.db|desktop\.ini|\.directory|\.(?:git)?keep"
    r"|\.(?:nfs|fuse_hidden)[0-9a-f]+"  # a file that was removed while it was open
    r"|\.~lock\.[^/]+#|#[^/]+#|[^/]+\.sw[nop]"  # LibreOffice, Emacs, Vim
    rf"|(?:\._|\.#|~\$){_PLAIN}|{_PLAIN}~",  # macOS, Emacs, Office; backup copies
    re.IGNORECASE,
)


def is_stray(name: str) -> bool:
    """Tell whether a file has a name that systems or editors leave behind."""
    return _STRAY.fullmatch(name) is not None
