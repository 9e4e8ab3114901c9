"""Which proxy the environment names for an address. What ``NO_PROXY`` lists comes first."""

import ipaddress
import re
from typing import TypeAlias
from urllib.parse import urlsplit
from urllib.request import getproxies

import msgspec

_DEFAULT_PORTS = {"http": 80, "https": 443}
_IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


def proxy_for(url: str) -> str | None:
    """The proxy on the way to an address; ``None`` where the way is direct. A proxy for other addresses is not looked at."""
    parts = urlsplit(url)
    named = getproxies()
    target = _Target(
        scheme=parts.scheme, host=_plain_host(parts.hostname or ""), port=parts.port or _DEFAULT_PORTS.get(parts.scheme)
    )
    if any(target.meant_by(entry) for entry in re.split(r"[\s,]+", named.get("no", "").strip()) if entry):
        return None
    address = named.get(parts.scheme) or named.get("all")
    return f"http://{address}" if address and "://" not in address else address


class _Target(msgspec.Struct, frozen=True):
    scheme: str
    host: str
    port: int | None

    def meant_by(self, entry: str) -> bool:
        """Whether an entry of ``NO_PROXY`` is about this host.

        A name means the host and all below it, with or without a dot before it (as curl reads it); an address or a network
        (``10.0.0.0/8``, ``fd00::/8``) means the addresses in it, not names that lead there; ``*`` means all. A port narrows
        it down.
        """
        if entry == "*":
            return True
        scheme, marked, rest = entry.rpartition("://")
        if marked and scheme.lower() not in (self.scheme, "all"):
            return False
        name, port = _split_port(rest)
        if port is not None and port != self.port:
            return False
        address = _address(self.host)
        if address is not None:
            return _within(address, name)
        name = _plain_host(name.removeprefix("*").lstrip("."))
        return bool(name) and (self.host == name or self.host.endswith(f".{name}"))


def _plain_host(name: str) -> str:
    return name.strip("[]").partition("%")[0].rstrip(".").casefold()


def _split_port(entry: str) -> tuple[str, int | None]:
    found = re.fullmatch(r"(\[[^\]]*\](?:/\d+)?|[^:]*):(\d+)", entry)
    return (found[1], int(found[2])) if found else (entry, None)


def _address(host: str) -> _IPAddress | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: _IPAddress, entry: str) -> bool:
    base, slash, bits = entry.partition("/")
    try:
        return address in ipaddress.ip_network(_plain_host(base) + slash + bits.rstrip("]"), strict=False)
    except ValueError:
        return False
