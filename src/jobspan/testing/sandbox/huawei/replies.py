"""Error bodies of the API gateway and of IAM, with the headers every reply of the cloud has."""

from __future__ import annotations

from email.utils import format_datetime

from jobspan.testing.sandbox.http import Reply
from jobspan.testing.sandbox.world import World


def request_id(world: World) -> str:
    return f"{world.random.getrandbits(128):032x}"


def stamped(world: World, reply: Reply) -> Reply:
    """The reply with the date, as callers have it, and a request id of its own."""
    date = format_datetime(world.clock.outside(), usegmt=True)
    return reply.with_headers({"Date": date, "X-Request-Id": request_id(world)})


def gateway_error(world: World, status: int, code: str, message: str) -> Reply:
    body = {"error_msg": message, "error_code": code, "request_id": request_id(world)}
    return stamped(world, Reply.of_json(body, status))


def iam_error(world: World, status: int, title: str, message: str) -> Reply:
    return stamped(world, Reply.of_json({"error": {"code": status, "message": message, "title": title}}, status))
