"""Design-based estimates on arrays; this room uses neither files nor economies nor words."""
