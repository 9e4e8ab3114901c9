"""How long tests wait for what other processes do."""

from typing import Final

LONG: Final = 900.0
"""Seconds after which it is taken never to come: the machine may be busy with other things."""
