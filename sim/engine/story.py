"""One run of a scenario, from its first round to an ending (DESIGN section 3, normative).

A story goes on by itself until an actor whom a person plays must choose. Its state is all that
the rules read; luck is keyed, so a story can be copied, rewound and replayed at any decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.engine.interventions import Order, Plan
from sim.engine.luck import KeyedLuck, Luck, pick
from sim.engine.machine import Position, machine_of
from sim.engine.policy import DEFAULT, choose
from sim.engine.reporter import Reporter
from sim.engine.rules import Change, rules_of
from sim.engine.state import State
from sim.engine.telling import tell
from sim.errors import ChoiceError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sim.engine.events import Cause, Event, How
    from sim.engine.record import Trail
    from sim.engine.rules import Rules
    from sim.program.model import Actor, Move, Outcome, Program, Text

NO_PLAN = Plan()


class Director(Protocol):
    """Who may decide an act before policy or player: the replay of a record, for example."""

    @property
    def how(self) -> How:
        """What its acts are called in events."""

    def __call__(
        self, story: Story, actor: Actor, moves: Sequence[Move]
    ) -> tuple[Move, Outcome | None] | None:
        """The move (and outcome) that ``actor`` makes now, or None to leave it open."""


class Story:
    """One story of ``program``.

    ``seed`` and ``number`` fix its luck. ``players`` are the ids of actors whom people play.
    ``plan`` is a what-if. ``trail`` is the record's own way, to say when the story leaves it.
    ``start`` is a state to go on from (it is copied): the story's events begin there, and it
    knows nothing of a record. ``uncovered`` counts, by actor, the choices about which a strategy
    said nothing. After construction the story stands at the first decision of a
    player, or at its end.
    """

    def __init__(
        self,
        program: Program,
        seed: int,
        number: int = 0,
        *,
        players: Collection[str] = (),
        plan: Plan = NO_PLAN,
        director: Director | None = None,
        trail: Trail | None = None,
        luck: Luck | None = None,
        start: State | None = None,
    ) -> None:
        self.program = program
        self.seed = seed
        self.number = number
        self.rules: Rules = rules_of(program)
        self.luck: Luck = KeyedLuck(seed, number) if luck is None else luck
        self.players = frozenset(program.actor_index[name] for name in players)
        self.plan = plan
        self.state = State(program) if start is None else start.copy()
        self.report = Reporter(self.state, self.rules, self.luck, trail)
        self.done_orders: set[int] = set()
        self.uncovered: dict[int, int] = {}
        self._director = director
        self._machine = machine_of(program)
        self._position = Position(self.state.stage)
        if start is None:
            self._begin()
        self._go_on()

    # -- what people ask --------------------------------------------------------------------

    @property
    def events(self) -> list[Event]:
        """Everything that has happened so far."""
        return self.report.events

    @property
    def on_record(self) -> bool:
        """Whether everything so far is what the record has."""
        return self.report.on_record

    @property
    def ended(self) -> bool:
        """Whether the story is over."""
        return self.rules.has_ended(self.state)

    @property
    def ending(self) -> str | None:
        """The id of the ending, once there."""
        stage = self.rules.stage(self.state)
        return stage.id if stage.ending else None

    @property
    def actor(self) -> Actor | None:
        """The actor who must choose now; None once the story is over."""
        return None if self.ended else self.program.actors[self.state.turn]

    @property
    def enabled(self) -> list[Move]:
        """The moves that the actor who must choose can make."""
        if self.ended:
            return []
        return self.rules.enabled(self.state, self.state.turn, self.plan.forbidden)

    def choose(self, move: str, outcome: str | None = None) -> list[Event]:
        """Make ``move`` for the actor who must choose; what happened until the next decision.

        ``outcome`` forces how it turns out (for replays of a given sequence). Raises
        :class:`ChoiceError`, and changes nothing, if the move cannot be made.
        """
        if self.ended:
            raise ChoiceError("The story is over.")
        for candidate in self.enabled:
            if candidate.id == move:
                forced = None
                if outcome is not None:
                    try:
                        forced = self.program.outcome_of(candidate, outcome)
                    except KeyError:
                        raise ChoiceError(f"'{move}' has no outcome '{outcome}'.") from None
                mark = len(self.events)
                self._act(candidate, forced, "player")
                self._go_on()
                return self.events[mark:]
        actor = self.program.actors[self.state.turn]
        raise ChoiceError(f"'{actor.id}' cannot make the move '{move}' now.")

    def reseed(self, seed: int) -> None:
        """Let all luck from here on be that of ``seed``; what has happened stays as it is."""
        self.luck = self.report.luck = KeyedLuck(seed, self.number)

    def forced(self) -> dict[str, str]:
        """What became of each move that the what-if forces: by its line.

        ``done``; ``not enabled`` when its time came; or ``ended before``.
        """
        result = {}
        for order in self.plan.orders:
            if order.index in self.done_orders:
                result[order.line] = "done"
            elif self._had_turn(order):
                result[order.line] = "not enabled"
            else:
                result[order.line] = "ended before" if self.ended else "pending"
        return result

    def _had_turn(self, order: Order) -> bool:
        """Whether the actor's turn in the order's round has come and gone."""
        now, turn = self.state.round, self.state.turn
        return now > order.round or (now == order.round and turn > order.move.actor)

    def tell(self, text: Text) -> str:
        """``text`` as it reads now."""
        return tell(text, self.state, self.rules)

    # -- the round --------------------------------------------------------------------------

    def _begin(self) -> None:
        state, plan = self.state, self.plan
        self.report.round()
        if plan.truths:
            self.report.leave_record()
        for unknown in self.program.unknowns:
            place = plan.truths.get(unknown.index)
            if place is None:
                place = pick(self.luck, unknown.keys, unknown.weights)
            state.truths[unknown.index] = place
            self.report.truth(unknown.id, unknown.values[place])
        self._put_in(plan.starts)
        self._enter(0, None, "start")
        self._transitions()
        self._settle()

    def _go_on(self) -> None:
        state, program = self.state, self.program
        while not program.stages[state.stage].ending:
            if state.turn == len(program.actors):
                self._end_round()
                continue
            actor = program.actors[state.turn]
            moves = self.rules.enabled(state, actor.index, self.plan.forbidden)
            if not moves:
                state.turn += 1
                continue
            order = self._order(actor, moves)
            if order is not None:
                self.done_orders.add(order.index)
                self._act(order.move, order.outcome, "forced")
                continue
            directed = None if self._director is None else self._director(self, actor, moves)
            if directed is not None and self._director is not None:
                self._act(*directed, self._director.how)
            elif actor.index in self.players:
                return
            else:
                policy = self.plan.policies.get(actor.index, DEFAULT)
                move = choose(
                    policy, moves, state, self.rules, self.luck, self.plan.factors, self.uncovered
                )
                self._act(move, None, "policy")

    def _order(self, actor: Actor, moves: Sequence[Move]) -> Order | None:
        """The intervention that decides this act: an exact line first, then waiting ones."""
        now = self.state.round
        exact = self.plan.exact.get((now, actor.index))
        if exact is not None and exact.move in moves:
            return exact
        for order in self.plan.waiting.get(actor.index, ()):
            if order.round <= now and order.index not in self.done_orders and order.move in moves:
                return order
        return None

    def _end_round(self) -> None:
        state, program = self.state, self.program
        drifts = self.rules.drifts(state)
        self._change(drifts, "drift", None, None)
        state.rounds_in_stage += 1
        state.day += program.stages[state.began_in].days
        self._transitions()
        if self.ended:
            return
        if state.round == program.rounds:
            self._take(program.calendar_arcs[state.stage], "calendar")
            return
        state.round += 1
        state.turn = 0
        state.began_in = state.stage
        self.report.round()
        self._settle()

    def _settle(self) -> None:
        """Values that a what-if sets at the beginning of this round, and what follows at once."""
        settings = self.plan.settings.get(self.state.round)
        if settings and not self.ended:
            self._put_in(settings)
            self._transitions()

    def _put_in(self, values: Sequence[tuple[int, int]]) -> None:
        if values:
            self.report.leave_record()
        changes = [Change(slot, self.state.values[slot], value) for slot, value in values]
        self._change(changes, "what-if", None, None)

    # -- one act ----------------------------------------------------------------------------

    def _act(self, move: Move, outcome: Outcome | None, how: How) -> None:
        state, program = self.state, self.program
        actor = program.actors[move.actor]
        if not move.is_wait and outcome is None:
            outcome = self._draw(move)
        self.report.moved(actor, move, outcome, how)
        if outcome is not None:
            self._turn_out(actor, move, outcome)
        self._transitions()
        state.turn += 1

    def _draw(self, move: Move) -> Outcome:
        outcomes = move.outcomes
        if len(outcomes) == 1:
            return outcomes[0]
        when = 0 if move.once else self.state.round
        keys = [outcome.key + when for outcome in outcomes]
        return outcomes[pick(self.luck, keys, self.rules.chances(move, self.state))]

    def _turn_out(self, actor: Actor, move: Move, outcome: Outcome) -> None:
        state, rules = self.state, self.rules
        changes = rules.changes(outcome.effects, state)
        rules.put(state, changes)
        # Told before it counts as made: to its own texts, done() is about earlier times.
        because = self.report.outcome(actor, move, outcome)
        self.report.changes(changes, "outcome", because, move.name)
        if outcome.news is not None:
            self.report.outcome_news(actor, move, outcome.news)
        rules.make(state, move, outcome)
        if outcome.to is not None and outcome.to != state.stage:
            self._take(outcome.arcs[state.stage], "outcome")

    # -- stages -----------------------------------------------------------------------------

    def _transitions(self) -> None:
        """Rule 4: transitions until none holds; a chain never comes back to where it has been."""
        state = self.state
        been = {state.stage}
        while True:
            # Nothing leaves an ending, so none is found there.
            transition = self.rules.transition(state)
            if transition is None or transition.to in been:
                return
            if transition.news is not None:
                self.report.news(transition.news)
            self._take(transition.arcs[state.stage], "transition")
            been.add(state.stage)

    def _take(self, arc: int, cause: Cause) -> None:
        before = self.state.stage
        self._enter(self._machine.take(self._position, arc), before, cause)

    def _enter(self, target: int, before: int | None, cause: Cause) -> None:
        state, program = self.state, self.program
        state.stage = target
        state.rounds_in_stage = 0
        stage = program.stages[target]
        left = None if before is None else program.stages[before]
        because = self.report.entered(stage, left, cause)
        self._change(self.rules.changes(stage.effects, state), "stage", because, stage.id)
        if stage.news is not None:
            self.report.news(stage.news)
        if stage.ending:
            self.report.ended(stage)

    def _change(
        self, changes: Sequence[Change], cause: Cause, because: str | None, by: str | None
    ) -> None:
        self.rules.put(self.state, changes)
        self.report.changes(changes, cause, because, by)
