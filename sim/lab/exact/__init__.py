"""Exact answers: odds, sensitivities, best responses, most probable stories, proofs.

All stories at once, layer by layer, on the array step. Nothing here is sampled, and nothing here
coarsens a model; what does not fit the budget is refused.
"""
