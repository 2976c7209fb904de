"""Players on a real pseudo-terminal that are killed at random moments.

A decision counts as acknowledged once the terminal has shown what came of it. After each kill the
next start goes on with the same journal and must have all of those.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import time
from typing import TYPE_CHECKING

import pexpect
import pyte

from sim.play.session import Session

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

ENVIRONMENT = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "COLUMNS": "80", "LINES": "24"}


class Player:
    """One process of ``newscycle play`` that keeps its story as ``name``."""

    def __init__(self, arguments: list[str], *, plain: bool) -> None:
        self.plain = plain
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.ByteStream(self.screen)
        self.text = ""
        self.acknowledged = 0
        self._deadline = 0.0
        self._after_first: float | None = None
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "sim", "play", *arguments, *(["--plain"] if plain else [])],
            dimensions=(24, 80),
            timeout=60,
            env={**os.environ, **ENVIRONMENT},
        )
        self.child.setecho(False)

    def look(self, patience: float = 0.05) -> bool:
        """Take in what the terminal shows; False once the process has gone."""
        try:
            data = self.child.read_nonblocking(65536, timeout=patience)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        with contextlib.suppress(Exception):
            self.stream.feed(data)
        self.text += data.decode("utf-8", "replace")
        return True

    @property
    def shown(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    def kill(self) -> None:
        """Kill it as a power cut would, and take in what it had said before."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child.pid, signal.SIGKILL)
        while self.look(0.2):
            if not self.child.isalive():
                with contextlib.suppress(pexpect.EOF, pexpect.TIMEOUT):
                    self.text += self.child.read_nonblocking(65536, 0.2).decode("utf-8", "replace")
                break
        self.child.close(force=True)

    def play(self, seconds: float, *, once_open: bool) -> None:
        """Make decisions until the time comes, or the story is over.

        The time runs from the start, or (``once_open``) from the first choice that is shown.
        """
        self._deadline = time.monotonic() + (60 if once_open else seconds)
        self._after_first = seconds if once_open else None
        if self.plain:
            self._play_lines()
        else:
            self._play_keys()

    def _goes_on(self, *, choosing: bool) -> bool:
        """Whether there is time left; the clock may start at the first choice."""
        if choosing and self._after_first is not None:
            self._deadline, self._after_first = time.monotonic() + self._after_first, None
        return time.monotonic() < self._deadline and self.look()

    def _play_lines(self) -> None:
        sent = prompts = 0
        while self._goes_on(choosing=prompts > 0):
            prompts = len(re.findall(r"(?m)^> \r?$", self.text))
            self.acknowledged = self._told()
            if "q: leave" in self.text:
                return
            if prompts > sent:
                sent = prompts
                self.child.sendline("1")

    def _told(self) -> int:
        """How many of the moves that were typed the player was told of."""
        return self.text.count("— You: ")

    def _play_keys(self) -> None:
        pending = choosing = False
        while self._goes_on(choosing=choosing):
            shown = self.shown
            choosing = "What do you do?" in shown or "You can only wait" in shown
            if pending and not choosing and "The wire" in shown:
                self.acknowledged += 1
                pending = False
            if choosing and not pending and "▸1" in shown:
                self.child.send("\r")
                pending = True
            elif choosing and not pending:
                self.child.send("1")
            elif not choosing and not pending and shown.strip():
                self.child.send(" ")
            if re.search(r"b rewind", shown):
                return


def kill_and_go_on(
    folder: Path, scenario: str, role: str, kills: int, random: Random, *, plain: bool
) -> list[int]:
    """Kill ``kills`` players of one journal after another; how many decisions each had shown.

    Raises AssertionError if an acknowledged decision is not there any more.
    """
    counts: list[int] = []
    number, story = 0, 0
    while number < kills:
        story += 1
        name = f"{'plain' if plain else 'screen'}{story}"
        path = folder / "saves" / f"{name}.journal"
        before: list[tuple[str, str]] = []
        while number < kills:
            begun = path.exists()
            arguments = (
                ["--resume", name]
                if begun
                else [scenario, "--as", role, "--seed", str(random.randrange(99)), "--save", name]
            )
            player = Player(arguments, plain=plain)
            # A quarter of the kills hit the start, the others the play.
            early = random.random() < 0.25
            player.play(random.uniform(0.1, 2.0 if early else 4.0), once_open=not early)
            player.kill()
            number += 1
            if plain:
                player.acknowledged = player._told()
            counts.append(player.acknowledged)
            if not path.exists():
                assert player.acknowledged == 0, "decisions were shown, and no journal is there"
                continue
            session = Session.resume(path, write=False)
            assert session.decisions[: len(before)] == before, "an old decision has changed"
            told_again = 1 if plain and begun and before else 0
            kept = len(session.decisions) - len(before)
            lost = f"{player.acknowledged} shown, {kept} kept\n{player.text[-2000:]}"
            assert kept >= player.acknowledged - told_again, lost
            before = session.decisions
            if session.ended:
                break
    return counts
