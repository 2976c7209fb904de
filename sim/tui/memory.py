"""When memory is cleared up: while somebody reads, never at a key.

Python looks for circles of dead objects by itself, now and then over everything that has been
imported and drawn. That takes a tenth of a second, and would come at a key press.
"""

from __future__ import annotations

import gc

PAUSE = 2.0
"""Seconds between two looks at what has gathered."""
ENOUGH = 10
"""How many small clearings call for a whole one: as many as Python itself waits for."""
AT_LAST = 1_000
"""After as many small clearings the whole one comes at once, whatever is going on."""


def put_off() -> None:
    """Clear nothing up while the application opens: nearly all that it makes then stays.

    Ended by the first :meth:`Memory.look`.
    """
    gc.disable()


class Memory:
    """Puts whole clearings off until nothing happens; :meth:`restore` undoes that."""

    def __init__(self) -> None:
        self._before = gc.get_threshold()
        self._gathered = 0
        gc.set_threshold(*self._before[:2], AT_LAST)

    def restore(self) -> None:
        """Clear up as before."""
        gc.enable()
        gc.set_threshold(*self._before)

    def look(self) -> None:
        """Clear up if enough has gathered, and nothing more since the last look."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        gathered = gc.get_count()[2]
        if gathered >= ENOUGH and gathered == self._gathered:
            clear_up()
            gathered = 0
        self._gathered = gathered


def clear_up() -> None:
    """Clear up once, now, and leave out what stays from then on."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
