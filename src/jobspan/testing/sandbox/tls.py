"""A certificate for the loopback interface, made on the fly and trusted by nobody else."""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


class SelfSigned:
    """A key and a self-signed certificate for 127.0.0.1 and localhost, in a directory of its own.

    Callers may show a certificate of theirs; it has to be one of `client_certificate`.
    """

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="jobspan-sandbox-")
        self.certificate: Path = Path(self._directory.name, "ca.pem")
        key_file = Path(self._directory.name, "key.pem")
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.certificate.write_bytes(_certificate(self._key).public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(_pem(self._key))
        self.context: ssl.SSLContext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key_file)
        self.context.load_verify_locations(self.certificate)
        self.context.verify_mode = ssl.CERT_OPTIONAL

    def client_certificate(self, common_name: str) -> Path:
        """A file with a certificate for a caller of this name, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _client_certificate(common_name, key, self._key)
        file = Path(self._directory.name, f"client-{x509.random_serial_number()}.pem")
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + _pem(key))
        return file

    def close(self) -> None:
        self._directory.cleanup()


_ISSUER = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jobspan sandbox")])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _client_certificate(
    common_name: str, key: ec.EllipticCurvePrivateKey, issuer_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    today = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)]))
        .issuer_name(_ISSUER)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    # Validity is judged by the caller's real clock, not by the sandbox's.
    today = datetime.now(UTC)
    loopback = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    )
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_ISSUER)
        .issuer_name(_ISSUER)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=30))
        .add_extension(loopback, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                crl_sign=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
