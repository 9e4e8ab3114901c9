"""Check the ids of tasks and cut lists of them into batches."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, TypeVar

from jobspan._core.shapes import no_text
from jobspan._core.validation import Validator, validating

T = TypeVar("T")

_TASK_ID: Final = re.compile(r"[0-9a-zA-Z]{8}(-[0-9a-zA-Z]{4}){3}-[0-9a-zA-Z]{12}")
"""Like a UUID, except that the last characters tell the type of the task and are not hexadecimal digits."""
_DASHES: Final = (8, 13, 18, 23)
_LENGTH: Final = 36

BATCH_SIZE: Final = 10
"""How many tasks one changing request names, as the reference recommends."""

READ_BATCH: Final = 100
"""How many tasks one read asks for: the largest page of the states."""

DETAIL_BATCH: Final = 10
"""How many tasks one read of details asks for, as the reference recommends."""


PRECHECK_BATCH: Final = 10
"""How many tasks one read of prechecks asks for."""


def as_ids(job_ids: str | Iterable[str]) -> tuple[str, ...]:
    """One id or many."""
    return (job_ids,) if isinstance(job_ids, str) else tuple(job_ids)


def is_task_id(value: object) -> bool:
    """Whether a value is written like the id of a task."""
    return isinstance(value, str) and _TASK_ID.fullmatch(value) is not None


def _are_task_ids(ids: Sequence[Any]) -> bool:
    """The same of many at once: thousands are checked at each look at them."""
    if not set(map(type, ids)) <= {str} or not set(map(len, ids)) <= {_LENGTH}:
        return False
    row = "".join(ids)
    characters = row.replace("-", "")
    return (
        {row[place::_LENGTH] for place in _DASHES} == {"-" * len(ids)}
        and len(characters) == len(row) - len(_DASHES) * len(ids)
        and characters.isascii()
        and characters.encode().isalnum()  # for bytes it is a look into a table
    )


def check_id(problems: Validator, field: str, value: object) -> None:
    if not isinstance(value, str):
        problems.add(field, no_text(field, value))
    elif not is_task_id(value):
        problems.add(field, f"{value!r} is not a valid task id (36 characters, written like a UUID)")


def checked_id(name: str, job_id: str) -> str:
    """The id of a call.

    Raises:
        ValidationError: it is malformed.
    """
    with validating(name) as problems:
        check_id(problems, "job_id", job_id)
    return job_id


def checked_ids(name: str, job_ids: str | Iterable[str]) -> tuple[str, ...]:
    """The ids of a call.

    Raises:
        ValidationError: the list is empty, an id is malformed, or one comes twice.
    """
    ids = as_ids(job_ids)
    with validating(name) as problems:
        check_ids(problems, ids)
    return ids


def check_ids(problems: Validator, ids: Sequence[str]) -> None:
    if not ids:
        problems.add("job_ids", "must not be empty")
    if _are_task_ids(ids) and len(set(ids)) == len(ids):
        return
    seen: set[Any] = set()
    for index, each in enumerate(ids):
        check_id(problems, f"job_ids[{index}]", each)
        if each in seen:
            problems.add(f"job_ids[{index}]", f"{each!r} comes twice")
        seen.add(each)


def check_joined_ids(problems: Validator, field: str, value: object, most: int) -> None:
    """A name, or ids joined with commas: so many at most."""
    ids = value.split(",") if isinstance(value, str) else []
    if len(ids) > most and all(is_task_id(each.strip()) for each in ids):
        problems.add(field, f"has {len(ids)} ids, at most {most} are allowed")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
