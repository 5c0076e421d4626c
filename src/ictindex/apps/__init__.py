"""Programs that people run: the command line, and the desk of one submission."""
