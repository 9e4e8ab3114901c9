"""The order of the chain, and a walk along it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.huawei.chain.files import clouds_entry, credentials_file, hcloud_profile
from jobspan._planes.huawei.chain.found import Absent, Found, ServerKeys
from jobspan._planes.huawei.chain.variables import oidc, openstack, pod_identity, private_cloud, sdk, terraform
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei.surroundings import Surroundings
from jobspan._public import public
from jobspan.errors import ConfigError


@frozen
class Link:
    """A place to look in.

    Attributes:
        name: of the place.
        look: what is found there. Asks nobody but this machine.
    """

    name: str
    look: Callable[[Surroundings], Found | Absent]


@public
@frozen
class PassedOver:
    """A place where credentials were looked for and not taken from.

    Attributes:
        link: the place.
        why: the reason.
    """

    link: str
    why: str


@frozen(kw_only=True)
class Walk:
    """What a walk along the chain found.

    Attributes:
        link: the place that was taken; ``None``: nothing was found.
        found: what was found there.
        passed: the other places, in order.
    """

    link: str | None
    found: Found | None
    passed: tuple[PassedOver, ...]


LINKS: Final = (
    Link("OpenID Connect variables", oidc),
    Link("SDK variables", sdk),
    Link("Terraform variables", terraform),
    Link("OpenStack variables", openstack),
    Link("private cloud variables", private_cloud),
    Link("credentials file", credentials_file),
    Link("pod identity", pod_identity),
)


def links_of(settings: HuaweiSettings) -> tuple[Link, ...]:
    """The places to look in: all, or the one that is asked for.

    Raises:
        ConfigError: an unknown one is asked for.
    """
    metadata = Link("ECS metadata", lambda around: _metadata(settings))
    wanted = settings.identity_from
    if wanted is None:
        return (*LINKS, metadata)
    kind, _, name = wanted.partition(":")
    match kind:
        case "huaweicloud":
            return (Link("credentials file", credentials_file),)
        case "metadata":
            return (metadata,)
        case "clouds" if name:
            return (Link("clouds.yaml", lambda around: clouds_entry(around, name)),)
        case "hcloud":
            return (Link("hcloud profile", lambda around: hcloud_profile(around, name or None)),)
    raise ConfigError(
        message=f"huawei: identity_from is {wanted!r}.",
        hint="Give huaweicloud, metadata, clouds:<name> or hcloud:<profile>.",
    )


def walk(settings: HuaweiSettings, around: Surroundings, *, to_the_end: bool = False) -> Walk:
    """Look in each place until credentials are found; ``to_the_end`` also says what the others hold.

    Raises:
        ConfigError: a place holds half of what is needed.
    """
    taken: tuple[str, Found] | None = None
    passed: list[PassedOver] = []
    for link in links_of(settings):
        if taken is not None and not to_the_end:
            break
        try:
            outcome = link.look(around)
        except ConfigError as broken:
            if taken is None:
                raise
            outcome = Absent(why=broken.message.removeprefix("huawei: "))
        if isinstance(outcome, Absent):
            passed.append(PassedOver(link.name, outcome.why))
        elif taken is None:
            taken = (link.name, outcome)
        else:
            passed.append(PassedOver(link.name, _later(taken, outcome)))
    link_name, found = taken or (None, None)
    return Walk(link=link_name, found=found, passed=tuple(passed))


def _later(taken: tuple[str, Found], other: Found) -> str:
    first = taken[1]
    if other.means == first.means:
        return f"{other.where} hold the same credentials"
    return f"{other.where} hold other credentials; {taken[0]} come first"


def surroundings_of(settings: HuaweiSettings) -> Surroundings:
    """What can be seen around a client with these settings."""
    environment = os.environ if settings.environment is None else settings.environment
    return Surroundings(environment=environment, region=settings.region, cloud=settings.cloud, folder=Path.cwd())


def _metadata(settings: HuaweiSettings) -> Found | Absent:
    if settings.metadata or settings.identity_from == "metadata":
        return Found(where=settings.metadata_url, means=ServerKeys(url=settings.metadata_url))
    return Absent(why="it is asked only with metadata=true (JOBSPAN_HUAWEI_METADATA)")
