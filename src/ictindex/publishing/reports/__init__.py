"""Reports for the public: annual report, country note, report on progress, options paper.

Each is one page of blocks in six languages, which becomes HTML, a tagged PDF, Markdown, plain text
or LaTeX.
"""
