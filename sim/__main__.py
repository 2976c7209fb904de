"""``python -m sim`` is the ``newscycle`` command."""

from sim.cli import main

main()
