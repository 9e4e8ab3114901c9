"""How this DSC behaves: which generations of its API it publishes, what `offset` means, how strict it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import attrs

Paging = Literal["page", "record", "ignored"]
OLDEST, MIDDLE, NEWEST = "A", "B", "C"


@attrs.define(kw_only=True)
class Switches:
    """Set them at any time; they apply from the next request."""

    generations: frozenset[str] = attrs.field(default=frozenset("ABC"), converter=frozenset)
    """What the gateway publishes: A (the original pages), B (exports by `export-tasks` and `download-url`), C (`export`,
    `export/status`, `export/download`)."""
    paging: Paging = "page"
    """What `offset` means: a page number, a record number, or nothing."""
    largest_page: int = 1000
    """The largest number of rows per reply, whatever `limit` is."""
    totals: bool = True
    """Whether lists report their total."""
    create_status: Literal[200, 201] = 200
    """201 has no body."""
    strict_exports: bool = False
    """Refuse an export before the scan is over, or while another export is running."""
    enabled: bool = True
    """Whether DSC is bought in this project."""
    exports_fail: bool = False
    """Whether exports end as FAILED from now on."""
    scans_fail: bool = False
    """Whether scans end as FAILED from now on."""
    ranges: bool = True
    """Whether the file host serves parts of a file."""
    etags: bool = True
    """Whether the file host names the version of a file."""
    link_lifetime: timedelta = timedelta(minutes=15)
    """How long a download link can be used, by the sandbox clock."""
