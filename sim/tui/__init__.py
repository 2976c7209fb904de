"""The Textual application: screens, widgets, styles.

Rules of the story have no place here, and text from outside reaches Textual through text.py only.
"""
