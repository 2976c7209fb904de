"""Class codes: which world it is, in one short word that survives being copied from a board.

A code holds the scenario and its edition (a part of the hash of its text), who is played, the
temperaments and the seed; so thirty people who type it meet the same world, and only their choices
differ. It is written in Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O or
U, small letters count as capitals, ``O`` as ``0``, ``I`` and ``L`` as ``1``, hyphens are for the
eye.

The last two characters check the others. Characters are elements of the field of 32 elements, and
with ``a`` a root of x^5 + x^2 + 1, which has order 31, every code satisfies ``sum c_i a^i = 7`` and
``sum c_i a^2i = 11``: a coset of a Reed-Solomon code (Reed & Solomon 1960) of distance 3. So any
one wrong character and any two wrong characters are found, and with them every swap of two,
neighbours or not, in codes of up to 31 characters; other mistakes with a chance of 1023 in 1024.
That the sums are not zero is what finds a zero too many at the end.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import UsageError
from sim.play.cast import USUAL, cast_of
from sim.play.session import Casting
from sim.program.lower import lower

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.play.cast import Member
    from sim.program.model import Program
    from sim.scenario.reader import Scenario

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u2013": ""})
_CHECKS = 2
LONGEST = 31
SUMS = (7, 11)
NO_CODE = (
    "That is not a class code: a character is wrong, missing or in another place. Compare it with"
    " the board."
)
ID_BITS, EDITION_BITS = 9, 13
SHORT_SEED, LONG_SEED = 20, 64


@dataclass(frozen=True, slots=True)
class ClassCode:
    """What a code means: the scenario that fits it, and its casting."""

    scenario: Scenario
    casting: Casting


# -- the check characters ---------------------------------------------------------------------


def _powers() -> tuple[int, ...]:
    value, found = 1, []
    for _ in range(31):
        found.append(value)
        value <<= 1
        if value & 32:
            value ^= 0b100101
    return tuple(found)


_EXP = _powers()
_LOG = {value: exponent for exponent, value in enumerate(_EXP)}


def _times(value: int, exponent: int) -> int:
    return 0 if value == 0 else _EXP[(_LOG[value] + exponent) % 31]


def _sums(values: list[int]) -> tuple[int, int]:
    """The two sums by which a code is known."""
    one = two = 0
    for place, value in enumerate(values):
        one ^= _times(value, place)
        two ^= _times(value, 2 * place)
    return one, two


def with_checks(values: list[int]) -> list[int]:
    """``values`` (0..31 each) with the two check values before them."""
    one, two = (wanted ^ found for wanted, found in zip(SUMS, _sums([0, 0, *values]), strict=True))
    # first + a second = one, first + a^2 second = two: two equations in two unknowns.
    second = _times(one ^ two, 31 - _LOG[_EXP[1] ^ _EXP[2]])
    first = one ^ _times(second, 1)
    return [first, second, *values]


def is_sound(values: list[int]) -> bool:
    """Whether values with their checks hold together."""
    return len(values) > _CHECKS and _sums(values) == SUMS


# -- bits ---------------------------------------------------------------------------------------


class _Bits:
    """A number written and read in pieces, the first piece in the lowest bits."""

    def __init__(self, number: int = 0, size: int = 0) -> None:
        self.number, self.size, self.at = number, size, 0

    def put(self, value: int, bits: int) -> None:
        self.number |= value << self.size
        self.size += bits

    def take(self, bits: int) -> int:
        value = self.number >> self.at & ((1 << bits) - 1)
        self.at += bits
        return value


def _bits_for(choices: int) -> int:
    return max(choices - 1, 0).bit_length()


def _id_part(name: str) -> int:
    digest = hashlib.blake2b(name.encode(), digest_size=8, person=b"class code").digest()
    return int.from_bytes(digest, "big") >> (64 - ID_BITS)


def _edition_part(scenario: Scenario) -> int:
    return int(scenario.hash[:8], 16) >> (32 - EDITION_BITS)


def edition(scenario: Scenario) -> str:
    """How people call the very text of a scenario: its version and four letters of its hash."""
    mark = f"{_edition_part(scenario):04X}"
    version = scenario.file.version
    return f"{version} ({mark})" if version else mark


# -- writing --------------------------------------------------------------------------------------


def class_code(program: Program, casting: Casting) -> str:
    """The code for ``casting`` of ``program``, in groups of four.

    Raises :class:`UsageError` for what no code can hold: a story by its number, or a cast too
    large.
    """
    if casting.number:
        raise UsageError("A class code is for a seed alone, not for one story of a run.")
    bits = _Bits()
    bits.put(_id_part(program.id), ID_BITS)
    bits.put(_edition_part(program.scenario), EDITION_BITS)
    members = cast_of(program)
    _put_players(bits, members, casting.players)
    _put_tempers(bits, members, casting)
    long = casting.seed >> SHORT_SEED != 0
    bits.put(int(long), 1)
    bits.put(casting.seed, LONG_SEED if long else SHORT_SEED)
    values = [bits.number >> at & 31 for at in range(0, bits.size, 5)]
    if len(values) + _CHECKS > LONGEST:
        raise UsageError("This cast is too large for a class code.")
    word = "".join(ALPHABET[value] for value in reversed(with_checks(values)))
    return "-".join(word[at : at + 4] for at in range(0, len(word), 4))


def _put_players(bits: _Bits, members: tuple[Member, ...], players: tuple[str, ...]) -> None:
    playable = [m.id for m in members if m.playable]
    bits.put(int(len(players) != 1), 1)
    if len(players) == 1:
        bits.put(playable.index(players[0]), _bits_for(len(playable)))
    else:
        bits.put(sum(1 << playable.index(name) for name in players), len(playable))


def _put_tempers(bits: _Bits, members: tuple[Member, ...], casting: Casting) -> None:
    tempers = dict(line.split("~", 1) for line in casting.temperaments)
    others = [m for m in members if m.id not in casting.players]
    special = any(tempers.get(m.id, USUAL) != USUAL for m in others)
    bits.put(int(special), 1)
    if any(tempers.get(m.id, USUAL) not in m.tempers for m in others):
        raise UsageError("A class code has no room for a strategy.")
    for member in others if special else ():
        temper = tempers.get(member.id, USUAL)
        bits.put(member.tempers.index(temper), _bits_for(len(member.tempers)))


# -- reading --------------------------------------------------------------------------------------


def _values(word: str) -> list[int]:
    """The values of a typed code, checked; raises :class:`UsageError` for a typing error."""
    plain = word.strip().upper().translate(_READ_AS)
    if not plain:
        raise UsageError("Type a class code, such as 115T-GJNT-K7PK.")
    wrong = next((char for char in plain if char not in ALPHABET), None)
    if wrong is not None:
        shown = wrong if wrong.isprintable() else "this"
        raise UsageError(
            f"There is no {shown} in a class code: it has digits, and letters without I, L, O, U."
        )
    values = [ALPHABET.index(char) for char in reversed(plain)]
    if len(values) > LONGEST or not is_sound(values):
        raise UsageError(NO_CODE)
    return values[_CHECKS:]


def read_code(word: str, shelf: Iterable[Scenario]) -> ClassCode:
    """What the typed ``word`` means, among the scenarios on ``shelf``.

    Raises :class:`UsageError` for a typing error, for a scenario that is not on the shelf, and
    for another edition of one that is; the message names both editions.
    """
    values = _values(word)
    bits = _Bits(sum(value << 5 * at for at, value in enumerate(values)), 5 * len(values))
    if bits.size < ID_BITS + EDITION_BITS:
        raise UsageError(NO_CODE)
    name, mark = bits.take(ID_BITS), bits.take(EDITION_BITS)
    found = [scenario for scenario in shelf if _id_part(scenario.id) == name]
    for scenario in found:
        if _edition_part(scenario) == mark:
            return ClassCode(scenario, _casting(lower(scenario), bits))
    if found:
        raise UsageError(
            f"This code was made for edition {mark:04X} of “{found[0].file.title}”; here is edition"
            f" {edition(found[0])}. Get the same edition of the scenario as the teacher has, or ask"
            " for a code made with this one."
        )
    raise UsageError(
        "This code is for a scenario that is not here. If it came as a file, open that file first:"
        " newscycle play FILE --code CODE"
    )


def _casting(program: Program, bits: _Bits) -> Casting:
    members = cast_of(program)
    playable = [m.id for m in members if m.playable]
    try:
        if bits.take(1):
            mask = bits.take(len(playable))
            players = tuple(name for at, name in enumerate(playable) if mask >> at & 1)
        else:
            players = (playable[bits.take(_bits_for(len(playable)))],)
        tempers = _take_tempers(bits, members, players)
    except IndexError:
        raise UsageError("That is not a class code: what it says does not fit.") from None
    seed = bits.take(LONG_SEED if bits.take(1) else SHORT_SEED)
    if bits.at > bits.size or bits.size - bits.at >= 5 or bits.number >> bits.at:
        raise UsageError("That is not a class code: it is too long or too short.")
    return Casting(players, seed, 0, tempers)


def _take_tempers(
    bits: _Bits, members: tuple[Member, ...], players: tuple[str, ...]
) -> tuple[str, ...]:
    if not bits.take(1):
        return ()
    lines = []
    for member in members:
        if member.id not in players:
            temper = member.tempers[bits.take(_bits_for(len(member.tempers)))]
            if temper != USUAL:
                lines.append(f"{member.id}~{temper}")
    return tuple(lines)


def bundled_shelf() -> list[Scenario]:
    """The bundled scenarios that can be read: what a code is looked up in."""
    from sim.errors import ScenarioError
    from sim.scenario.catalog import bundled, load

    found = []
    for path in bundled().values():
        try:
            found.append(load(path))
        except ScenarioError:
            continue
    return found
