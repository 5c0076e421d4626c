"""``python -m ictindex`` is the command ``ictindex``."""

from ictindex.cli import main

if __name__ == "__main__":
    main()
