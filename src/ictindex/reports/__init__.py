"""Reports for the public: annual report, country note, report on progress, options paper.

Each is one page of blocks in six languages, which becomes HTML, a tagged PDF, Markdown, plain text
or LaTeX.
"""

from ictindex.core.face import load_lazily

__all__, __getattr__, __dir__ = load_lazily(__name__, "reports")
