"""The C program of a scenario, built with the machine's compiler and called from Python."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.benchmarks.c_source import c_source

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.program.model import Program

#: Contraction off: a fused multiply-add would round once where the other engines round twice.
FLAGS = ("-O2", "-ffp-contract=off", "-std=c11", "-shared", "-fPIC")


def compiler() -> str | None:
    """The C compiler of this machine, if it has one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


@dataclass(frozen=True)
class Told:
    """Endings (indices), rounds in which they came, and last values, by story."""

    ending: NDArray[np.int16]
    rounds: NDArray[np.int16]
    values: NDArray[np.int64]


class CProgram:
    """``program`` in C, built in ``folder``."""

    def __init__(self, program: Program, folder: Path) -> None:
        command = compiler()
        if command is None:
            raise RuntimeError("There is no C compiler on this machine.")
        source, built = folder / f"{program.id}.c", folder / f"{program.id}.so"
        source.write_text(c_source(program), "utf-8")
        done = subprocess.run(
            [command, *FLAGS, "-o", str(built), str(source)],
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        self.variables = len(program.variables)
        self._tell = ctypes.CDLL(str(built)).tell
        self._tell.restype = None
        u64, pointer = ctypes.c_uint64, ctypes.c_void_p
        self._tell.argtypes = [u64, u64, u64, pointer, pointer, pointer]

    def tell(self, seed: int, first: int, count: int) -> Told:
        """The stories ``first`` to ``first + count - 1`` under ``seed``."""
        ending = np.zeros(count, dtype=np.int16)
        rounds = np.zeros(count, dtype=np.int16)
        values = np.zeros((count, self.variables), dtype=np.int64)
        self._tell(seed, first, count, ending.ctypes.data, rounds.ctypes.data, values.ctypes.data)
        return Told(ending, rounds, values)
