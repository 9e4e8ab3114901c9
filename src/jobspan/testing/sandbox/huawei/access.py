"""The account of the sandbox at Huawei Cloud: its keys, its IAM users, and who is let in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import attrs

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei.identity import ANONYMOUS, OF_IAM, OPERATOR_ID, OWN_ACCOUNT, IdentityService
from jobspan.testing.sandbox.huawei.replies import gateway_error, iam_error, stamped
from jobspan.testing.sandbox.huawei.signatures import BadSignature, Claim, Key, verify
from jobspan.testing.sandbox.huawei.tokens import BadToken, issue, read, read_key
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World

PROJECT_ID = "054ba152d480d55b2f5dc0069e7ddef0"
ACCESS_KEY, SECRET_KEY = "SANDBOXACCESSKEY0001", "sandboxSecretKey/0123456789+abcdefghijkl"
TEMPORARY_ACCESS_KEY, TEMPORARY_SECRET_KEY = "SANDBOXTEMPORARY0001", "sandboxTemporaryKey/123456789+abcdefghij"
SECURITY_TOKEN = "sandbox-security-token=="
DOMAIN_NAME, USERNAME, PASSWORD = "sandbox-account", "operator", "operator-sandbox"

LOGIN = "iam.tokens"
WRONG_SIGNATURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=5)


@attrs.define(eq=False)
class _Tally:
    """Wrong signatures in a row of one key."""

    wrong: int = 0
    locked_until: datetime | None = None


class Access:
    """Who may call. `keys` and `users` are plain tables for tests; `token_lifetime` counts in the sandbox's time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.keys: dict[str, Key] = {
            ACCESS_KEY: Key(SECRET_KEY),
            TEMPORARY_ACCESS_KEY: Key(TEMPORARY_SECRET_KEY, SECURITY_TOKEN),
        }
        self.users: dict[tuple[str, str], str] = {(DOMAIN_NAME, USERNAME): PASSWORD}
        self.token_lifetime: timedelta = timedelta(hours=24)
        self.logins: int = 0
        self.identity: IdentityService = IdentityService(world, PROJECT_ID, self.account)
        self._tallies: dict[str, _Tally] = {}

    def routes(self) -> tuple[Route, ...]:
        return (Route(LOGIN, "POST", "/v3/auth/tokens", self.log_in), *self.identity.routes())

    def authenticate(self, call: Call) -> Reply | None:
        """The refusal of a call without a valid signature or token, or None."""
        if call.operation_id in (LOGIN, *ANONYMOUS):
            return None
        if "x-auth-token" in call.headers:
            return self._by_token(call, call.headers["x-auth-token"])
        if "authorization" in call.headers:
            return self._by_signature(call)
        if call.operation_id == "iam.security_tokens" and (token := self.identity.token_in_body(call)):
            return self._by_token(call, token)
        return self._refusal("X-Auth-Token not found")

    def log_in(self, call: Call) -> Reply:
        """The identity service: a token for an IAM user and a project."""
        try:
            auth = call.json["auth"]
            user = auth["identity"]["password"]["user"]
            name, domain = self._user(user)
            password = user["password"]
            project = self._project(auth["scope"]["project"])
        except (KeyError, TypeError):
            return iam_error(self._world, 400, "Bad Request", "The request body is invalid.")
        if self.users.get((domain, name)) != password:
            return iam_error(self._world, 401, "Unauthorized", "The username or password is wrong.")
        if project != PROJECT_ID:
            return iam_error(self._world, 403, "Forbidden", "You have no right to access this project.")
        self.logins += 1
        text, token = issue(self._world, name, project, self.token_lifetime)
        body: dict[str, Any] = {
            "token": {
                "expires_at": _iam_time(token.expires_at),
                "issued_at": _iam_time(token.issued_at),
                "methods": ["password"],
                "project": {"id": project, "name": "eu-west-101", "domain": {"name": domain}},
                "user": {"name": name, "domain": {"name": domain}},
            }
        }
        return stamped(self._world, Reply.of_json(body, 201, {"X-Subject-Token": text}))

    def account(self, call: Call) -> str:
        """The account that an authenticated call acts in."""
        token = call.headers.get("x-security-token")
        if token is None or "x-auth-token" in call.headers:
            return OWN_ACCOUNT
        try:
            return read_key(token).account
        except (BadToken, ValueError, KeyError):
            return OWN_ACCOUNT

    def _user(self, user: dict[str, Any]) -> tuple[str, str]:
        """Name and account of a user, who may be named by ids."""
        if "id" in user:
            return (USERNAME if user["id"] == OPERATOR_ID else ""), DOMAIN_NAME
        domain = user["domain"]
        named: str = domain["name"] if "name" in domain else DOMAIN_NAME if domain["id"] == OWN_ACCOUNT else ""
        return user["name"], named

    def _project(self, scope: dict[str, Any]) -> str:
        """The id of a project, which may be given by its name."""
        if "id" in scope:
            return str(scope["id"])
        projects = self.identity.projects[OWN_ACCOUNT]
        return next((id for id, name in projects.items() if name == scope["name"]), "")

    def environment(self, service: str, url: str) -> dict[str, str]:
        """The settings with which a client reaches one service."""
        return {
            "JOBSPAN_HUAWEI_PROJECT_ID": PROJECT_ID,
            "JOBSPAN_HUAWEI_ACCESS_KEY": ACCESS_KEY,
            "JOBSPAN_HUAWEI_SECRET_KEY": SECRET_KEY,
            "JOBSPAN_HUAWEI_IAM_URL": url,
            "JOBSPAN_HUAWEI_STS_URL": url,
            "JOBSPAN_HUAWEI_METADATA_URL": url,
            f"JOBSPAN_HUAWEI_{service.upper()}_URL": url,
        }

    def expired_token(self) -> Reply:
        return self._refusal("token expires")

    def _by_token(self, call: Call, text: str) -> Reply | None:
        try:
            token = read(text, self._world.now())
            if not token.project_id and call.operation_id not in OF_IAM:
                return self._refusal("the token is about no project")
        except (BadToken, ValueError, KeyError) as bad:
            return self._refusal(str(bad) if isinstance(bad, BadToken) else "decrypt token fail")
        return None

    def _by_signature(self, call: Call) -> Reply | None:
        try:
            claim = Claim.of(call)
            tally = self._tallies.setdefault(claim.access_key, _Tally())
            if tally.locked_until is not None and self._world.now() < tally.locked_until:
                return self._refusal("AK access failed to reach the limit,forbidden")
            try:
                verify(call, claim, self.keys, self._world.now(), self._world.clock.outside())
            except BadSignature as bad:
                if bad.counts:
                    self._count(tally)
                raise
        except BadSignature as bad:
            return self._refusal(str(bad))
        tally.wrong = 0
        return None

    def _count(self, tally: _Tally) -> None:
        tally.wrong += 1
        if tally.wrong >= WRONG_SIGNATURES_ALLOWED:
            tally.wrong, tally.locked_until = 0, self._world.now() + LOCKED_FOR

    def _refusal(self, why: str) -> Reply:
        return gateway_error(self._world, 401, "APIGW.0301", f"Incorrect IAM authentication information: {why}")


def _iam_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"
