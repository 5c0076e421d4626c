"""Missing values filled by a named method, never in an edition, with their errors."""
