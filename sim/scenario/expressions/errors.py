"""What is wrong with an expression, and the largest number that one may reach."""

from __future__ import annotations

LARGEST = 2**53


class ExpressionError(ValueError):
    """What is wrong with an expression: its code, and the offset in characters where it is."""

    def __init__(self, code: str, message: str, offset: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.offset = offset
        self.hint = hint
