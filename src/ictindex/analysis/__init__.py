"""Analysis of computed indices: series over editions, single scores, and figures of groups."""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "analysis")
