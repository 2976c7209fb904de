"""Many stories at once: ensembles, what-ifs, odds and best responses.

The lab reads the program and the engine; it knows nothing of sessions and screens.
"""
