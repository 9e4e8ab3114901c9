"""What is known of the workers of an executor."""

from jobspan.errors import JobspanError


class WorkersGone(Exception):
    """The executor takes no more work.

    Attributes:
        error: what it means for the item that met it; ``None``: that one was never handed over.
    """

    def __init__(self, reason: str, error: JobspanError | None = None) -> None:
        super().__init__(f"The executor takes no more work: {reason}. Go on with another one.")
        self.error = error
