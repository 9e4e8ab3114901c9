"""What `jobspan doctor` asks of one plane, and what to do about what it finds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from jobspan import AuthError, Client, ConfigError, JobspanError, Pager, PermissionDenied, TransportError
from jobspan._core.classes import frozen
from jobspan.cli.calls import find
from jobspan.cli.certificates import certificate_of
from jobspan.cli.exits import for_command_line
from jobspan.cli.table import TABLE

_MOST_SKEW: Final = 60.0
"""Seconds. Signed requests are refused beyond some minutes, and tokens look expired."""


@frozen(kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        result: ``ok``, ``problem``, or ``skipped``: it was not looked at.
        advice: what to do about a problem.
    """

    plane: str = ""
    check: str
    result: str = "ok"
    finding: str
    advice: str = ""

    @property
    def fine(self) -> bool:
        """Whether calls can be expected to work."""
        return self.result != "problem"


def checks_of(client: Client, plane: str, *, configured: bool, contact: bool, refused_by: str = "") -> Iterator[Check]:
    """The checks of a plane, one after the other; what cannot be looked at is left out.

    Args:
        contact: ask the server.
        refused_by: another plane refused the same credentials, so that they are not tried again.
    """

    def check(name: str, finding: str, fine: bool = True, advice: str = "") -> Check:
        return Check(plane=plane, check=name, result="ok" if fine else "problem", finding=finding, advice=advice)

    try:
        address = client.address(plane)
    except ConfigError as missing:
        advice = "" if not configured else "Set what is missing."
        result = "problem" if configured else "skipped"
        yield Check(plane=plane, check="settings", result=result, finding=for_command_line(str(missing)), advice=advice)
        return
    if not contact:
        yield check("settings", f"{address} (not contacted)")
        yield from _findings(client, plane, contact=False)
        return
    if refused_by:
        yield check("settings", address)
        text = f"not tried: {refused_by} refused the same credentials"
        yield Check(plane=plane, check="auth", result="skipped", finding=text)
        yield from _findings(client, plane, contact=False)
        return
    yield check("settings", address)
    now = datetime.fromtimestamp(client.clock.wall(), UTC)
    options = client.settings(plane).connection_options()
    tls = certificate_of(address, options, now)
    yield check("tls", tls.finding, tls.fine, tls.advice)
    try:
        reply = client.with_meta(client.recent_jobs, plane, 1)
    except JobspanError as error:
        yield from _failed(plane, address, error)
        if not isinstance(error, ConfigError):
            yield from _findings(client, plane, contact=not isinstance(error, AuthError))
        return
    yield check("reach", f"{address} answers")
    yield check("auth", "the credentials are accepted")
    dates = [exchange.headers["date"] for exchange in reply.exchanges if "date" in exchange.headers]
    if dates:
        skew = parsedate_to_datetime(dates[-1]).timestamp() - client.clock.wall()
        fine = abs(skew) <= _MOST_SKEW
        yield check(
            "clock", f"{round(skew):+d} s to the server's", fine, "" if fine else "Set the clock of this machine (NTP)."
        )
    yield _permissions(client, plane)
    yield from _findings(client, plane, contact=True)


def _failed(plane: str, address: str, error: JobspanError) -> Iterator[Check]:
    """What is known after a read that failed; what to do is said once, by the error itself where it knows."""

    def problem(check: str, advice: str) -> Check:
        finding = f"{type(error).__name__}: {for_command_line(error.message)}"
        return Check(plane=plane, check=check, result="problem", finding=finding, advice=advice)

    hint = for_command_line(error.hint or "")
    match error:
        case TransportError():
            yield problem("reach", hint or "Check the address, the proxy and the network from this machine.")
        case AuthError():
            yield Check(plane=plane, check="reach", finding=f"{address} answers")
            yield problem(
                "auth", f"{hint or 'Check the credentials, and where they come from.'} They are not tried again here."
            )
        case PermissionDenied():
            yield Check(plane=plane, check="reach", finding=f"{address} answers")
            yield problem("permissions", hint or "Have the account allowed to read jobs.")
        case _:
            yield problem("reach", hint or "Check that the address is that of this plane, with its path.")


def _permissions(client: Client, plane: str) -> Check:
    """Which lists the account may read: one row of each that needs no argument."""
    allowed: list[str] = []
    denied: list[str] = []
    for name in TABLE.resources("list"):
        call = find(f"{name}.list") if plane in TABLE.calls[f"{name}.list"].planes else None
        if call is None or any(each.default is each.empty for each in _required(call)):
            continue
        try:
            found = call.of(client)()
            if isinstance(found, Pager):
                found.first()
        except PermissionDenied:
            denied.append(name)
        except JobspanError:
            continue
        else:
            allowed.append(name)
    if denied:
        return Check(
            plane=plane,
            check="permissions",
            result="problem",
            finding=f"may not read: {', '.join(denied)}",
            advice="Have the account allowed to read them, if it needs them.",
        )
    if not allowed:
        return Check(plane=plane, check="permissions", result="skipped", finding="there is no list to try")
    return Check(plane=plane, check="permissions", finding=f"may read: {', '.join(allowed)}")


def _required(call: Any) -> list[Any]:
    return [each for each in call.parameters if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)]


def _findings(client: Client, plane: str, *, contact: bool) -> Iterator[Check]:
    try:
        found = client.findings(plane, contact=contact)
    except JobspanError as error:
        yield Check(plane=plane, check="settings", result="problem", finding=f"{type(error).__name__}: {error}")
        return
    for each in found:
        result = "ok" if each.fine else "problem"
        yield Check(plane=plane, check=each.about, result=result, finding=each.text)
