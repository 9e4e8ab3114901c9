"""What became of the credentials of a connector. Source: https://dct.delphix.com/docs/ (Update connector; Test connector)."""

from enum import StrEnum
from typing import Self

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.delphix.errors import ConnectorTestFailed
from jobspan._planes.delphix.models.connectors import ConnectorTest
from jobspan._public import public


@public
class RotationOutcome(StrEnum):
    """Which credentials a connector has after a rotation."""

    ROTATED = "rotated"
    """The new ones, and they work."""
    ROLLED_BACK = "rolled_back"
    """The new ones were refused: it has the old ones again, which were not tested."""
    LEFT = "left"
    """The new ones were refused, and it still has them: the old password is not known."""
    NOT_ROLLED_BACK = "not_rolled_back"
    """The new ones were refused, and giving it the old ones again failed: look at it."""


@public
@frozen(kw_only=True)
class CredentialRotation(Plain):
    """The rotation of the credentials of one connector.

    Attributes:
        connector_id: the connector.
        username: whom it was to log in as.
        outcome: which credentials it has now.
        test: the login with the new ones; there was one, and no other.
        reason: what was not done, and why.
    """

    connector_id: str
    username: str
    outcome: RotationOutcome
    test: ConnectorTest
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether the connector has the new credentials, and they work."""
        return self.outcome is RotationOutcome.ROTATED

    def __bool__(self) -> bool:
        return self.ok

    def raise_for_failure(self) -> Self:
        """Return the outcome itself when the connector has new credentials that work.

        Raises:
            ConnectorTestFailed: it does not; the message says which ones it has.
        """
        if not self.ok:
            raise ConnectorTestFailed(
                message=f"The login as {self.username!r} ended {self.test.status}: {self.test.message.rstrip('.')}. "
                f"{self.reason}",
                hint="Do not try the password on another connector: repeated wrong passwords can lock the account.",
            )
        return self
