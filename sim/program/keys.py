"""Keys of luck: a number for each event that draws, made of ids, never of positions.

A key is 48 hashed bits above 16 free ones, in which the round is counted; so the keys of one
event in neighbouring rounds are neighbours, which is how counter-based generators are meant to
be used, and two events collide with a chance below 1e-7 for a thousand of them.
"""

from __future__ import annotations

import hashlib

SCHEME = "squares64/1"
ROUND_BITS = 16


def event_key(kind: str, *ids: str) -> int:
    """The key of the event ``kind`` with these ids; its lowest 16 bits are zero."""
    text = "\x1f".join((kind, *ids))
    digest = hashlib.blake2b(text.encode(), digest_size=8, person=b"newscycle").digest()
    return int.from_bytes(digest, "big") >> ROUND_BITS << ROUND_BITS
