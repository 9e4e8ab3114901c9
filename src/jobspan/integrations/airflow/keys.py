"""Keys of calls: what a task stands for, whichever process runs it, and however often."""

import hashlib
from typing import Final

from jobspan.journal import LONGEST_KEY

_DIGEST: Final = 24
"""Characters of the digest that takes the place of what is too long: 96 bits."""


def task_key(
    dag_id: str, run_id: str, task_id: str, map_index: int = -1, *, generation: int = 0, deployment: str = "airflow"
) -> str:
    """The key of a task instance: the same for each of its tries.

    Args:
        map_index: of a mapped task; -1 for one that is not mapped.
        generation: which time the task was cleared to run anew.
        deployment: keeps apart what several Airflows write into one journal.
    """
    parts = [deployment, dag_id, run_id, task_id]
    if map_index >= 0:
        parts.append(str(map_index))
    return within_limit("/".join(parts) + (f"@{generation}" if generation else ""))


def following(key: str, number: int) -> str:
    """The key of the job that takes the place of those that failed: ``number`` 1 is the first job's."""
    return key if number == 1 else within_limit(f"{key}#{number}")


def within_limit(key: str) -> str:
    """The key itself, or, where it is longer than a journal takes, its beginning and a digest of all of it."""
    if len(key) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:_DIGEST]
    return f"{key[: LONGEST_KEY - _DIGEST - 1]}~{digest}"
