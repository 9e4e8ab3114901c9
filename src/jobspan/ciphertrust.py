"""Everything of Thales CipherTrust that a program names: models, families, settings, types of arguments."""

from jobspan._planes.ciphertrust.families import FAMILIES, Family
from jobspan._planes.ciphertrust.flows.sync_requests import ContainerLists, WhenRunning
from jobspan._planes.ciphertrust.models import *  # noqa: F403 - the models say themselves what is public
from jobspan._planes.ciphertrust.models import __all__ as _models
from jobspan._planes.ciphertrust.settings import CipherTrustSettings, Grant

__all__ = ["FAMILIES", "CipherTrustSettings", "ContainerLists", "Family", "Grant", "WhenRunning", *_models]
