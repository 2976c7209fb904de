"""The reference odds: a dictionary of states, carried forward; slow, obviously right.

Written from DESIGN section 3 alone, apart from the engine's rules, so that the two can check
each other. A state forgets only what no condition of the scenario can ever read.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.interventions import Plan
from sim.errors import BudgetError
from sim.lab.ruled import first_that_holds, rules_in
from sim.scenario.expressions.evaluate import evaluate
from sim.scenario.expressions.tree import Clock, Done, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.engine.interventions import Order
    from sim.program.model import Actor, Assignment, Move, Outcome, Program
    from sim.scenario.expressions.tree import Expression

MOST_STATES = 1_000_000


@dataclass(frozen=True, slots=True)
class ReferenceOdds:
    """Exact probabilities, up to rounding of floats.

    ``endings``: of each ending; ``by_round``: of each ending by the end of each round;
    ``reached``: of ever entering each stage; ``expected_rounds``: mean length; ``states``: how many
    were looked at.
    """

    endings: dict[str, float]
    by_round: tuple[dict[str, float], ...]
    reached: dict[str, float]
    expected_rounds: float
    states: int


@dataclass(frozen=True, slots=True)
class _State:
    stage: int
    began_in: int
    values: tuple[int, ...]
    day: int
    waited: int
    made: frozenset[str]
    ready: tuple[tuple[int, int], ...]
    truths: tuple[int, ...]
    orders: frozenset[int]
    reached: frozenset[int]


class _World:
    """A state as expressions see it."""

    def __init__(self, program: Program, state: _State, now: int) -> None:
        self.program, self.state, self.now = program, state, now

    def variable(self, name: str) -> int:
        return self.state.values[self.program.variable_index[name]]

    def clock(self, name: str) -> int:
        return {"round": self.now, "day": self.state.day, "rounds_in_stage": self.state.waited}[
            name
        ]

    def stage(self) -> str:
        return self.program.stages[self.state.stage].id

    def unknown(self, name: str) -> str:
        place = self.program.unknown_index[name]
        return self.program.unknowns[place].values[self.state.truths[place]]

    def done(self, move: str, outcome: str | None) -> bool:
        return (move if outcome is None else f"{move}:{outcome}") in self.state.made


class _Reference:
    def __init__(self, program: Program, plan: Plan, most: int, *, track: bool) -> None:
        self.program, self.plan, self.most, self.track = program, plan, most, track
        nodes = [n for tree in program.scenario.expressions.values() for n in walk(tree)]
        nodes += [n for r in rules_in(plan) if r.when is not None for n in walk(r.when)]
        clocks = {n.name for n in nodes if isinstance(n, Clock)}
        self.reads_day = "day" in clocks
        self.reads_wait = "rounds_in_stage" in clocks
        self.reads_made = {
            n.move if n.outcome is None else f"{n.move}:{n.outcome}"
            for n in nodes
            if isinstance(n, Done)
        }
        for move in program.moves:
            if move.once:
                self.reads_made.add(move.name)
            self.reads_made |= {program.moves[i].name for i in (*move.after, *move.unless)}
        self.looked_at = 0

    def value(self, tree: Expression, state: _State, now: int) -> int:
        return evaluate(tree, _World(self.program, state, now))

    # -- one story's rules --------------------------------------------------------------------

    def start(self) -> Iterator[tuple[_State, float]]:
        program, plan = self.program, self.plan
        values = [variable.start for variable in program.variables]
        for slot, value in plan.starts:
            values[slot] = value
        truths: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
        for unknown in program.unknowns:
            total = sum(unknown.weights)
            odds = [weight / total for weight in unknown.weights]
            if unknown.index in plan.truths:
                odds = [float(i == plan.truths[unknown.index]) for i in range(len(odds))]
            truths = [((*t, i), p * q) for t, p in truths for i, q in enumerate(odds) if q > 0]
        for truth, probability in truths:
            state = _State(
                0, 0, tuple(values), 0, 0, frozenset(), (), truth, frozenset(), frozenset()
            )
            state = self.chain(self.enter(state, 0, 1), 1)
            yield self.settle(state, 1), probability

    def settle(self, state: _State, now: int) -> _State:
        settings = self.plan.settings.get(now)
        if not settings or self.program.stages[state.stage].ending:
            return state
        values = list(state.values)
        for slot, value in settings:
            values[slot] = value
        return self.chain(replace(state, values=tuple(values)), now)

    def enter(self, state: _State, target: int, now: int) -> _State:
        reached = state.reached | {target} if self.track else state.reached
        state = replace(state, stage=target, waited=0, reached=reached)
        return self.apply(state, self.program.stages[target].effects, now)

    def apply(self, state: _State, effects: tuple[Assignment, ...], now: int) -> _State:
        values = list(state.values)
        for effect in effects:
            variable = self.program.variables[effect.variable]
            value = self.value(effect.expression, state, now)
            if effect.adds:
                value += state.values[effect.variable]
            values[effect.variable] = max(variable.low, min(variable.high, value))
        return replace(state, values=tuple(values))

    def chain(self, state: _State, now: int) -> _State:
        been = {state.stage}
        while not self.program.stages[state.stage].ending:
            for transition in self.program.transitions:
                if state.stage in transition.sources and (
                    transition.when is None or self.value(transition.when, state, now)
                ):
                    break
            else:
                return state
            if transition.to in been:
                return state
            state = self.enter(state, transition.to, now)
            been.add(state.stage)
        return state

    def moves(self, state: _State, actor: Actor, now: int) -> list[Move]:
        names = self.program.moves
        ready = dict(state.ready)
        return [
            move
            for move in actor.moves
            if state.stage in move.stages
            and not (move.once and move.name in state.made)
            and ready.get(move.index, 1) <= now
            and move.index not in self.plan.forbidden
            and all(names[i].name in state.made for i in move.after)
            and not any(names[i].name in state.made for i in move.unless)
            and (move.when is None or self.value(move.when, state, now))
        ]

    def order(self, state: _State, actor: Actor, moves: list[Move], now: int) -> Order | None:
        exact = self.plan.exact.get((now, actor.index))
        if exact is not None and exact.move in moves:
            return exact
        for order in self.plan.waiting.get(actor.index, ()):
            if order.round <= now and order.index not in state.orders and order.move in moves:
                return order
        return None

    def acts(
        self, state: _State, actor: Actor, now: int
    ) -> Iterator[tuple[_State, Move | None, Outcome | None, float]]:
        """Every act that ``actor`` may make now, with its probability."""
        moves = self.moves(state, actor, now)
        if not moves:
            yield state, None, None, 1.0
            return
        order = self.order(state, actor, moves, now)
        if order is not None:
            if order.waiting:
                state = replace(state, orders=state.orders | {order.index})
            chosen = [(order.move, 1.0)]
        elif (ruled := self.ruled(state, moves, now)) is not None:
            chosen = [(ruled, 1.0)]
        else:
            weights = [self.weight(move, state, now) for move in moves]
            chosen = list(zip(moves, _shares(weights), strict=True))
        for move, p in chosen:
            if p == 0:
                continue
            if move.is_wait:
                yield state, move, None, p
            elif order is not None and order.outcome is not None:
                yield state, move, order.outcome, p
            else:
                chances = [float(self.value(o.chance, state, now)) for o in move.outcomes]
                for outcome, q in zip(move.outcomes, _shares(chances), strict=True):
                    if q > 0:
                        yield state, move, outcome, p * q

    def ruled(self, state: _State, moves: list[Move], now: int) -> Move | None:
        stages, ready = (state.stage, state.began_in), dict(state.ready)
        value = partial(self.value, state=state, now=now)
        return first_that_holds(self.plan, moves, now, stages, ready, value)

    def weight(self, move: Move, state: _State, now: int) -> float:
        policy = self.plan.policies.get(move.actor)
        tree = move.weight
        if policy is not None and policy.kind == "weights":
            tree = policy.weights.get(move.index, tree)
        weight = float(self.value(tree, state, now))
        if policy is not None and policy.kind != "weights":
            weight = float(policy.kind == "uniform" or move.is_wait)
        return weight * self.plan.factors.get(move.index, 1.0)

    def make(self, state: _State, move: Move, outcome: Outcome, now: int) -> _State:
        after = self.apply(state, outcome.effects, now)
        made = {move.name, f"{move.name}:{outcome.id}"} & self.reads_made
        ready = {i: r for i, r in state.ready if r > now}
        if move.cooldown:
            ready[move.index] = now + move.cooldown + 1
        after = replace(after, made=after.made | made, ready=tuple(sorted(ready.items())))
        if outcome.to is not None and outcome.to != after.stage:
            after = self.enter(after, outcome.to, now)
        return after

    def end_round(self, state: _State, now: int) -> tuple[_State, int]:
        """The state at the beginning of the next round (or at an ending), and its round."""
        values = list(state.values)
        for variable in self.program.variables:
            if variable.drift is not None:
                value = values[variable.index] + self.value(variable.drift, state, now)
                values[variable.index] = max(variable.low, min(variable.high, value))
        days = self.program.stages[state.began_in].days
        state = replace(state, values=tuple(values), waited=state.waited + 1, day=state.day + days)
        state = self.chain(state, now)
        if self.program.stages[state.stage].ending:
            return state, now
        if now == self.program.rounds:
            return self.enter(state, self.program.at_end, now), now
        return self.settle(replace(state, began_in=state.stage), now + 1), now + 1

    # -- all stories at once ------------------------------------------------------------------

    def forget(self, state: _State, now: int) -> _State:
        """Leave out of ``state`` what nothing can read any more."""
        return replace(
            state,
            day=state.day if self.reads_day else 0,
            waited=state.waited if self.reads_wait else 0,
            ready=tuple((i, r) for i, r in state.ready if r > now),
        )

    def run(self) -> ReferenceOdds:
        program = self.program
        endings: dict[int, float] = defaultdict(float)
        reached: dict[int, float] = defaultdict(float)
        names = [stage.id for stage in program.stages if stage.ending]
        by_round = [dict.fromkeys(names, 0.0) for _ in range(program.rounds + 1)]
        expected = 0.0
        layer: dict[_State, float] = defaultdict(float)

        def put(into: dict[_State, float], state: _State, p: float, now: int) -> None:
            nonlocal expected
            if program.stages[state.stage].ending:
                endings[state.stage] += p
                expected += p * now
                for row in by_round[now:]:
                    row[program.stages[state.stage].id] += p
                for stage in state.reached:
                    reached[stage] += p
            else:
                into[self.forget(state, now)] += p

        for state, p in self.start():
            put(layer, state, p, 1)
        for now in range(1, program.rounds + 1):
            for actor in program.actors:
                following: dict[_State, float] = defaultdict(float)
                self.count(layer)
                for state, p in layer.items():
                    for before, move, outcome, q in self.acts(state, actor, now):
                        after = before
                        if move is not None and outcome is not None:
                            after = self.make(before, move, outcome, now)
                        if move is not None:
                            after = self.chain(after, now)
                        put(following, after, p * q, now)
                layer = following
            following = defaultdict(float)
            self.count(layer)
            for state, p in layer.items():
                after, when = self.end_round(state, now)
                put(following, after, p, when)
            layer = following
        return ReferenceOdds(
            {s.id: endings[s.index] for s in program.stages if s.ending},
            tuple(by_round[1:]),
            {s.id: reached[s.index] for s in program.stages} if self.track else {},
            expected,
            self.looked_at,
        )

    def count(self, layer: dict[_State, float]) -> None:
        self.looked_at += len(layer)
        if self.looked_at > self.most:
            raise BudgetError(
                f"More than {self.most:,} states: too large for the reference computation."
            )


def _shares(weights: list[float]) -> list[float]:
    """Weights as probabilities: negative ones count as 0, and all zero as equal."""
    positive = [max(weight, 0.0) for weight in weights]
    if not any(positive):
        positive = [1.0] * len(weights)
    total = sum(positive)
    return [weight / total for weight in positive]


def reference_odds(
    program: Program, plan: Plan | None = None, *, most: int = MOST_STATES, track: bool = False
) -> ReferenceOdds:
    """The odds of ``program`` under ``plan``; with ``track`` also of reaching each stage.

    Raises :class:`BudgetError` past ``most`` states over all layers.
    """
    return _Reference(program, plan or Plan(), most, track=track).run()
