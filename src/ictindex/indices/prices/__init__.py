"""Price baskets over time: index numbers, links across breaks, decompositions of changes.

Every function here takes finished prices and results and returns a new object that documents how it
was made. No figure made here is a published figure.
"""
