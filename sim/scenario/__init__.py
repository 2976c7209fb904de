"""From YAML text to a scenario: what the author wrote, checked, with every place known.

Nothing here knows how a story is played, and nothing here writes to a screen.
"""
