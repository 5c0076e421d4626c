"""Shared by all tests and examples."""

import os

# Words of a language may be missing while a change is made; a release refuses that, no test does.
os.environ["ICTINDEX_PENDING_WORDS"] = "1"
