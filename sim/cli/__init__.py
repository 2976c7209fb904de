"""The command line: thin, lazy, and the only place that knows exit codes of the shell."""

from sim.cli.main import main

__all__ = ["main"]
