"""The login operations."""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.bodies import Body, text
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import account_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

OPERATION = "account_login"
_BODY = Body({name: text(1, 1024) for name in ("username", "password", "api_key")})
_TOKEN = Body({"token": text(1, 2048)})


def login_routes(state: State) -> tuple[Route, ...]:
    def log_in(call: Call) -> Reply:
        match _BODY.read(call):
            case {"api_key": api_key}:
                token, lifetime = state.access.login_with_key(api_key)
            case {"username": username, "password": password}:
                token, lifetime = state.access.login(username, password)
            case _:
                raise refusal(400, "Give username and password, or api_key")
        return Reply.of_json({"access_token": token, "token_type": "Bearer", "expires_in": lifetime})

    def token_info(call: Call) -> Reply:
        match _TOKEN.read(call):
            case {"token": token}:
                return Reply.of_json(account_view(*state.access.owner_of(token), state.world.now()))
        raise refusal(400, "Give the token")

    return (
        Route(OPERATION, "POST", "/login", log_in),
        Route("token_info", "POST", "/token-info", token_info),
    )
