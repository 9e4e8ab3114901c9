"""New credentials for a connector: set, tested once, and taken back when the login is refused.

Source: https://dct.delphix.com/docs/ (Update connector; Test connector).
"""

from typing import Final

import attrs

from jobspan._core.as_given import as_optional_secret, as_secret, held_to_its_type
from jobspan._core.call import call, prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.proposal import Proposal, Step
from jobspan._core.redact import secrets_in
from jobspan._core.rules import propose
from jobspan._core.text_redaction import without
from jobspan._core.validation import validating
from jobspan._planes.delphix.flows.credentials import set_pair
from jobspan._planes.delphix.models.credentials import Credentials
from jobspan._planes.delphix.models.rotation import CredentialRotation, RotationOutcome
from jobspan._planes.delphix.operations.connectors import GET_CONNECTOR_BY_ID, TEST_CONNECTOR, UPDATE_CONNECTOR_BY_ID
from jobspan.credentials import Secret
from jobspan.errors import JobspanError
from jobspan.hooks import StepStarted

CALL: Final = "connectors.rotate"
_JOURNEY: Final = "rotate credentials"
_UNKNOWN: Final = "its old password is not known"


@frozen(kw_only=True)
class Rotation:
    """What is asked for; the arguments of ``connectors.rotate``. A user name that is not given is the connector's own."""

    username: str | None
    password: Secret = attrs.field(converter=as_secret, validator=held_to_its_type)
    old_username: str | None
    old_password: Secret | None = attrs.field(converter=as_optional_secret, validator=held_to_its_type)


def rotate(ctx: PlaneContext, connector_id: str, asked: Rotation) -> Flow[CredentialRotation]:
    """
    Raises:
        ValidationError: a value is empty, or an old user name comes without its password.
        NotFound: there is no such connector.
        JobFailed: the credentials could not be set; nothing was tested.
        AmbiguousOutcomeError: the reply to the test was lost; it is not repeated, and what was set stays.
    """
    _check(connector_id, asked)
    before = yield from call(ctx, GET_CONNECTOR_BY_ID, path={"connectorId": connector_id})
    with validating(CALL) as problems:
        problems.text("username", asked.username or before.username or "")
    new = Credentials(asked.username or before.username or "", asked.password)
    old = _old(asked, before.username)
    yield from _propose(ctx, connector_id, new, old)
    yield from _told(ctx, f"set credentials of connector {connector_id}")
    yield from set_pair(ctx, connector_id, new)
    yield from _told(ctx, f"test connector {connector_id}")
    tested = yield from call(ctx, TEST_CONNECTOR, path={"connectorId": connector_id})
    tested = attrs.evolve(tested, message=without(secrets_in(new.password), tested.message), job=None)
    outcome, reason = RotationOutcome.ROTATED, ""
    if not tested.ok:
        outcome, reason = yield from _take_back(ctx, connector_id, old)
    return CredentialRotation(
        connector_id=connector_id, username=new.username, outcome=outcome, test=tested, reason=reason
    )


def _check(connector_id: str, asked: Rotation) -> None:
    with validating(CALL) as problems:
        problems.text("connector_id", connector_id)
        problems.optional_text("username", asked.username)
        problems.optional_text("old_username", asked.old_username)
        if not asked.password:
            problems.add("password", "must not be empty")
        if asked.old_password is not None and not asked.old_password:
            problems.add("old_password", "must not be empty")
        if asked.old_username is not None and asked.old_password is None:
            problems.add("old_password", "is needed with old_username")


def _old(asked: Rotation, username: str | None) -> Credentials | None:
    known = asked.old_username or username
    return Credentials(known, asked.old_password) if known and asked.old_password else None


def _propose(ctx: PlaneContext, connector_id: str, new: Credentials, old: Credentials | None) -> Flow[None]:
    path = {"connectorId": connector_id}
    body = {"username": new.username, "password": new.password}
    requests = (
        (UPDATE_CONNECTOR_BY_ID, prepare(ctx, UPDATE_CONNECTOR_BY_ID, path=path, body=body)),
        (TEST_CONNECTOR, prepare(ctx, TEST_CONNECTOR, path=path)),
    )
    otherwise = f"set the credentials of {old.username!r} again" if old else f"leave the new ones: {_UNKNOWN}"
    return propose(
        ctx,
        Proposal(
            title=f"{CALL} {connector_id}",
            plane=ctx.plane,
            operation=UPDATE_CONNECTOR_BY_ID.id,
            steps=tuple(Step(operation=operation.id, request=request) for operation, request in requests),
            then=(f"if the login is refused, {otherwise}",),
            notes=("the login is tried once",),
        ),
    )


def _take_back(ctx: PlaneContext, connector_id: str, old: Credentials | None) -> Flow[tuple[RotationOutcome, str]]:
    """Give a connector what it had. That is not tested: nothing more is tried here."""
    if old is None:
        return RotationOutcome.LEFT, f"Not rolled back: {_UNKNOWN}. The connector keeps the new one."
    yield from _told(ctx, f"set the old credentials of connector {connector_id}")
    try:
        yield from set_pair(ctx, connector_id, old)
    except JobspanError as failed:
        return RotationOutcome.NOT_ROLLED_BACK, f"Not rolled back to {old.username!r}: {failed.message}"
    return RotationOutcome.ROLLED_BACK, f"Rolled back to {old.username!r}."


def _told(ctx: PlaneContext, step: str) -> Flow[None]:
    return emit(StepStarted(plane=ctx.plane, journey=_JOURNEY, step=step))
