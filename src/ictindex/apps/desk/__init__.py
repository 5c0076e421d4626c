"""The desk of a focal point: one submission read, judged, answered, accepted, and shown.

Commands, the page in a browser and the page in one file use the same functions, so that they make
the same receipt, byte for byte.
"""
