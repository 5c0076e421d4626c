"""Pure statistics on numbers and arrays: they know neither economies nor indices."""
