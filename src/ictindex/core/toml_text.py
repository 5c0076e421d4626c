"""Values of TOML that the library writes: texts, and lists of them."""

from __future__ import annotations

import json


def write_toml(value: object) -> str:
    """Write a text, a number, true or false, or a list of these as TOML does: as JSON, but for DEL.

    JSON leaves that one control character as it is, and TOML refuses it.
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
