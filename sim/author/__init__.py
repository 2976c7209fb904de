"""For those who write scenarios: checks that need the engine, on top of the reader's."""
