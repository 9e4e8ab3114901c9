"""The client that the settings lead to."""

from typing import Final

import click

from jobspan import Client, Policy
from jobspan._planes.registry import PLANES

SETTINGS: Final = {plane.settings.section: plane.settings for plane in PLANES.values()}
"""The settings there are, by the names of their sections: two planes may share them."""


def client_of(context: click.Context, policy: Policy | None = None) -> Client:
    """A client of the profile that was asked for, or of the environment and the default profile."""
    profile = context.find_root().params.get("profile")
    return Client.from_profile(profile, policy=policy) if profile else Client.from_env(policy=policy)
