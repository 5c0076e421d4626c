"""Charts as objects: colours, words in place, pictures; nothing of economies or of an index."""
