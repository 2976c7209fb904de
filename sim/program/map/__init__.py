"""The map of a program's stages: layers, places in a grid of characters, and the drawing.

Pure code over a program: it knows no screen, no session and no words of its own. Who shows the
map says in which words arcs read, which stages the story has come through and what stays hidden.
"""
