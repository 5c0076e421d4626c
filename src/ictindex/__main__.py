"""``python -m ictindex`` is the command ``ictindex``."""

from ictindex.apps.cli import main

if __name__ == "__main__":
    main()
