"""Closed things of a round, which never leave the compilers: its folder, register, salts and keys.

Nothing here is published: by contract, ``editions`` and ``publishing`` cannot import this room.
"""
