"""Arrays as one compact piece of bytes, with a checksum: what workers send and disks keep.

A line of JSON says what is there; then come the arrays' own bytes, compressed. Nothing in it can
be executed.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from sim.errors import NewscycleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAGIC = b"newscycle-blob/1 "
KINDS = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"}


class BlobError(NewscycleError):
    """Bytes that are no blob, or a damaged one."""


def pack(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """``facts`` (JSON) and ``arrays`` (of whole numbers) as bytes."""
    columns = []
    body = []
    for name, array in arrays.items():
        whole = np.ascontiguousarray(array)
        columns.append([name, str(whole.dtype), list(whole.shape)])
        body.append(whole.tobytes())
    packed = zlib.compress(b"".join(body), 1)
    head = json.dumps({"facts": facts, "columns": columns}, sort_keys=True).encode()
    return MAGIC + _digest(head + packed) + b" " + str(len(head)).encode() + b"\n" + head + packed


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What :func:`pack` made into bytes. Raises :class:`BlobError` for anything else."""
    line, _, rest = data.partition(b"\n")
    try:
        digest, length = line.removeprefix(MAGIC).split(b" ")
        head, packed = rest[: int(length)], rest[int(length) :]
        whole = line.startswith(MAGIC) and digest == _digest(head + packed)
        return _read(head, packed) if whole else _refuse()
    except (ValueError, KeyError, TypeError, zlib.error):
        return _refuse()


def _refuse() -> NoReturn:
    raise BlobError("This is not a whole piece of results.")


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).hexdigest().encode()


def _read(head: bytes, packed: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    described = json.loads(head)
    body = zlib.decompress(packed)
    arrays: dict[str, NDArray[Any]] = {}
    at = 0
    for name, kind, shape in described["columns"]:
        dtype = np.dtype(kind if kind in KINDS else "")
        size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
        arrays[name] = np.frombuffer(body[at : at + size], dtype=dtype).reshape(shape)
        at += size
    return described["facts"], arrays
