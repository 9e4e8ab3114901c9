"""Credentials for the connectors of a copy, which DCT never copies. Source: https://dct.delphix.com/docs/ (Copy job)."""

from collections.abc import Mapping

import attrs

from jobspan._core.as_given import as_secret, held_to_its_type
from jobspan._core.classes import frozen
from jobspan._core.validation import validating
from jobspan._planes.delphix.models.connectors import ConnectorRole
from jobspan._public import public
from jobspan.credentials import Secret


@public
@frozen
class Credentials:
    """A user name and password for a connector."""

    username: str
    password: Secret = attrs.field(converter=as_secret, validator=held_to_its_type)


@frozen(kw_only=True)
class ConnectorCredentials:
    """Credentials by role: the target's, and for on-the-fly jobs the source's."""

    target: Credentials
    source: Credentials | None = None

    @classmethod
    def of(cls, given: "Credentials | Mapping[str, Credentials]") -> "ConnectorCredentials":
        """One pair for every connector, or a pair a role.

        Raises:
            ValidationError: an unknown role, no TARGET, an empty user name or password, or something other than ``Credentials``.
        """
        with validating("masking_jobs.copy") as problems:
            pairs = list(given.values()) if isinstance(given, Mapping) else [given]
            if not all(isinstance(pair, Credentials) for pair in pairs):
                problems.add("connector_credentials", "takes Credentials(user, password), or one a role")
                problems.stop_if_any()
            by_role = {"TARGET": given, "SOURCE": given} if isinstance(given, Credentials) else dict(given)
            for role, pair in by_role.items():
                problems.one_of("connector_credentials", str(role), [each.value for each in ConnectorRole])
                problems.text(f"connector_credentials[{str(role)!r}].username", pair.username, longest=256)
                if not pair.password:
                    problems.add(f"connector_credentials[{str(role)!r}].password", "must not be empty")
            if "TARGET" not in by_role:
                problems.add("connector_credentials", "the target's are missing", ("TARGET", "SOURCE"))
        return cls(target=by_role["TARGET"], source=by_role.get("SOURCE"))

    def steps(self) -> tuple[str, ...]:
        """What follows the copy, in words."""
        names = f"user {self.target.username!r}"
        if self.source is not None and self.source != self.target:
            names += f", source user {self.source.username!r}"
        return (f"set the credentials ({names}) on each connector of the copy", "test each connector")
