"""The worked study in ``docs/study``: ``python -m tests.study`` tells all its stories again.

That one command rewrites the numbers, the figures and the page. What is asked stands in
``design.py`` and in ``docs/study/plan.yaml``; nobody types a figure.
"""
