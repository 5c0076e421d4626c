"""Pure statistics on arrays and numbers; this room knows neither economies nor indices."""
