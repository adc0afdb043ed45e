"""What is wrong with a file, said so that somebody can mend it."""

from dataclasses import dataclass


class FileUnusable(Exception):
    """Nothing of the file can be imported; the message names file and place."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row that is left out; the others go on. `line` counts from 1, `column` is the file's own name or empty."""

    line: int
    column: str
    reason: str

    def written(self, file: str) -> str:
        """`FILE:LINE: column: reason`."""
        return (
            f"{file}:{self.line}: {self.column}: {self.reason}" if self.column else f"{file}:{self.line}: {self.reason}"
        )
