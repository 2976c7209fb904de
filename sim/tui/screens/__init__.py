"""The places of the application. Screens do not import each other; the shell hands over."""
