"""Scenarios made for measuring: of a stated size, sound, and like real ones in kind."""

from __future__ import annotations


def ten_actors(actors: int = 10, rounds: int = 16) -> str:
    """Ten actors, sixteen rounds, five variables, about 44 moves; hardly ever over early.

    Smaller ones, for what looks at all states, by ``actors`` and ``rounds``.
    """
    lines = [
        "newscycle: 1",
        "title: Ten actors",
        f"calendar: {{start: 2024-01-01, rounds: {rounds}, at_end: faded}}",
        "variables:",
    ]
    for name in ("attention", "outrage", "trust", "pressure", "file"):
        drift = ", drift: -1" if name in ("attention", "pressure") else ""
        lines.append(f"  {name}: {{start: 2, range: [0, 5]{drift}}}")
    lines += ["stages:"]
    for name in ("ignored", "posted", "viral", "police", "appeal", "apology"):
        lines.append(f"  {name}: {{text: The story stands here.}}")
    lines += [
        "  faded: {ending: true, text: Over.}",
        "  settled: {ending: true, text: Settled.}",
        "transitions:",
        "  - {from: ignored, to: posted, when: attention >= 3}",
        "  - {from: posted, to: viral, when: attention >= 4 and outrage >= 2}",
        "  - {from: viral, to: police, when: pressure >= 4}",
        "  - {from: police, to: appeal, when: pressure >= 3 and round > 6}",
        "  - {from: appeal, to: apology, when: outrage <= 1}",
        "  - {from: apology, to: settled, when: trust == 5 and outrage == 0 and file == 0}",
        "actors:",
    ]
    changes = (
        "attention: +2",
        "outrage: +1",
        "trust: -1",
        "pressure: +1",
        "file: +1",
        "attention: -1",
        "outrage: -1",
        "trust: +1",
        "pressure: -1",
        "file: -1",
    )
    for number in range(actors):
        first, second, third = (changes[(number + step) % len(changes)] for step in (0, 3, 7))
        lines += [
            f"  actor{number}:",
            f"    name: Actor {number}",
            "    playable: true",
            "    wait: {weight: 3}",
            "    moves:",
            "      speak:",
            "        label: Speak",
            "        cooldown: 1",
            "        weight: 1 + attention",
            "        outcomes:",
            (
                f"          - {{id: heard, chance: 2 + trust, change: {{{first}}},"
                f" news: {{headline: Actor {number} is heard, kind: statement}}}}"
            ),
            f"          - {{id: unheard, chance: 3, change: {{{second}}}}}",
            "      act:",
            "        when: attention > 1 and outrage < 5",
            "        weight: 2",
            f"        change: {{{second}}}",
            "        because: Somebody acted.",
            f"        news: {{headline: Actor {number} acts, kind: article}}",
            "      answer:",
            "        in: [viral, police, appeal]",
            "        weight: 1 + pressure",
            "        outcomes:",
            f"          - {{chance: 3, change: {{{third}}}}}",
            f"          - {{chance: 1 + outrage, change: {{{first}}}}}",
            "      call:",
            "        once: true",
            "        after: [speak]",
            f"        change: {{{third}}}",
        ]
    return "\n".join(lines) + "\n"


def many_stages(stages: int = 200, actors: int = 50, moves: int = 4) -> str:
    """A chain of stages with ways on and back, and actors who act in some of them."""
    lines = [
        "newscycle: 1",
        f"title: {stages} stages",
        "calendar: {start: 2024-01-01, rounds: 40, at_end: over}",
        "variables:",
        *(f"  v{i}: {{label: Variable {i}, start: 1, range: [0, 5], drift: -1}}" for i in range(6)),
        "stages:",
        *(f"  s{i}: {{label: Stage {i}, text: The story stands at {i}.}}" for i in range(stages)),
        "  over: {ending: true, text: Over.}",
        "transitions:",
        *(
            f"  - {{from: s{i}, to: s{i + 1}, when: v{i % 6} >= {1 + i % 4} and round > {i % 7}}}"
            for i in range(stages - 1)
        ),
        f"  - {{from: s{stages - 1}, to: over, when: v0 > 2}}",
        "actors:",
    ]
    for a in range(actors):
        lines += [f"  a{a}:", f"    name: Actor {a}", "    moves:"]
        for m in range(moves):
            here = (a * moves + m) % stages
            lines += [
                f"      m{m}:",
                f"        label: Move {m} of actor {a}",
                f"        in: [s{here}, s{(here + 1) % stages}]",
                f"        when: v{m % 6} < 5 or round > 3",
                f"        weight: 1 + v{(a + m) % 6}",
                "        outcomes:",
                "          - id: heard",
                "            chance: 2",
                f"            change: {{v{m % 6}: +1}}",
                "            because: Somebody listened.",
                "            news:",
                f"              headline: Actor {a} did {m}, and was heard",
                "              kind: post",
                "          - id: unheard",
                f"            chance: 1 + v{a % 6}",
                f"            change: {{v{(m + 1) % 6}: -1}}",
            ]
    return "\n".join(lines) + "\n"


def long_file(lines: int = 50_000) -> str:
    """A sound scenario of about this many lines, as an author would write them."""
    return many_stages(200, max(1, (lines - 420) // (3 + 40 * 16)), 40)
