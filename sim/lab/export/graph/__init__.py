"""The stages of a scenario and the ways between them, as Mermaid, DOT, SVG and text.

:mod:`diagram` says what is drawn and in which words; each other module is one language, and sees
to it that no text from a scenario means anything in it.
"""
