"""The number of examples that a property draws."""


def examples_of_quick_runs(examples: int) -> int:
    """Return a quarter of the examples of a test, and at least two."""
    return max(min(examples, 2), examples // 4)
