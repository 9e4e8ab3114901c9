"""Error bodies of DSC, and how handlers refuse a call with one.

The code of "not found" is not documented; the one used here is visibly this sandbox's own.
"""

from __future__ import annotations

from jobspan.testing.sandbox.http import Refused, Reply
from jobspan.testing.sandbox.huawei.replies import stamped
from jobspan.testing.sandbox.world import World

NOT_ENABLED = "dsc.10000009"
INVALID = "dsc.40000011"
NOT_FOUND = "dsc.sandbox.404"


def dsc_error(world: World, status: int, code: str, message: str) -> Reply:
    return stamped(world, Reply.of_json({"error_code": code, "error_msg": message}, status))


def invalid(world: World, what: str = "Invalid parameter") -> Refused:
    return Refused(dsc_error(world, 400, INVALID, what))


def missing(world: World, what: str) -> Refused:
    return Refused(dsc_error(world, 404, NOT_FOUND, f"{what} does not exist"))
