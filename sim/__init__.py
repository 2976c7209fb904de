"""newscycle: an interactive, text-based simulation of the news cycle.

::

    import sim
    scenario = sim.load("petropavlovsk")
    story = sim.Story(scenario, seed=7, players=["police"])
    while not story.ended:
        view = story.view("police")
        events = story.choose(view.moves[0].id)
    result = sim.ensemble(scenario, runs=100_000, seed=1, do=["police.explain@4+"])
    result.endings["faded"].share

Everything is imported when it is first asked for, so that ``import sim`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import Scenario, Story, View, load
    from sim.errors import NewscycleError, ScenarioError
    from sim.lab.bounds import Bounds, bounds
    from sim.lab.ensemble import ensemble
    from sim.lab.exact.solve import Solution
    from sim.lab.odds import Odds, odds
    from sim.lab.results import EnsembleResult
    from sim.lab.solve import solve
    from sim.lab.sweep import Point, sweep
    from sim.lab.whatif import WhatIfResult, whatif

__version__ = "0.1.0"
__all__ = [
    "Bounds",
    "EnsembleResult",
    "NewscycleError",
    "Odds",
    "Point",
    "Scenario",
    "ScenarioError",
    "Solution",
    "Story",
    "View",
    "WhatIfResult",
    "__version__",
    "bounds",
    "ensemble",
    "load",
    "odds",
    "solve",
    "sweep",
    "whatif",
]

_HOMES = {
    "NewscycleError": "sim.errors",
    "ScenarioError": "sim.errors",
    "Scenario": "sim.api",
    "Story": "sim.api",
    "View": "sim.api",
    "load": "sim.api",
    "ensemble": "sim.lab.ensemble",
    "EnsembleResult": "sim.lab.results",
    "whatif": "sim.lab.whatif",
    "WhatIfResult": "sim.lab.whatif",
    "sweep": "sim.lab.sweep",
    "Point": "sim.lab.sweep",
    "odds": "sim.lab.odds",
    "Odds": "sim.lab.odds",
    "bounds": "sim.lab.bounds",
    "Bounds": "sim.lab.bounds",
    "solve": "sim.lab.solve",
    "Solution": "sim.lab.exact.solve",
}


def __getattr__(name: str) -> Any:
    """Import ``name`` from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
