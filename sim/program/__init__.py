"""A scenario lowered once: every name a slot, every default filled in, every arc listed.

All engines read the program. Nothing here plays a story, and no rule of play lives here.
"""
