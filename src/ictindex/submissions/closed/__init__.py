"""The closed part of a round: its folder, its register of events, its salts and keys, its letters.

Nothing here is published: by contract, ``editions`` and ``publishing`` cannot import this room.
"""
