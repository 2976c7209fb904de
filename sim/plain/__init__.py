"""The line player: the very same story as numbered lines, for screen readers, pipes and logs."""
