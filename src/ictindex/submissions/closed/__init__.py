"""What never leaves the compilers: the folder of a round, its register of events, salts and keys.

Nothing here is published: by contract, ``editions`` and ``publishing`` cannot import this room.
"""
