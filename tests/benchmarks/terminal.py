"""The player as a person meets it: a process in a terminal, from its start to its answer to a key.

Needs a pseudo-terminal, so Linux or macOS; memory and processor time are read from ``/proc``.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pexpect
import pyte

from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from tests.benchmarks.measure import Timing

#: A burst of output is over when nothing has come for this long.
SILENCE = 0.03
#: The desk: reading on, scrolling, opening and leaving pages. Leaving is pressed and not counted:
#: a terminal program must wait a tenth of a second to tell the key from the start of another one.
KEYS = {
    "space": " ", "down": "\x1b[B", "up": "\x1b[A", "page down": "\x1b[6~", "page up": "\x1b[5~",
    "why": "?", "leave": "\x1b", "journal": "j", "leave it": "\x1b", "help": "\x1bOP",
    "leave help": "\x1b", "one": "1", "two": "2",
}  # fmt: skip


POLICE = ("petropavlovsk", "--as", "police", "--seed", "7")


@dataclass(frozen=True)
class Player:
    """What was measured in one size: seconds, ``cpu`` those up to the open page; bytes.

    ``first_paint`` is when the first words stand on the screen, ``open`` when the page to read
    does: text on at least a third of the lines.
    """

    first_paint: Timing
    open: Timing
    cpu: Timing
    keys: list[float]
    memory: int

    @property
    def p50(self) -> float:
        """The median key."""
        return statistics.median(self.keys)

    @property
    def p95(self) -> float:
        """All but one key in twenty are painted sooner."""
        return statistics.quantiles(self.keys, n=20)[-1]


class _Terminal:
    """The player in a terminal of ``size``, and what is on its screen."""

    def __init__(self, size: tuple[int, int], folder: str, play: tuple[str, ...] = POLICE) -> None:
        width, height = size
        self.begin = time.perf_counter()
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "sim", "play", *play],
            dimensions=(height, width),
            env={**os.environ, "NEWSCYCLE_DATA": folder, "TERM": "xterm-256color"},
        )
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)

    def read(self, wait: float) -> bool:
        """Take in what comes within ``wait`` seconds; whether anything did."""
        try:
            self._stream.feed(self.child.read_nonblocking(1 << 16, wait))
        except pexpect.TIMEOUT:
            return False
        return True

    def lines(self) -> int:
        """On how many lines text stands."""
        return sum(bool(line.strip()) for line in self.screen.display)

    def answer(self, key: str) -> float | None:
        """Seconds from the key to the last byte of the answer; None where there is none."""
        begin = time.perf_counter()
        self.child.send(key)
        last = None
        wait = 0.4
        while time.perf_counter() - begin < 2:
            try:
                data = self.child.read_nonblocking(1 << 16, wait)
            except pexpect.TIMEOUT:
                break
            if last is None or time.perf_counter() - last < SILENCE:
                last = time.perf_counter()
            self._stream.feed(data)
            wait = SILENCE
        return None if last is None else last - begin

    def until(self, words: str, key: str = "") -> None:
        """Press ``key`` and read until ``words`` stand on the screen."""
        self.child.send(key)
        begin = time.perf_counter()
        while not any(words in line for line in self.screen.display):
            if not self.read(0.05) and time.perf_counter() - begin > 120:
                shown = "\n".join(self.screen.display)
                raise RuntimeError(f"'{words}' did not come in 120 s:\n{shown}")

    def cpu(self) -> float:
        """Processor seconds that the player has used."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """The most memory that the player has had, in bytes."""
        status = Path(f"/proc/{self.child.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    def stands(self, lines: float) -> float:
        """Seconds from the start of the process until text stands on so many lines."""
        while self.lines() < lines:
            if not self.read(0.01) and time.perf_counter() - self.begin > 30:
                raise RuntimeError("the player painted nothing in 30 s")
        return time.perf_counter() - self.begin

    def close(self) -> None:
        self.child.close(force=True)


def memory_after_rewinds(size: tuple[int, int], rewinds: int = 100) -> int:
    """The most memory, in bytes, of a player who goes back ``rewinds`` times from an ending.

    With the same luck and new luck in turn; each rewound story is played on by a move, and is a
    journal of its own afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        saves = Path(folder) / "saves"
        session = Session.begin(
            load("petropavlovsk"), Casting(("police",), 7), saves / "mine.journal"
        )
        while not session.ended:
            session.choose(session.view().moves[0].id)
        session.close()
        terminal = _Terminal(size, folder, ("--resume", "mine"))
        try:
            terminal.until("rewind")
            for number in range(rewinds):
                terminal.until("Never tried", "b")
                terminal.until("With the same luck", "\r")
                terminal.until("Back at decision", "\x1b[B" * (number % 2) + "\r")
                terminal.answer("1")
                terminal.answer("\r")
            kept = len(list(saves.glob("*.journal")))
            if kept != rewinds + 1:
                raise RuntimeError(f"{kept - 1} stories were rewound, not {rewinds}")
            return terminal.memory()
        finally:
            terminal.close()


def measured(size: tuple[int, int], starts: int = 5, rounds: int = 8) -> Player:
    """Start the player ``starts`` times; in the last, read and choose for ``rounds`` rounds.

    A start before those does not count: in it Python compiles what it has not compiled yet.
    """
    paints, opens, cpus, keys, memory = [], [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        for start in range(-1, starts):
            terminal = _Terminal(size, folder)
            try:
                stood, opened = terminal.stands(1), terminal.stands(size[1] / 3)
                if start < 0:
                    continue
                paints.append(stood)
                opens.append(opened)
                cpus.append(terminal.cpu())
                if start == starts - 1:
                    for _ in range(12):  # through the briefing to the desk
                        terminal.answer(" ")
                    for _ in range(rounds):
                        for key in KEYS.values():
                            taken = terminal.answer(key)
                            if taken is not None and key != "\x1b":
                                keys.append(taken)
                    memory = terminal.memory()
            finally:
                terminal.close()
    return Player(Timing.of(paints), Timing.of(opens), Timing.of(cpus), keys, memory)
