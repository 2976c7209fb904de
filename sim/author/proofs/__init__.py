"""Proofs: what ``check --exact`` claims of a scenario, proves or refutes, and how that is told.

The walk over everything that can happen is :mod:`sim.lab.exact.reach`; nothing here steps a state.
"""
