"""What do we know? The closing exercise: which claims are asked, how sorting them is scored, what
is said of it, and where answers are kept. No screens here, and nothing of how a story unfolds.
"""
