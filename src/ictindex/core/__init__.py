"""Foundations: errors, decimals, arguments, canonical text, files of the package."""
