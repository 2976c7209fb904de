"""The small typed language of conditions, weights and effects (DESIGN section 2).

``parse`` turns text into a typed ``tree``; ``intervals`` bounds what a tree can give; ``words``
says it in English; ``evaluate`` walks it plainly. No text of an author is ever executed.
"""
