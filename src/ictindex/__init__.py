"""ICT Development Index and ICT Price Basket: from published inputs exactly as published.

Importing the package reads nothing and starts nothing: every name is loaded when first used.
"""

from pathlib import Path
from typing import Any

from ictindex.core import errors as errors
from ictindex.core.face import NAMESPACES, load_lazily, load_namespace, make_namespaces

__version__ = "0.2.0"

_names, _load, _ = load_lazily(__name__, "")
make_namespaces(__name__)
__all__ = sorted([*_names, *NAMESPACES, "errors", "sample_data"])


def _word(error: errors.IctindexError, language: str | None) -> str:
    from ictindex.language.i18n import error_message

    return error_message(error, language)


errors.set_wording(_word)


def sample_data(name: str) -> Path:
    """Return the path of a sample file that comes with the package.

    Parameters
    ----------
    name : str
        File name, such as ``"idi-2024-annex.csv"``; ``README.md`` describes each file.

    Returns
    -------
    pathlib.Path
        Its path in this installation.

    Raises
    ------
    UsageError
        If there is no such file; the message names the existing ones.

    Examples
    --------
    >>> import ictindex as ict
    >>> ict.sample_data("idi-2024-annex.csv").name
    'idi-2024-annex.csv'
    """
    from ictindex.core.arguments import require
    from ictindex.core.package_data import folder

    require(isinstance(name, str), "name", "text", name)
    names = sorted(path.name for path in folder("sample_data").iterdir() if path.is_file())
    if name not in names:
        raise errors.UsageError("sample.unknown", name=name, allowed=names)
    return folder("sample_data") / name


def __getattr__(name: str) -> Any:
    if name in NAMESPACES:
        return load_namespace(__name__, name)
    return _load(name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
