"""Files that systems and editors leave behind, beside what was published.

One look with a file manager is enough for ``.DS_Store`` or ``Thumbs.db``. Such names have no
meaning: no program runs what is so called, no browser shows it, and nothing of it is read. They
are named in a report, and leave an edition what it is. Every other file that nobody published does
not. The stand-alone verifier in every edition knows the same names.
"""

from __future__ import annotations

import re

_PLAIN = r"(?:[^/.]+|[^/]*\.(?:csv|json|toml|txt|xlsx))"  # what is neither run nor shown as a page
_STRAY = re.compile(
    r"\.DS_Store|(?:eh)?Thumbs\.db|desktop\.ini|\.directory|\.(?:git)?keep"
    r"|\.(?:nfs|fuse_hidden)[0-9a-f]+"  # removed while somebody reads it
    r"|\.~lock\.[^/]+#|#[^/]+#|[^/]+\.sw[nop]"  # of LibreOffice, Emacs, Vim
    rf"|(?:\._|\.#|~\$){_PLAIN}|{_PLAIN}~",  # of macOS, Emacs, Office; what was before
    re.IGNORECASE,
)


def is_stray(name: str) -> bool:
    """Tell whether the name of a file has no meaning."""
    return _STRAY.fullmatch(name) is not None
