"""Figures computed: the ICT Development Index, the ICT Price Basket, prices over time."""
