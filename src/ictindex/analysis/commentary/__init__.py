"""Statistical commentary: figures in sentences, each a code with figures from the record.

Nothing here is worded: the words are in ``methodology/languages/`` (``commentary.toml``), in six
languages. What may be stated of an economy is a closed list (``sentence_forms``).
"""
