"""newscycle: an interactive, text-based simulation of the news cycle."""

__version__ = "0.1.0"
