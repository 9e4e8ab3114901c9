"""The client that the settings lead to."""

import click

from jobspan import Client, Policy


def client_of(context: click.Context, policy: Policy | None = None) -> Client:
    """A client of the profile that was asked for, or of the environment and the default profile."""
    profile = context.find_root().params.get("profile")
    return Client.from_profile(profile, policy=policy) if profile else Client.from_env(policy=policy)
