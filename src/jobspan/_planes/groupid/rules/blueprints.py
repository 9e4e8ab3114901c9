"""What is worth knowing before a blueprint is applied. These rules warn."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.rules import FactRule
from jobspan._planes.groupid.rules.base import GUIDE, DocumentRule, Findings, document_rule


@frozen(kw_only=True)
class Containers:
    """The containers of a job, and whether jobs of the server use their domains."""

    known: dict[str, bool]


def _domains(containers: Containers) -> Findings:
    for dn, known in containers.known.items():
        if not known:
            yield dn, "No job of this server uses a container of its domain."


CONTAINER_DOMAIN: Final[DocumentRule[Containers]] = document_rule(
    "blueprint-container-domain",
    "Containers belong to a domain of the server that they are written to.",
    _domains,
    source=f"{GUIDE} (Objects, Fields and Mapping)",
    advisory=True,
)
STORED_AS_COMPARED: Final[FactRule[str]] = FactRule(
    id="blueprint-stored-as-compared",
    text="What is replaced is what the files were compared with.",
    broken=lambda stored: None,
    source=f"{GUIDE} (Manage a Job)",
    advisory=True,
)
"""Its verdict carries a fingerprint of what was compared, so that a plan is not applied to something else."""
