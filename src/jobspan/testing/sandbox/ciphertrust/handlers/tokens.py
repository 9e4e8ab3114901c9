"""Logins: bearer tokens, and the end of a refresh token."""

from __future__ import annotations

from jobspan.testing.sandbox.ciphertrust.access import Access
from jobspan.testing.sandbox.ciphertrust.handlers.bodies import json_object
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

LOGIN = "auth.tokens.create"


class TokenHandlers:
    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        tokens = "/api/v1/auth/tokens"
        return (
            Route(LOGIN, "POST", f"{tokens}/", self.create),
            Route(LOGIN, "POST", tokens, self.create),
            Route("auth.revoke", "POST", "/api/v1/auth/revoke", self.revoke),
        )

    def create(self, call: Call) -> Reply:
        return Reply.of_json(self._access.issue(call, json_object(call.json)))

    def revoke(self, call: Call) -> Reply:
        self._access.revoke(json_object(call.json))
        return Reply(204)
