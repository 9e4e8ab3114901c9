"""Keeps tokens out of the debug logs of the HTTP libraries, which write the headers of every reply."""

import logging
import re
from typing import Final

from jobspan._core.redact import STANDARD_HEADERS
from jobspan.credentials import MASK

_HEADER: Final = re.compile(r"\(b'(?P<name>[^']*)', b(?P<quote>['\"])(?P<value>.*?)(?P=quote)\)")
_LOGGERS: Final = tuple(f"{core}.{part}" for core in ("httpcore", "httpcore2") for part in ("http11", "http2", "proxy"))


class HeaderMask(logging.Filter):
    """Masks the values of all headers that may not be shown."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, its headers masked."""
        if isinstance(record.msg, str) and "headers" in record.msg:
            record.msg = _HEADER.sub(_masked, record.msg)
        return True


def _masked(header: re.Match[str]) -> str:
    return header[0] if header["name"].lower() in STANDARD_HEADERS else f"(b'{header['name']}', b'{MASK}')"


_MASK_HEADERS: Final = HeaderMask()


def quiet() -> None:
    """Mask from now on; doing it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_MASK_HEADERS)
