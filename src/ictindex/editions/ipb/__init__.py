"""Editions of the ICT Price Basket: their figures as canonical files, published and opened again.

What vouches for a basket edition are receipts of prices or tariffs, and of economics.
"""
