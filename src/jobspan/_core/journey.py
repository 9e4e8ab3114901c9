"""A journey of several calls: what fails on the way says what the plane had accepted before."""

from collections.abc import Iterator
from contextlib import contextmanager

from jobspan.errors import JobspanError, OperationError
from jobspan.jobs import JobRef


class Accepted:
    """The jobs that the calls of a journey have started so far."""

    def __init__(self) -> None:
        self._jobs: dict[str, JobRef] = {}

    def note(self, operation: str, ref: JobRef) -> None:
        """A call was accepted, and this is its job."""
        self._jobs[operation] = ref

    @contextmanager
    def told(self) -> Iterator[None]:
        """Whatever fails inside names each of them, and how to pick it up."""
        try:
            yield
        except JobspanError as failed:
            if self._jobs:
                failed.accepted = (*self._jobs, *(each for each in failed.accepted if each not in self._jobs))
                failed.with_hint("Accepted before: " + "; ".join(map(_resumed, self._jobs.items())) + ".")
                if isinstance(failed, OperationError) and failed.ref is None:
                    failed.ref = [*self._jobs.values()][-1]
            raise


def _resumed(job: tuple[str, JobRef]) -> str:
    operation, ref = job
    return f"{operation}, see client.resume({ref.to_json()!r})"
