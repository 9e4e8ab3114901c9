"""What a call that starts no job came to, as a task tells it."""

from typing import Any

from jobspan._core.plain import plain
from jobspan.batches import BatchResult
from jobspan.errors import AmbiguousOutcomeError


def settled(outcome: Any, *, plane: str, call: str, raise_on_failure: bool) -> Any:
    """The outcome as JSON.

    Args:
        plane, call: what was called, for errors.
        raise_on_failure: whether items of a batch that did not succeed are an error. What is not known is one in any case.

    Raises:
        AmbiguousOutcomeError: it is not known of an item whether the plane acted on it.
        PartialFailure: an item was refused or not sent.
    """
    if isinstance(outcome, BatchResult):
        if outcome.unknown:
            raise _not_known(outcome, plane, call)
        if raise_on_failure:
            outcome.raise_for_failures()
    return plain(outcome)


def _not_known(batch: BatchResult[Any], plane: str, call: str) -> AmbiguousOutcomeError:
    items = "".join(f"\n  - {each.item}: {each.message or each.status.value}" for each in batch.unknown)
    others = len(batch) - len(batch.unknown)
    rest = f" {len(batch.succeeded)} of the other {others} were accepted." if others else ""
    return AmbiguousOutcomeError(
        message=f"{call}: it is not known of {len(batch.unknown)} of {len(batch)} items whether they were acted on.{rest}{items}",
        hint="The next try looks again.",
        plane=plane,
        operation=call,
        check=call,
    )
