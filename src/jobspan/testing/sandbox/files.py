"""Serving a file, whole or by range, for planes that hand out download links."""

from __future__ import annotations

import hashlib
import re

from jobspan.testing.sandbox.http import Call, Reply

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def file_reply(call: Call, content: bytes, content_type: str = "application/octet-stream") -> Reply:
    """The content, or the single byte range the call asks for (206), or 416 when it lies outside."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"Content-Type": content_type, "Accept-Ranges": "bytes", "ETag": etag}
    wanted = _RANGE.fullmatch(call.headers.get("range", ""))
    if wanted is None or wanted.group() == "bytes=-" or call.headers.get("if-range", etag) != etag:
        return Reply(200, content, headers)
    first, last = _bounds(wanted.group(1), wanted.group(2), len(content))
    if first > last:
        return Reply(416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    part = content[first : last + 1]
    return Reply(206, part, {**headers, "Content-Range": f"bytes {first}-{last}/{len(content)}"})


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
