"""The certificate that a server shows."""

import ssl
from datetime import UTC, datetime, timedelta
from socket import create_connection
from typing import Final
from urllib.parse import urlsplit

from jobspan._core.classes import frozen
from jobspan.config import ConnectionOptions

_SECONDS: Final = 10.0
_SOON: Final = timedelta(days=30)
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@frozen
class Checked:
    """What was found, whether it is fine, and what to do if it is not."""

    finding: str
    fine: bool = True
    advice: str = ""


def certificate_of(address: str, options: ConnectionOptions, now: datetime) -> Checked:
    """Whether the way to a server is encrypted, by whose word, and for how long its certificate is valid."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https":
        readable = host not in _LOOPBACK
        return Checked(
            "not encrypted" + (", on this machine only" if not readable else ""),
            not readable,
            "Use an https address: credentials can be read on the way." if readable else "",
        )
    if not options.verify:
        return Checked(
            "the certificate is not checked", False, "Give the CA that signed it (ca_bundle), and leave verify on."
        )
    context = ssl.create_default_context(cafile=str(options.ca_bundle) if options.ca_bundle else None)
    if options.client_certificate:
        context.load_cert_chain(str(options.client_certificate), options.client_key and str(options.client_key))
    try:
        with (
            create_connection((host, parts.port or 443), timeout=_SECONDS) as raw,
            context.wrap_socket(raw, server_hostname=host) as tls,
        ):
            return _dated(tls.getpeercert() or {}, tls.version() or "TLS", now)
    except ssl.SSLCertVerificationError as untrusted:
        return Checked(
            f"the certificate is not trusted: {untrusted.verify_message}",
            False,
            "Give the CA that signed it (ca_bundle), or use the name that the certificate is for.",
        )
    except OSError as failed:
        return Checked(f"not looked at: {failed}", True, "Behind a proxy this says nothing.")


def _dated(certificate: "ssl._PeerCertRetDictType", version: str, now: datetime) -> Checked:
    ends = str(certificate.get("notAfter", ""))
    if not ends:
        return Checked(f"{version}, a certificate without an end")
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC)
    left = end - now
    text = f"{version}, certificate valid until {end:%Y-%m-%d} ({left.days} days)"
    return Checked(text, left > _SOON, "" if left > _SOON else "Have it renewed before it ends.")
