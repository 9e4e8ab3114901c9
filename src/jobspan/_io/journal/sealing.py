"""What is written to the journal is sealed: encrypted, and bound to its place, so that it can neither be read nor moved."""

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from jobspan._core.texts import text_of
from jobspan.credentials import Secret
from jobspan.errors import ConfigError, JournalError

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class Seal:
    """Encrypts and authenticates with one key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ConfigError(
                message=f"The key of the journal has {len(key)} bytes; it must have {KEY_BYTES}.",
                hint="Make one with: python -c 'import base64, os; print(base64.b64encode(os.urandom(32)).decode())'",
            )
        self._cipher = ChaCha20Poly1305(key)

    def become(self, other: "Seal") -> None:
        """Use another's key from now on."""
        self._cipher = other._cipher

    def close(self, content: bytes, place: str) -> bytes:
        """Seal a content for its place."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """
        Raises:
            JournalError: it was sealed with another key, for another place, or was changed.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise JournalError(
                message="An entry of the journal cannot be opened: it was sealed with another key, or was changed.",
                hint="Give the key that the journal was made with (JOBSPAN_JOURNAL_KEY, or the .key file beside it).",
            ) from None


def digest(key: bytes, secret: str) -> str:
    """Tells whether two secrets are equal, and nothing else of them."""
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()[:32]


def key_of(text: "Secret | str") -> bytes:
    """A key from its base64 form.

    Raises:
        ConfigError: it is not base64.
    """
    revealed = text.reveal() if isinstance(text, Secret) else text
    try:
        return base64.b64decode(revealed.strip(), validate=True)
    except ValueError:
        raise ConfigError(message="The key of the journal is not valid base64.") from None


def key_in(file: Path) -> bytes:
    """The key in a file that only its owner can read; made when it is not there, and whole from its first moment on.

    Raises:
        ConfigError: there is something else in the file, or it cannot be read or made.
    """
    try:
        _make(file)
        return key_of(_written(file))
    except OSError as failed:
        raise ConfigError(
            message=f"The key of the journal in {file} cannot be used: {failed.strerror}.",
            hint="Nothing is sent without it. Make the file readable, or give the key (JOBSPAN_JOURNAL_KEY).",
        ) from failed


def _make(file: Path) -> None:
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(handle, "w") as made:
                made.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.link(draft, file)
        finally:
            draft.unlink()


def _written(file: Path) -> str:
    try:
        return text_of(file.read_bytes())
    except ValueError as unreadable:
        raise ConfigError(message=f"The key of the journal in {file} cannot be read: {unreadable}.") from None
