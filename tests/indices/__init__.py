"""The indices as users meet them."""
