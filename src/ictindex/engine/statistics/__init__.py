"""Pure statistics on arrays and numbers; this room uses neither economies nor indices."""
