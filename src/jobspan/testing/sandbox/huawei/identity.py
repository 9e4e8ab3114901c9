"""IAM, STS, the metadata service and the agent of a cluster: what gives keys and tokens, and tells who somebody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei.replies import iam_error, stamped
from jobspan.testing.sandbox.huawei.tokens import TemporaryKey, issue, issue_key
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World

OWN_ACCOUNT, OTHER_ACCOUNT = "a1b2c3d4e5f60718293a4b5c6d7e8f90", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
OPERATOR_ID = "7a1b2c3d4e5f60718293a4b5c6d7e8f9"
OTHER_ACCOUNT_NAME, AGENCY = "other-account", "data-jobs"
AGENCY_URN = f"iam::{OTHER_ACCOUNT}:agency:{AGENCY}"
IDP_ID, ID_TOKEN = "sandbox-idp", "sandbox-id-token"
PROVIDER_URN = f"iam::{OWN_ACCOUNT}:oidc-provider:sandbox"
POD_TOKEN = "sandbox-pod-token"

ANONYMOUS = frozenset(
    {
        "iam.id_token_tokens",
        "sts.assume_agency_with_oidc",
        "metadata.token",
        "metadata.security_key",
        "pod_identity.credentials",
    }
)
OF_IAM = frozenset({"iam.list_projects", "iam.list_auth_projects", "iam.list_auth_domains", "iam.security_tokens"})


class IdentityService:
    """Tables and switches for tests are plain attributes.

    `projects` has the projects of each account, names by ids; `id_tokens` are the tokens that each identity provider
    vouches for; `lifetime` and its like count in the sandbox's time. `metadata` is how the metadata service behaves:
    `tokens`, `no-tokens` (an older one), `no-agency`. Who may not list projects gets a 403 there.
    """

    def __init__(self, world: World, project_id: str, account: Callable[[Call], str]) -> None:
        self._world = world
        self._account = account
        self.projects: dict[str, dict[str, str]] = {
            OWN_ACCOUNT: {project_id: "eu-west-101"},
            OTHER_ACCOUNT: {project_id: "eu-west-101"},
        }
        self.id_tokens: dict[str, set[str]] = {IDP_ID: {ID_TOKEN}, PROVIDER_URN: {ID_TOKEN}}
        self.agencies: set[str] = {AGENCY}
        self.may_list_projects = True
        self.lifetime: timedelta | None = None
        self.metadata = "tokens"
        self.metadata_lifetime: timedelta = timedelta(hours=24)
        self.issued: int = 0
        self._sessions: set[str] = set()

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("iam.list_projects", "GET", "/v3/projects", self.list_projects),
            Route("iam.list_auth_projects", "GET", "/v3/auth/projects", self.list_own_projects),
            Route("iam.list_auth_domains", "GET", "/v3/auth/domains", self.list_domains),
            Route("iam.id_token_tokens", "POST", "/v3.0/OS-AUTH/id-token/tokens", self.exchange_id_token),
            Route("iam.security_tokens", "POST", "/v3.0/OS-CREDENTIAL/securitytokens", self.temporary_keys),
            Route("sts.assume_agency", "POST", "/v5/agencies/assume", self.assume),
            Route("sts.assume_agency_with_oidc", "POST", "/v5/agencies/assume-with-oidc", self.assume_with_oidc),
            Route("sts.caller_identity", "GET", "/v5/caller-identity", self.caller),
            Route("metadata.token", "PUT", "/meta-data/latest/api/token", self.metadata_token),
            Route("metadata.security_key", "GET", "/openstack/latest/securitykey", self.metadata_keys),
            Route("pod_identity.credentials", "POST", "/", self.pod_keys),
        )

    def list_projects(self, call: Call) -> Reply:
        if not self.may_list_projects:
            return iam_error(self._world, 403, "Forbidden", "Policy doesn't allow iam:projects:listProjects.")
        return self._listed(call, call.query.get("name"))

    def list_own_projects(self, call: Call) -> Reply:
        return self._listed(call, None)

    def list_domains(self, call: Call) -> Reply:
        account = self._account(call)
        name = "sandbox-account" if account == OWN_ACCOUNT else OTHER_ACCOUNT_NAME
        domain = {"id": account, "name": name, "enabled": True, "description": "", "links": {"self": ""}}
        return self._reply({"domains": [domain], "links": {"self": "", "previous": None, "next": None}})

    def exchange_id_token(self, call: Call) -> Reply:
        try:
            token = call.json["auth"]["id_token"]["id"]
        except (KeyError, TypeError):
            return iam_error(self._world, 400, "Bad Request", "The request body is invalid.")
        if token not in self.id_tokens.get(call.headers.get("x-idp-id", ""), ()):
            return iam_error(self._world, 401, "Unauthorized", "The id token is invalid.")
        text, said = issue(self._world, "federated", "", timedelta(hours=24))
        times = {"issued_at": _iam_time(said.issued_at), "expires_at": _iam_time(said.expires_at)}
        body = {"token": {"methods": ["mapped"], "user": {"name": "federated"}, **times}}
        return stamped(self._world, Reply.of_json(body, 201, {"X-Subject-Token": text}))

    def temporary_keys(self, call: Call) -> Reply:
        """Keys for the token of the caller, or for an agency."""
        try:
            identity = call.json["auth"]["identity"]
            (method,) = identity["methods"]
            asked = identity[method]
            seconds = asked.get("duration_seconds", 900)
        except (KeyError, TypeError, ValueError):
            return iam_error(self._world, 400, "Bad Request", "The request body is invalid.")
        if not 900 <= seconds <= 86400:
            return iam_error(self._world, 400, "Bad Request", "duration_seconds must be between 900 and 86400.")
        if method == "token":
            return self._classic(OWN_ACCOUNT, seconds)
        owner = OTHER_ACCOUNT if asked.get("domain_name") == OTHER_ACCOUNT_NAME else asked.get("domain_id")
        if asked.get("agency_name") not in self.agencies or owner != OTHER_ACCOUNT:
            return iam_error(self._world, 403, "Forbidden", "You have no right to assume this agency.")
        return self._classic(OTHER_ACCOUNT, seconds)

    def token_in_body(self, call: Call) -> str | None:
        """The token that temporary keys are asked for with, where no header has one."""
        try:
            token: str = call.json["auth"]["identity"]["token"]["id"]
        except (KeyError, TypeError):
            return None
        return token

    def assume(self, call: Call) -> Reply:
        body = call.json or {}
        if "x-auth-token" in call.headers:
            return self._sts_error(401, "STS5.0002", "A signature is required.")
        chained = "x-security-token" in call.headers
        seconds = body.get("duration_seconds", 3600)
        if not 900 <= seconds <= (3600 if chained else 43200):
            return self._sts_error(400, "STS5.0001", "duration_seconds is out of range.")
        return self._assumed(body, seconds)

    def assume_with_oidc(self, call: Call) -> Reply:
        body = call.json or {}
        if body.get("id_token") not in self.id_tokens.get(body.get("provider_urn", ""), ()):
            return self._sts_error(401, "STS5.0003", "The id token is invalid.")
        return self._assumed(body, body.get("duration_seconds", 3600))

    def caller(self, call: Call) -> Reply:
        if "x-auth-token" in call.headers:
            return self._sts_error(401, "STS5.0002", "A signature is required.")
        account = self._account(call)
        name = (
            f"sts::{account}:assumed-agency:{AGENCY}/jobspan"
            if account != OWN_ACCOUNT
            else f"iam::{account}:user:operator"
        )
        return self._reply({"account_id": account, "principal_urn": name, "principal_id": OPERATOR_ID})

    def metadata_token(self, call: Call) -> Reply:
        if self.metadata == "no-tokens":
            return Reply.of_text("<h1>404 Not Found</h1>", 404)
        if "x-metadata-token-ttl-seconds" not in call.headers:
            return Reply.of_text("Bad Request", 400)
        text = f"metadata-{self._world.random.getrandbits(64):016x}"
        self._sessions.add(text)
        return stamped(self._world, Reply.of_text(text, content_type="text/plain"))

    def metadata_keys(self, call: Call) -> Reply:
        if self.metadata == "no-agency":
            return Reply.of_text("Please configure Cloud Service Agency first", 401, "text/plain")
        if self.metadata == "tokens" and call.headers.get("x-metadata-token") not in self._sessions:
            return Reply.of_text("Unauthorized", 401, "text/plain")
        return self._keys(OWN_ACCOUNT, self.metadata_lifetime, "credential", _IAM_SPELLING, 200)

    def end_metadata_sessions(self) -> None:
        """The tokens of the metadata service are not valid any more."""
        self._sessions.clear()

    def pod_keys(self, call: Call) -> Reply:
        if call.headers.get("authorization") != POD_TOKEN:
            return iam_error(self._world, 401, "Unauthorized", "The token of the pod is invalid.")
        return self._keys(OWN_ACCOUNT, timedelta(hours=1), "credential", _CAMEL_SPELLING, 200)

    def _assumed(self, body: dict[str, Any], seconds: int) -> Reply:
        if not body.get("agency_session_name"):
            return self._sts_error(400, "STS5.0001", "agency_session_name is missing.")
        if body.get("agency_urn") != AGENCY_URN or AGENCY not in self.agencies:
            return self._sts_error(403, "STS5.0004", "You have no right to assume this agency.")
        reply = self._keys(OTHER_ACCOUNT, timedelta(seconds=seconds), "credentials", _STS_SPELLING, 200)
        return reply.with_json(reply.json() | {"assumed_agency": {"urn": body["agency_urn"], "id": "agency-1"}})

    def _classic(self, account: str, seconds: int) -> Reply:
        return self._keys(account, timedelta(seconds=seconds), "credential", _IAM_SPELLING, 201)

    def _keys(
        self, account: str, lifetime: timedelta, name: str, spelling: tuple[str, str, str, str], status: int
    ) -> Reply:
        token, key = issue_key(self._world, account, self.lifetime or lifetime)
        self.issued += 1
        return self._reply({name: dict(zip(spelling, _parts(token, key), strict=True))}, status)

    def _listed(self, call: Call, name: str | None) -> Reply:
        account = self._account(call)
        rows = [
            {
                "id": id,
                "name": each,
                "domain_id": account,
                "parent_id": account,
                "is_domain": False,
                "enabled": True,
                "description": "",
                "links": {"self": ""},
            }
            for id, each in self.projects[account].items()
            if name in (None, each)
        ]
        return self._reply({"projects": rows, "links": {"self": "", "previous": None, "next": None}})

    def _sts_error(self, status: int, code: str, message: str) -> Reply:
        return stamped(self._world, Reply.of_json({"error_code": code, "error_msg": message}, status))

    def _reply(self, body: Any, status: int = 200) -> Reply:
        return stamped(self._world, Reply.of_json(body, status))


_IAM_SPELLING = ("access", "secret", "securitytoken", "expires_at")
_STS_SPELLING = ("access_key_id", "secret_access_key", "security_token", "expiration")
_CAMEL_SPELLING = ("accessKeyId", "secretAccessKey", "securityToken", "expires_at")


def _parts(token: str, key: TemporaryKey) -> tuple[str, str, str, str]:
    return key.access_key, key.secret_key, token, _iam_time(key.expires_at)


def _iam_time(moment: Any) -> str:
    return str(moment.strftime("%Y-%m-%dT%H:%M:%S.%f")) + "Z"
