"""Commands, one file a family."""
