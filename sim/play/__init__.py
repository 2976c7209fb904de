"""A play session for every front: seats, journal, wording. No widget, no terminal, no clock."""
