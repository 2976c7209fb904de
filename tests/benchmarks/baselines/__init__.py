"""The measured scenario once more, as each library's own documentation would write it.

Every module has ``stories(count, seed)``, which plays that many and gives their ends. The rules
are those of ``tests.benchmarks.scenarios.ten_actors``; a chi-square test holds them together.
"""
