"""One story: luck, rules, the stage machine, events and views. Readable first.

The engine knows nothing of screens, files or the wall clock.
"""
