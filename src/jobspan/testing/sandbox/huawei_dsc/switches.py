"""How this DSC behaves: which generations of its API it publishes, what `offset` means, how strict it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import attrs

Paging = Literal["page", "record", "ignored"]
OLDEST, MIDDLE, NEWEST = "A", "B", "C"


@attrs.define(kw_only=True)
class Switches:
    """Set them at any time; they apply from the next request.

    `generations` lists what the gateway publishes: A (the original pages), B (exports by `export-tasks` and
    `download-url`), C (`export`, `export/status`, `export/download`).
    """

    generations: frozenset[str] = attrs.field(default=frozenset("ABC"), converter=frozenset)
    paging: Paging = "page"
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
    scans_fail: bool = False
    ranges: bool = True
    """Whether the file host serves parts of a file."""
    etags: bool = True
    link_lifetime: timedelta = timedelta(minutes=15)
