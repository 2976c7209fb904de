"""A scenario as other tools read it: the PRISM language for model checkers."""
